"""Data files that are wrong are refused with file, line, place and what is wrong."""

import ast
from pathlib import Path

import pytest

from karmika.cases import reading
from karmika.cases.reading import HOUSE, Part, Text, Unreadable, paise_of, read_text
from karmika.cases.remedy_book import Sheet

PURE = sorted(path for path in Path(reading.__file__).parent.glob("*.py"))


class Small(Part, frozen=True):
    names: tuple[Text, ...] = ()
    number: int = 0


def problem(text, kind=Small):
    with pytest.raises(Unreadable) as caught:
        read_text(text, kind, "some.yaml")
    return caught.value.problems[0]


@pytest.mark.parametrize(
    ("text", "line", "place", "what"),
    [
        ("number: ]", 1, "", "no YAML"),
        ("", 0, "", "empty"),
        ("number: 1\nnumber: 2\n", 2, "number", "twice"),
        ("number: 1.5\n", 1, "number", "float"),
        ("number: one\n", 1, "number", "Expected `int`"),
        ("number: 1\nextra: 2\n", 1, "", "unknown field"),
        (
            "names:\n  - {en: a, hi: क, te: అ}\n  - {en: b, hi: ख}\n",
            3,
            "names[1]",
            "missing required field `te`",
        ),
        ("names:\n  - {en: a, hi: abc, te: అ}\n", 2, "names[0].hi", "letters of 'hi'"),
        ("names:\n  - {en: a, hi: क, te: क}\n", 2, "names[0].te", "letters of 'te'"),
        ("names:\n  - {en: క, hi: क, te: అ}\n", 2, "names[0].en", "letters of 'en'"),
        ("names:\n  - {en: 'a {day}', hi: क, te: 'అ {day}'}\n", 2, "names[0].hi", "same facts"),
        ("names:\n  - {en: '', hi: क, te: అ}\n", 2, "names[0].en", "length >= 1"),
    ],
)
def test_it_says_where_and_what_is_wrong(text, line, place, what):
    found = problem(text)
    assert (found.file, found.line, found.place) == ("some.yaml", line, place)
    assert what in found.what
    assert str(found).startswith("some.yaml")


def test_a_remedy_with_a_slip_of_the_pen_is_found_by_its_line():
    text = (
        (HOUSE / "remedies" / "wages.yaml")
        .read_text(encoding="utf-8")
        .replace("regime: codes", "regime: code", 1)
    )
    found = problem(text, Sheet)
    assert found.place == "remedies[0].regime"
    assert text.splitlines()[found.line - 1].strip() == "regime: code"


@pytest.mark.parametrize(("text", "paise"), [("0", 0), ("700", 70000), ("8278.94", 827894), ("0.05", 5)])
def test_rupees_are_read_exactly(text, paise):
    assert paise_of(text) == paise


@pytest.mark.parametrize("text", ["", "1.5", "-1", "1,000", "1e3", "1.005", "१"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="rupees"):
        paise_of(text)


def test_a_text_is_said_in_the_language_asked_for():
    text = Text(en="a", hi="क", te="అ")
    assert [text.in_language(one) for one in ("en", "hi-in", "te", "ur")] == ["a", "क", "అ", "a"]


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.name)
def test_the_pure_cores_hold_no_float_and_no_clock(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id == "float")
        assert not (isinstance(node, ast.Attribute) and node.attr in ("today", "now"))
