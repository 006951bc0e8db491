"""A translation knows whether a native speaker has read it, as it stands."""

import csv
import importlib
import io
import shutil
from datetime import date

import pytest

from karmika.cli import reviewing

messages = importlib.import_module("karmika.cli.messages")  # the package shows the command under this name
ON = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def own_catalogues(tmp_path, monkeypatch):
    """The real catalogues, copied: a test may change them."""
    shutil.copytree(messages.LOCALE, tmp_path / "locale")
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(reviewing, "MARKS", tmp_path / "reviewed.csv")


def sheet(language: str = "te") -> list[dict[str, str]]:
    file = io.StringIO()
    reviewing.write_sheet(language, file)
    return list(csv.DictReader(io.StringIO(file.getvalue())))


def taken(rows: list[dict[str, str]], language: str = "te") -> tuple[int, int]:
    file = io.StringIO()
    writer = csv.DictWriter(file, reviewing.SHEET)
    writer.writeheader()
    writer.writerows(rows)
    file.seek(0)
    return reviewing.take_sheet(language, file, "A reader of Telugu", ON)


def test_what_was_read_is_not_asked_for_again_and_the_rest_is():
    rows = sheet()
    assert taken(rows[:5]) == (5, 0)
    assert sheet() == rows[5:]
    assert len(sheet("hi")) == len(reviewing.unreviewed("hi"))


def test_a_change_by_the_reader_replaces_the_translation_and_counts_as_read():
    rows = sheet()
    one = next(row for row in rows if "\n" not in row["text"] and not reviewing._fields(row["text"]))
    one["translation"] = "ఇంకో మాట"
    assert taken([one]) == (1, 1)
    assert messages.read("te").get(one["text"], context=one["context"] or None).string == "ఇంకో మాట"
    assert one not in sheet()


def test_a_translation_changed_later_is_to_be_read_again():
    one = next(row for row in sheet() if "\n" not in row["text"] and not reviewing._fields(row["text"]))
    taken([one])
    path = messages.catalogue_path("te")
    catalogue = messages.read("te")
    catalogue.get(one["text"], context=one["context"] or None).string = "మరో మాట"
    with path.open("wb") as file:
        reviewing.write_po(file, catalogue)
    assert one["text"] in {row["text"] for row in sheet()}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"text": "A text that nobody wrote"}, "no such text"),
        ({"translation": ""}, "missing"),
        ({"translation": "{nothing} of the kind"}, "fields"),
    ],
)
def test_a_sheet_with_a_fault_is_refused_with_its_line_and_nothing_is_taken(change, why):
    rows = sheet()[:3]
    one = next(row for row in sheet() if "\n" not in row["text"] and not reviewing._fields(row["text"]))
    with pytest.raises(reviewing.NotTaken, match=f"line 5.*{why}"):
        taken([*rows, one | change])
    assert not reviewing.MARKS.exists()
