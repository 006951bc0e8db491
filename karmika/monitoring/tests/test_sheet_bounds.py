"""Files that mean harm, or are none of ours: refused with a sentence, quickly, whatever is in them."""

import io
import struct
import zipfile

import pytest

from karmika import testing
from karmika.kernel.refused import Refused
from karmika.monitoring.sheet_file import Answer, read
from karmika.monitoring.tests import sheet_templates as made

SHEET = "xl/worksheets/sheet1.xml"
KINDS = "[Content_Types].xml"
PLAIN = made.simple("{{workers}}")


def refused(data) -> Refused:
    """The refusal, at no cost; its sentence lacks nothing."""
    with testing.ends(), pytest.raises(Refused) as caught:
        read(data, whole=True).filled(lambda spot: Answer(1, "1"))
    assert "?" not in caught.value.sentence()
    return caught.value


def with_parts(more: dict[str, bytes], **kinds: str) -> bytes:
    parts = made.parts_of(PLAIN)
    named = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    parts[KINDS] = parts[KINDS].replace(b"</Types>", f"{named}</Types>".encode())
    return made.packed(parts | more)


def sheet_of(body: bytes, before: bytes = b"") -> bytes:
    xml = before + f'<worksheet xmlns="{made.MAIN}"><sheetData>'.encode() + body + b"</sheetData></worksheet>"
    return made.changed(PLAIN, SHEET, lambda _: xml)


def lies(data: bytes, **changes: int) -> bytes:
    """The file with other numbers in the first line of its directory."""
    fields = {"flags": 8, "method": 10, "crc": 16, "packed": 20, "size": 24, "offset": 42}
    at = data.index(b"PK\x01\x02")
    for name, value in changes.items():
        form = "<H" if name in ("flags", "method") else "<L"
        spot = at + fields[name]
        data = data[:spot] + struct.pack(form, value) + data[spot + struct.calcsize(form) :]
    return data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet_kind"),
        (b"name,number\nx,1\n", "sheet_kind"),
        (b"%PDF-1.7", "sheet_kind"),
        (b"MZ" + PLAIN, "sheet_kind"),
        (b"PK\x03\x04", "sheet_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sheet_old"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "sheet_password"),
        (PLAIN + b"\0" * (20 * 1024 * 1024), "sheet_too_large"),
        (PLAIN + b"more", "sheet_damaged"),
        (made.packed({"readme.txt": b"x"}), "sheet_kind"),
        (made.packed({f"p{n}": b"" for n in range(2_001)}), "sheet_parts"),
        (with_parts({"xl/vbaProject.bin": b"x"}), "sheet_macros"),
        (with_parts({"xl/macrosheets/sheet1.xml": b"x"}), "sheet_macros"),
        (with_parts({"xl/activeX/activeX1.xml": b"x"}), "sheet_macros"),
        (with_parts({"xl/embeddings/oleObject1.bin": b"x"}), "sheet_reaches_out"),
        (with_parts({"xl/externalLinks/externalLink1.xml": b"x"}), "sheet_reaches_out"),
        (with_parts({"xl/connections.xml": b"x"}), "sheet_reaches_out"),
        (with_parts({"_xmlsignatures/sig1.xml": b"x"}), "sheet_signed"),
        (with_parts({"../../etc/cron.d/x": b"x"}), "sheet_names"),
        (with_parts({"/etc/passwd": b"x"}), "sheet_names"),
        (with_parts({"xl\\x.xml": b"x"}), "sheet_names"),
        (with_parts({"C:/x": b"x"}), "sheet_names"),
        (with_parts({"xl/a\nb": b"x"}), "sheet_names"),
        (with_parts({"XL/WORKBOOK.XML": b"x"}), "sheet_damaged"),
        (lies(PLAIN, flags=1), "sheet_password"),
        (lies(PLAIN, method=12), "sheet_damaged"),
        (lies(PLAIN, size=5), "sheet_damaged"),
        (lies(PLAIN, crc=5), "sheet_damaged"),
        (lies(PLAIN, size=2**32 - 1), "sheet_too_large"),
        (lies(PLAIN, packed=2**31), "sheet_damaged"),
        (lies(PLAIN, offset=1), "sheet_damaged"),
    ],
)
def test_what_is_no_workbook_of_figures_is_refused(data, code):
    assert refused(data).code == f"monitoring.{code}"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_refused(share):
    data = made.full()
    assert refused(data[: int(len(data) * share)]).code == "monitoring.sheet_damaged"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"sheet.main+xml", b"sheet.macroEnabled.main+xml"),
        (b"spreadsheetml.sheet.main", b"spreadsheetml.template.main"),
        (b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", b"x-unknown"),
    ],
)
def test_another_kind_of_workbook_is_refused(old, new):
    found = refused(made.changed(PLAIN, KINDS, lambda xml: xml.replace(old, new)))
    assert found.code == ("monitoring.sheet_macros" if b"macro" in new else "monitoring.sheet_kind")


def test_a_bomb_of_noughts_is_refused_before_it_is_unpacked():
    bomb = with_parts({"xl/media/image1.png": b"\0" * (101 * 1024 * 1024)})
    assert len(bomb) < 200_000
    assert refused(bomb).code == "monitoring.sheet_too_large"


def test_a_bomb_that_lies_about_its_size_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.bin", b"\0" * (150 * 1024 * 1024))
        for name, content in made.parts_of(PLAIN).items():
            archive.writestr(name, content)
    assert refused(lies(target.getvalue(), size=1000)).code == "monitoring.sheet_damaged"


def test_parts_that_lie_in_one_another_are_refused():
    data = made.packed({"a": b"x" * 50, "b": b"y" * 50})
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    over = data[: second + 42] + struct.pack("<L", 0) + data[second + 46 :]
    assert refused(over).code == "monitoring.sheet_damaged"


def test_a_part_whose_two_names_differ_is_refused():
    at = PLAIN.index(b"xl/workbook.xml")
    assert refused(PLAIN[:at] + b"xl/workbooK.xml" + PLAIN[at + 15 :]).code == "monitoring.sheet_damaged"


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;"}">'.encode() for n in range(30))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "dtd", [LAUGHS, OUTSIDE, b"<!DOCTYPE x>", b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">']
)
@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "_rels/.rels", KINDS, "xl/_rels/workbook.xml.rels"]
)
def test_no_part_may_define_entities(dtd, part):
    found = refused(made.changed(PLAIN, part, lambda xml: dtd + xml))
    assert found.code == "monitoring.sheet_damaged" and found.facts["part"] == part


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'<row><c t="inlineStr"><is><t>{{workers}}</t></is></c></row>' * 10_001, "sheet_marks"),
        (b'<c t="inlineStr"><is><t>{{workers}}</t></is></c>' * 1_000_000, "sheet_too_many_cells"),
        (b"<row>" + b'<c r="A1"/>' * 900_000 + b"</row>", "sheet_too_many_cells"),
        (b"<a>" * 500_000, "sheet_damaged"),
        (
            b"<row><c " + b" ".join(b'a%d=""' % n for n in range(900_000)) + b"/></row>",
            "sheet_too_many_cells",
        ),
        (b"<row><c r='A0'><v>1</v></c></row>", "sheet_damaged"),
        (b"<row><c r='XFE1'><v>1</v></c></row>", "sheet_damaged"),
        (b"<row r='1048577'/>", "sheet_damaged"),
        (b"<row><c s='1\"/><x'/></row>", "sheet_damaged"),
        (b"<row>", "sheet_damaged"),
        (b"\xff\xfe", "sheet_damaged"),
        (b"<row>&nope;</row>", "sheet_damaged"),
    ],
    ids=range(12),
)
def test_a_sheet_that_is_too_much_or_is_no_xml_is_refused(body, code):
    assert refused(sheet_of(body)).code == f"monitoring.{code}"


def test_a_hundred_thousand_marks_in_one_cell_are_refused():
    body = b'<row><c t="inlineStr"><is><t>' + b"{{workers}}" * 100_000 + b"</t></is></c></row>"
    assert refused(sheet_of(body)).code == "monitoring.sheet_marks"


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_a_sheet_in_another_encoding_is_refused(encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?><worksheet xmlns="{made.MAIN}"/>'.encode(encoding)
    assert refused(made.changed(PLAIN, SHEET, lambda _: xml)).code == "monitoring.sheet_damaged"


def test_brackets_without_end_cost_no_time():
    body = b'<row><c t="inlineStr"><is><t>' + b"{{" * 1_000_000 + b"</t></is></c></row>"
    with testing.ends():
        assert [one.code for one in read(sheet_of(body)).problems] == ["open"]


def test_blanks_without_end_in_a_tag_cost_no_time():
    body = b"<row><c " + b" " * 1_000_000 + b'r="A1"><f>1</f><v>1</v></c></row>'
    with testing.ends():
        read(sheet_of(body)).filled(lambda spot: None)
