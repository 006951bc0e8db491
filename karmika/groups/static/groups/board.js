/* People are moved between the groups of a board: dragged with mouse or finger, on the cards and on the map, or picked up
   and put down by keyboard. Sizes and distances are checked while they are moved. The server decides; without this the
   board works by plain forms. */
"use strict";
(() => {
  const board = document.querySelector("[data-board]");
  const form = document.getElementById("board-move");
  if (!board || !form) return;
  const said = board.dataset;
  const live = document.getElementById("board-live");
  const tray = document.getElementById("board-tray");
  const map = document.getElementById("board-map");
  const most = Number(said.maximum);
  const radius = Number(said.radius);
  const OFFERED_AT_ONCE = window.innerWidth < 640 ? 3 : 5;
  const DRAG_AFTER_PX = 6;
  let held = null;
  let busy = false;

  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, key) => facts[key]);
  const shown = (metres) => Math.round(metres).toLocaleString("en-IN");

  function say(text) {
    live.textContent = "";
    requestAnimationFrame(() => { live.textContent = text; });
  }

  /* Where somebody lives, in metres on the plain of the board; nothing where it is not known */
  function point(item) {
    return item.dataset.x === undefined ? null : [Number(item.dataset.x), Number(item.dataset.y)];
  }

  const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

  /* What a group would be with this person in it: its size, her way to the middle, the farthest way */
  function check(card, item) {
    const members = [...card.querySelectorAll("li[data-worker]")].filter((one) => one.dataset.worker !== item.dataset.worker);
    const here = point(item);
    const points = members.map(point).filter(Boolean);
    const found = { number: card.dataset.number, size: members.length + 1, most, metres: null, farthest: null };
    if (here) {
      const all = [...points, here];
      const sums = all.map((one) => all.reduce((sum, other) => sum + apart(one, other), 0));
      const middle = all[sums.indexOf(Math.min(...sums))];
      found.metres = apart(here, middle);
      found.farthest = Math.max(...all.map((one) => apart(one, middle)));
    }
    found.full = found.size > most;
    found.far = found.farthest !== null && found.farthest > radius;
    return found;
  }

  function words(found) {
    if (found.full) return fill(said.sayFull, found);
    if (found.metres === null) return fill(said.sayUnknown, found);
    const text = fill(said.sayAim, { ...found, metres: shown(found.metres), farthest: shown(found.farthest) });
    return found.far ? `${text}: ${said.sayFar}` : text;
  }

  const cardOf = (target) => [...board.querySelectorAll(".board-group[data-target]")].find((one) => one.dataset.target === target);

  function choices(item) {
    const own = item.closest(".board-group");
    const groups = [...board.querySelectorAll(".board-group[data-number][data-target]")].filter((card) => card !== own);
    const found = groups.map((card) => ({ card, target: card.dataset.target, ...check(card, item) }));
    found.sort((a, b) => (a.full - b.full) || ((a.metres ?? 1e9) - (b.metres ?? 1e9)) || (a.number - b.number));
    const out = document.getElementById("left-out");
    if (own !== out) found.push({ card: out, target: "", out: true });
    return found;
  }

  /* On the tray a group is told short: there is room for its number, its size and the way */
  function brief(choice) {
    if (choice.out) return said.sayOut;
    if (choice.full || choice.metres === null) return words(choice);
    return fill(said.sayShort, { ...choice, metres: shown(choice.metres) });
  }

  const label = (choice) => (choice.out ? said.sayOut : words(choice));

  function unaim() {
    board.querySelectorAll(".aimed").forEach((one) => one.classList.remove("aimed"));
    board.querySelectorAll(".check").forEach((one) => { one.hidden = true; one.classList.remove("bad"); });
  }

  function aim(choice) {
    unaim();
    if (!choice) return;
    choice.card.classList.add("aimed");
    const line = choice.card.querySelector(".check");
    line.textContent = label(choice);
    line.classList.toggle("bad", Boolean(choice.full || choice.far));
    line.hidden = false;
    tray.querySelectorAll("button").forEach((one) => one.classList.toggle("aimed", one.dataset.target === choice.target));
    if (map) map.querySelectorAll(".board-host").forEach((one) => one.classList.toggle("aimed", one.dataset.target === choice.target && choice.target !== ""));
  }

  function pick(item) {
    if (busy) return;
    if (held) putBack(false);
    held = { item, name: item.dataset.name, choices: choices(item), at: -1 };
    item.classList.add("held");
    item.closest(".board-group").classList.add("source");
    item.querySelector(".pick").setAttribute("aria-pressed", "true");
    fillTray();
    say(fill(said.sayPicked, held));
  }

  function fillTray() {
    tray.replaceChildren();
    const some = held.choices.filter((one) => !one.out && !one.full).slice(0, OFFERED_AT_ONCE);
    for (const choice of [...some, ...held.choices.filter((one) => one.out)]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = choice.far ? "second bad" : "second";
      button.dataset.target = choice.target;
      button.textContent = brief(choice);
      button.addEventListener("click", () => drop(choice));
      tray.append(button);
    }
    const back = document.createElement("button");
    back.type = "button";
    back.textContent = said.sayBack;
    back.addEventListener("click", () => putBack(true));
    tray.append(back);
    tray.hidden = false;
  }

  function letGo() {
    unaim();
    tray.hidden = true;
    tray.replaceChildren();
    board.querySelectorAll(".held, .source").forEach((one) => one.classList.remove("held", "source"));
    board.querySelectorAll(".pick[aria-pressed=true]").forEach((one) => one.setAttribute("aria-pressed", "false"));
    held = null;
  }

  function putBack(aloud) {
    if (!held) return;
    const { item, name } = held;
    letGo();
    if (!aloud) return;
    item.querySelector(".pick").focus({ preventScroll: true });
    say(fill(said.sayPutBack, { name }));
  }

  async function drop(choice) {
    if (!held || busy) return;
    if (choice.full) return say(words(choice));
    const { item, name } = held;
    const where = label(choice);
    const sent = new FormData(form);
    sent.set("do", "move");
    sent.set("worker", item.dataset.worker);
    sent.set("to", choice.target);
    sent.set("reason", document.getElementById("board-reason").value);
    sent.set("out_reason", document.getElementById("board-out-reason").value);
    board.querySelectorAll("[data-stand]").forEach((card) => sent.append("known", card.dataset.stand));
    if (window.crypto && crypto.randomUUID) sent.set("entry", crypto.randomUUID());
    letGo();
    busy = true;
    board.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(said.url, { method: "POST", body: sent, headers: { "X-Board": "parts" }, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      put(new DOMParser().parseFromString(await answer.text(), "text/html"));
      const refused = document.querySelector("#board-said .refusal");
      say(refused ? refused.textContent.trim() : fill(said.sayMoved, { name, where }));
    } catch {
      say(said.sayFailed);
      document.getElementById("board-said").textContent = said.sayFailed;
    } finally {
      busy = false;
      board.removeAttribute("aria-busy");
    }
    const handle = board.querySelector(`li[data-worker="${item.dataset.worker}"] .pick`);
    if (handle) handle.focus({ preventScroll: true });
  }

  /* What the server drew anew takes the place of what is shown */
  function put(answer) {
    for (const part of answer.querySelectorAll("[data-part]")) {
      const old = document.getElementById(part.id);
      if (old) old.replaceWith(document.adoptNode(part));
    }
    ready();
    scale();
  }

  function key(event) {
    const handle = event.target.closest?.(".pick");
    if (!held || !handle) {
      if (held && event.key === "Escape") putBack(true);
      return;
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const count = held.choices.length;
      held.at = held.at < 0 ? (step > 0 ? 0 : count - 1) : (held.at + step + count) % count;
      aim(held.choices[held.at]);
      say(label(held.choices[held.at]));
    } else if (event.key === "Escape") {
      event.preventDefault();
      putBack(true);
    } else if ((event.key === "Enter" || event.key === " ") && held.item.contains(handle)) {
      event.preventDefault();
      held.at < 0 ? putBack(true) : drop(held.choices[held.at]);
    }
  }

  /* A pointer that goes down on a handle, or on a dot of the map, and moves drags the person; one that does not is a click */
  let drag = null;

  function down(event) {
    if (event.button || busy) return;
    const handle = event.target.closest(".pick");
    const dot = event.target.closest("[data-dot]");
    const item = handle ? handle.closest("li") : dot && board.querySelector(`li[data-worker="${dot.dataset.dot}"]`);
    if (!item || !item.querySelector(".pick")) return;
    if (dot) event.preventDefault();
    drag = { item, from: [event.clientX, event.clientY], id: event.pointerId, on: handle || dot, ghost: null };
  }

  function move(event) {
    if (!drag || event.pointerId !== drag.id) return;
    const at = [event.clientX, event.clientY];
    if (!drag.ghost) {
      if (apart(at, drag.from) < DRAG_AFTER_PX) return;
      drag.on.setPointerCapture?.(drag.id);
      pick(drag.item);
      drag.ghost = document.createElement("div");
      drag.ghost.className = "board-ghost";
      drag.ghost.setAttribute("aria-hidden", "true");
      document.body.append(drag.ghost);
    }
    drag.ghost.style.transform = `translate(${Math.min(at[0] + 12, window.innerWidth - 250)}px, ${at[1] + 14}px)`;
    const under = document.elementFromPoint(at[0], at[1]);
    const target = under && under.closest("[data-target]");
    const choice = target && held ? held.choices.find((one) => one.target === target.dataset.target) : null;
    drag.choice = choice;
    aim(choice);
    const name = document.createElement("b");
    name.textContent = drag.item.dataset.name;
    drag.ghost.replaceChildren(name, choice ? label(choice) : "");
    roll(at[1]);
  }

  /* Near the upper and lower edge of the window the page rolls on */
  function roll(y) {
    const edge = 60;
    const foot = tray.hidden ? 0 : tray.offsetHeight;
    if (y < edge) window.scrollBy(0, -12);
    else if (y > window.innerHeight - foot - edge && y < window.innerHeight - foot) window.scrollBy(0, 12);
  }

  function up(event) {
    if (!drag || event.pointerId !== drag.id) return;
    const { ghost, choice, item, on } = drag;
    drag = null;
    if (!ghost) {
      if (on.matches("[data-dot]")) pick(item);
      return;
    }
    ghost.remove();
    const stop = (click) => { click.stopPropagation(); click.preventDefault(); };
    window.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 0);
    if (choice && event.type !== "pointercancel") drop(choice);
    else putBack(true);
  }

  function click(event) {
    const handle = event.target.closest(".pick");
    if (!handle || busy) return;
    const item = handle.closest("li");
    if (held && held.item === item) putBack(true);
    else pick(item);
  }

  /* The map: nearer, farther, and pulled with the pointer. Letters and dots stay as large as they were. */
  const whole = map ? map.viewBox.baseVal : null;
  const full = whole && { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  let view = full && { ...full };

  function scale() {
    if (!map) return;
    const by = view.width / full.width;
    map.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    for (const one of map.querySelectorAll("[data-r]")) {
      one.setAttribute("r", Number(one.dataset.r) * by);
      one.setAttribute("stroke-width", by);
    }
    for (const one of map.querySelectorAll("path")) one.setAttribute("stroke-width", by);
    for (const one of map.querySelectorAll(".board-host")) {
      const circle = one.querySelector("circle");
      const text = one.querySelector("text");
      text.setAttribute("font-size", 13 * by);
      text.setAttribute("y", Number(circle.getAttribute("cy")) + 4.5 * by);
    }
  }

  function zoom(how) {
    if (how === "all") view = { ...full };
    else {
      const by = how === "in" ? 0.6 : 1 / 0.6;
      const width = Math.min(full.width, Math.max(full.width / 64, view.width * by));
      const height = (width * full.height) / full.width;
      view = { x: view.x + (view.width - width) / 2, y: view.y + (view.height - height) / 2, width, height };
      if (width === full.width) view = { ...full };
    }
    scale();
  }

  let pull = null;

  function pulls() {
    map.addEventListener("pointerdown", (event) => {
      if (event.target.closest("[data-dot]") || view.width === full.width) return;
      pull = { at: [event.clientX, event.clientY], x: view.x, y: view.y };
      map.setPointerCapture(event.pointerId);
    });
    map.addEventListener("pointermove", (event) => {
      if (!pull) return;
      const unit = view.width / map.clientWidth;
      view.x = pull.x - (event.clientX - pull.at[0]) * unit;
      view.y = pull.y - (event.clientY - pull.at[1]) * unit;
      scale();
    });
    for (const end of ["pointerup", "pointercancel"]) map.addEventListener(end, () => { pull = null; });
  }

  function ready() {
    board.querySelectorAll(".pick[hidden]").forEach((one) => { one.hidden = false; });
  }

  board.addEventListener("click", click);
  board.addEventListener("keydown", key);
  board.addEventListener("pointerdown", down);
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", up);
  window.addEventListener("pointercancel", up);
  if (map) {
    document.querySelector(".map-tools").hidden = false;
    document.querySelectorAll("[data-zoom]").forEach((one) => one.addEventListener("click", () => zoom(one.dataset.zoom)));
    pulls();
  }
  ready();
})();
