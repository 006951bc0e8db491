import io
import zipfile
from pathlib import Path

import msgspec
import openpyxl
import pytest

from karmika.intake.definition import FormDefinition, label_of
from karmika.intake.tests.forms_for_tests import SMALL_FORM, small_form
from karmika.intake.xlsform import MAX_BYTES, compile_form, sniff
from karmika.kernel.refused import Refused

OLD_WORKBOOK = Path(__file__).parent / "small_form.xls"
"""The same form as Excel wrote it before 2007."""


def rows() -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in SMALL_FORM.strip().splitlines()]


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for row in rows():
        if row[0]:
            sheet = book.create_sheet(row[0])
        else:
            sheet.append(row[1:])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv() -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows()).encode()


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        compile_form(data, "form.xlsx")
    return caught.value


def with_question(line: str) -> bytes:
    return SMALL_FORM.replace("| | note | thanks | Thank you | | | | | |", line).encode()


@pytest.mark.parametrize(
    "data",
    [
        workbook(),
        OLD_WORKBOOK.read_bytes(),
        csv(),
        SMALL_FORM.encode(),
        "\ufeff".encode() + SMALL_FORM.encode(),
    ],
)
def test_the_same_form_in_each_format_gives_the_same_definition(data):
    # The name lies: what the file is, is read from its bytes.
    form = compile_form(data, "form.xls")
    assert msgspec.structs.replace(form.definition, fingerprint="") == msgspec.structs.replace(
        small_form().definition, fingerprint=""
    )


def test_an_xform_from_another_server_is_taken_as_it_is():
    form = small_form()
    again = compile_form(form.xml.encode(), "small.xml")
    assert again.definition == form.definition


def test_the_definition_knows_tree_types_labels_choices_and_files():
    form = small_form()
    assert (form.form_id, form.version, form.title, form.languages) == (
        "small",
        "7",
        "A small form",
        ("en", "te"),
    )
    assert form.attachments == ("wards.csv",)
    definition = form.definition
    types = {q.name: q.type for q in definition.questions}
    assert types == {
        "end": "dateTime", "today": "date", "ward": "select_one", "point": "geopoint", "visited_on": "date",
        "at_home": "select_one", "uid": "string", "name": "string", "age": "int", "wage": "decimal",
        "langs": "select_multiple", "pin": "string", "odd": "string", "photo": "binary", "thanks": "note",
    }  # fmt: skip
    name = definition.question("name")
    assert name.path == "/data/member/name" and name.repeat == "/data/member"
    assert label_of(name.labels, "te") == "పేరు" and label_of(name.labels, "hi", "en") == "Name"
    assert definition.question("age").labels["en"] == "Age of …"
    assert definition.choices["yes_no"]["no"] == {"en": "No", "te": "కాదు"}
    assert definition.external_lists == ("wards",)
    assert [(g.name, g.repeats, g.labels["te"]) for g in definition.groups] == [
        ("place", False, "చోటు"), ("member", True, "సభ్యుడు"),
    ]  # fmt: skip
    assert not definition.question("uid").asked and definition.question("end").preload == "end"


def test_a_definition_survives_json():
    definition = small_form().definition
    assert msgspec.json.decode(msgspec.json.encode(definition), type=FormDefinition) == definition


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        (". > fortnight()", "no function fortnight()"),
        ("${age} >", "not complete"),
        ("not(. = 1", "missing"),
        (". = 1)", "too many"),
        ("'open = 1", "cannot be read"),
        ("selected(.)", "needs more parts"),
        ("today(1) > .", "more parts than it takes"),
        ("'a' 'b'", "side by side"),
    ],
)
def test_an_expression_that_no_phone_can_work_out_names_its_question(expression, problem):
    refused = refusal(
        with_question(f"| | integer | broken | Broken | | | {expression.replace('${age}', '.')} | | |")
    )
    assert refused.code == "intake.form_expression"
    assert refused.facts["question"] == "broken" and problem in refused.facts["problem"]


def test_expressions_in_labels_filters_and_calculations_are_checked_too():
    assert (
        refusal(with_question("| | calculate | broken | | | | | | fortnight() |")).facts["question"]
        == "broken"
    )
    assert (
        refusal(with_question("| | text | broken | x | | fortnight() | | | |")).facts["question"] == "broken"
    )


def test_what_pyxform_finds_is_said_in_its_words():
    refused = refusal(with_question("| | integer | broken | Broken | | | ${nobody} > 1 | | |"))
    assert refused.code == "intake.form_unreadable" and "nobody" in refused.facts["problem"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00\x01\x02", b"\xff\xfe\x00", b"name,age\nA,3", b"PK\x03\x04broken", b"<html/>",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, b"%PDF-1.4 ...", zipped({"word/document.xml": b"<x/>"}),
        zipped({"xl/workbook.xml": b"<not-closed"}), b"| survey |\n| | type | name |",
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused_with_a_reason(data):
    assert refusal(data).code == "intake.form_unreadable"


def test_a_zip_bomb_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr("karmika.intake.xlsform.convert", lambda *a, **k: pytest.fail("it was parsed"))
    bomb = zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 30_000_000})
    assert len(bomb) < 100_000
    assert refusal(bomb).code == "intake.form_too_large"
    many = zipped({"xl/workbook.xml": b"<x/>"} | {f"xl/{n}.xml": b"" for n in range(1_001)})
    assert refusal(many).code == "intake.form_too_large"
    cells = b"".join(f'<c r="A{n}"><v>{n}</v></c>'.encode() for n in range(310_000))
    assert (
        refusal(zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": cells})).code
        == "intake.form_too_large"
    )
    assert refusal(b"x" * (MAX_BYTES + 1)).code == "intake.form_too_large"


def test_an_archive_that_lies_about_its_sizes_is_measured_all_the_same():
    bomb = bytearray(zipped({"xl/workbook.xml": b"<x/>", "a": b" " * 30_000_000}))
    central = bomb.rindex(b"PK\x01\x02")
    bomb[central + 24 : central + 28] = (10).to_bytes(4, "little")
    assert refusal(bytes(bomb)).code in ("intake.form_too_large", "intake.form_unreadable")


def test_a_workbook_with_a_dtd_is_refused():
    dtd = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert refusal(zipped({"xl/workbook.xml": dtd})).code == "intake.form_unreadable"
    assert refusal(dtd).code == "intake.form_unreadable"


def test_a_form_without_an_id_is_named_after_its_file():
    data = b"| survey | | | |\n| | type | name | label |\n| | text | q | Q |\n"
    assert compile_form(data, "dir/Ward list (2).md").form_id == "Ward_list__2_"


def test_bytes_say_what_a_file_is():
    assert [sniff(d) for d in (workbook(), csv(), SMALL_FORM.encode(), b"<a/>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")] == [
        ".xlsx", ".csv", ".md", ".xml", ".xls",
    ]  # fmt: skip
