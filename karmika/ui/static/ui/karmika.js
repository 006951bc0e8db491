/* What a page gains where scripts run: toasts can be closed, columns chosen, all rows ticked. Every page works without. */
"use strict";
(() => {
  function dismissable(toast) {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "plain dismiss";
    close.textContent = "×";
    close.setAttribute("aria-label", toast.parentElement.dataset.close || "×");
    close.addEventListener("click", () => toast.remove());
    toast.append(close);
  }

  /* Which columns of a table are shown is kept in this browser, by the table's code: it says nothing of any person. */
  function choosable(box) {
    const table = box.querySelector("table");
    const key = `columns.${box.dataset.columns}`;
    const heads = [...table.querySelectorAll("thead th")];
    if (heads.length < 4) return;
    const hidden = new Set(JSON.parse(localStorage.getItem(key) || "[]"));

    function show() {
      for (const row of table.rows) {
        [...row.cells].forEach((cell, n) => cell.classList.toggle("hidden-column", hidden.has(n)));
      }
    }

    const choice = document.createElement("details");
    choice.className = "columns no-print";
    const summary = document.createElement("summary");
    summary.textContent = box.dataset.columnsLabel;
    const list = document.createElement("ul");
    heads.slice(1).forEach((head, n) => {
      const item = document.createElement("li");
      const label = document.createElement("label");
      const tick = document.createElement("input");
      tick.type = "checkbox";
      tick.checked = !hidden.has(n + 1);
      tick.addEventListener("change", () => {
        tick.checked ? hidden.delete(n + 1) : hidden.add(n + 1);
        localStorage.setItem(key, JSON.stringify([...hidden]));
        show();
      });
      label.append(tick, " ", head.textContent);
      item.append(label);
      list.append(item);
    });
    choice.append(summary, list);
    box.before(choice);
    show();
  }

  /* A tick in the head of a column of ticks ticks them all */
  function tickAll(head) {
    head.addEventListener("change", () => {
      for (const one of head.form.elements) {
        if (one.type === "checkbox" && one.name === head.dataset.all) one.checked = head.checked;
      }
    });
  }

  /* What a sheet says is read out by the device's own voice for its language, else by what the office has recorded; where
     there is neither, the page says so, and also where only a part is recorded. */
  function aloud(button) {
    const none = document.getElementById(button.dataset.none);
    const partly = document.getElementById(button.dataset.partly);
    const voices = window.speechSynthesis;
    const wanted = button.dataset.voice.toLowerCase();
    const label = button.textContent;
    const texts = [...document.getElementById(button.dataset.aloud).querySelectorAll("[data-say]")];
    const clips = texts.map((one) => (one.dataset.clips || "").split(" ").filter(Boolean));
    const recorded = clips.flat();
    let playing = null;

    function voice() {
      if (!voices) return undefined;
      const all = voices.getVoices().map((one) => [one.lang.toLowerCase().replace("_", "-"), one]);
      const found = all.find(([lang]) => lang === wanted) || all.find(([lang]) => lang.split("-")[0] === wanted.split("-")[0]);
      return found && found[1];
    }

    function show() {
      const spoken = Boolean(voice());
      button.hidden = !spoken && !recorded.length;
      none.hidden = !button.hidden;
      if (partly) partly.hidden = spoken || !recorded.length || clips.every((one) => one.length);
    }

    function silent() {
      playing = null;
      button.textContent = label;
    }

    function stop() {
      if (voices) voices.cancel();
      if (playing) playing.pause();
      silent();
    }

    function speak() {
      const said = texts.map((one) => one.dataset.say || one.textContent.trim()).filter(Boolean);
      said.forEach((text, n) => {
        const words = new SpeechSynthesisUtterance(text);
        words.voice = voice();
        words.lang = button.dataset.voice;
        words.rate = 0.85;
        if (n === said.length - 1) words.addEventListener("end", silent);
        voices.speak(words);
      });
    }

    /* One recording after the other. One that does not play is passed over: the page shows what it says. */
    function play(number) {
      if (number >= recorded.length) return silent();
      const sound = new Audio(recorded[number]);
      const next = () => { if (playing === sound) play(number + 1); };
      playing = sound;
      sound.addEventListener("ended", next);
      sound.addEventListener("error", next);
      sound.play().catch(next);
    }

    button.addEventListener("click", () => {
      if (playing || (voices && voices.speaking)) return stop();
      button.textContent = button.dataset.stop;
      if (voice()) speak();
      else play(0);
    });
    show();
    /* Browsers load their voices late, and say when they have them */
    if (!voices || voices.getVoices().length) return;
    none.hidden = true;
    voices.addEventListener("voiceschanged", show);
    setTimeout(show, 2000);
  }

  /* Away from a page that nobody else may see; the way back does not lead to it. Without scripts it is a plain link. */
  function quickExit(link) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.body.replaceChildren();
      window.location.replace(link.href);
    });
  }

  function ready(root) {
    root.querySelectorAll(".messages li").forEach(dismissable);
    root.querySelectorAll("[data-columns]").forEach(choosable);
    root.querySelectorAll("input[data-all]").forEach(tickAll);
    root.querySelectorAll("button[data-aloud]").forEach(aloud);
    root.querySelectorAll("[data-quick-exit]").forEach(quickExit);
  }

  document.addEventListener("DOMContentLoaded", () => ready(document));
  document.addEventListener("htmx:afterSwap", (event) => ready(event.detail.elt));
})();
