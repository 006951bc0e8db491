"""Spreadsheets, lists and forms for the console: zip bombs, damage, endless cells, formulas that do not end."""

import io
import random
import zipfile
from collections.abc import Iterator

import openpyxl

from tests.hostile import Case

ROWS = "| | type | name | label |\n"


def workbook(**changed: bytes) -> bytes:
    """A real small form as .xlsx, with parts of the archive replaced or added."""
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in (("type", "name", "label"), ("text", "a", "A")):
        book.active.append(row)
    settings = book.create_sheet("settings")
    for row in (("form_id", "version"), ("hostile", "1")):
        settings.append(row)
    made = io.BytesIO()
    book.save(made)
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    return out.getvalue()


def archive(*parts: tuple[str, bytes]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
    return out.getvalue()


def workbooks() -> Iterator[tuple[str, bytes]]:
    """Archives."""
    sheet, strings = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    cells = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>%s</row></sheetData></worksheet>'
    yield "20 MB of noughts", workbook(**{sheet: b"\0" * 20_000_000})
    yield "200 MB of noughts", workbook(**{sheet: b"\0" * 200_000_000})
    yield "500,000 cells", workbook(**{sheet: cells % (b"<c/>" * 500_000)})
    yield "5,000,000 cells", workbook(**{sheet: cells % (b"<c/>" * 5_000_000)})
    yield (
        "entities in a sheet",
        workbook(**{sheet: b'<!DOCTYPE d [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'}),
    )
    yield "a DTD in the strings", workbook(**{strings: b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x"><sst/>'})
    yield "deep strings", workbook(**{strings: b"<a>" * 300_000})
    yield "a sheet that is no XML", workbook(**{sheet: b"hello"})
    yield "an empty sheet part", workbook(**{sheet: b""})
    yield "a cell far out", workbook(**{sheet: cells % b'<c r="XFD1048576" t="str"><v>x</v></c>'})
    yield (
        "a row far out",
        workbook(
            **{sheet: cells.replace(b"<row>", b'<row r="1048576">') % b'<c r="A1048576" t="str"><v>x</v></c>'}
        ),
    )
    yield (
        "a cell of 1 MB",
        workbook(
            **{
                strings: b"<sst><si><t>"
                + random.Random(1).randbytes(600_000).hex().encode()
                + b"</t></si></sst>"
            }
        ),
    )
    rows = b"".join(b'<row r="%d"><c t="n"><v>%d</v></c></row>' % (n, n) for n in range(1, 16_000))
    yield "16,000 rows", workbook(**{sheet: cells.replace(b"<row>%s</row>", rows)})
    yield "1,500 parts", archive(*((f"p{n}", b"x") for n in range(1_500)), ("xl/workbook.xml", b""))
    yield "no workbook in it", archive(("x.txt", b"x"))
    yield "a part that climbs", workbook(**{"../../etc/cron.d/x": b"x"})
    yield "a zip in a zip in a zip", archive(("a.zip", archive(("b.zip", archive(("c", b"\0" * 9_000_000))))))
    yield "a text document", archive(("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<Types/>"))
    yield "macros", workbook(**{"xl/vbaProject.bin": b"\xd0\xcf" * 999})


def damaged() -> Iterator[tuple[str, bytes]]:
    """Archives and old workbooks that are cut off, harmed, or lie about themselves."""
    whole = workbook()
    for part in range(1, 8):
        yield f"cut off after {part}/8", whole[: len(whole) * part // 8]
    dice = random.Random(20261127)
    for number in range(8):
        harmed = bytearray(whole)
        for _ in range(20):
            harmed[dice.randrange(30, len(harmed))] = dice.randrange(256)
        yield f"harmed {number}", bytes(harmed)
    lying = bytearray(whole)
    at = lying.find(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (2**31).to_bytes(4, "little")
    yield "a size that lies", bytes(lying)
    locked = bytearray(whole)
    locked[6] |= 1
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    yield "a password", bytes(locked)
    yield "GIF before the zip", b"GIF89a" + whole
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    yield "an old workbook of nothing", old
    yield "an old workbook of noise", old + dice.randbytes(60_000)
    yield "an old workbook of noughts", old + b"\0" * 200_000
    yield "an old workbook of chains", old + b"\xfe\xff\xff\xff" * 50_000


def texts() -> Iterator[tuple[str, bytes]]:
    """Forms as Markdown, CSV and XForms."""
    survey = "| survey |\n" + ROWS
    yield "6 MB", b"survey," + b"x" * 6_000_000
    yield "30 MB", b"survey," + b"x" * 30_000_000
    yield "nothing", b""
    yield "no letters", b"\xff\xfe\xfa" * 999
    yield "a NUL", b"survey,\0\n,type,name\n"
    yield "a quote without end", b'survey,"\n' + b"a," * 100_000
    yield "a field of 1 MB", b"survey,type,name,label\n,text,a," + b"x" * 1_000_000
    yield "another alphabet", "survey,type,name\n,text,a".encode("utf-16")
    yield "one table without end", (survey + "| | text | a | A |\n" * 60_000).encode()
    yield "a calculation of brackets", _asked("calculate", "a", calculation="(" * 20_000 + "1" + ")" * 20_000)
    yield "a calculation of signs", _asked("calculate", "a", calculation="1" + "+1" * 50_000)
    yield "a calculation of itself", _asked("calculate", "a", calculation="${a} + 1")
    yield "a pattern that does not end", _asked("text", "a", constraint="regex(., '^(a+)+(b+)+$')")
    yield "an unknown function", _asked("calculate", "a", calculation="system('rm -rf /')")
    yield "a file as choices", _asked("select_one_from_file ../../master.key", "a")
    yield "a file from outside", _asked("select_one_from_file http://127.0.0.1:9/x.csv", "a")
    yield "an unknown type", _asked("teleport", "a")
    yield "a name of signs", _asked("text", "a b<c>")
    yield "a name of 1 MB", _asked("text", "a" * 1_000_000)
    yield (
        "300 groups inside each other",
        (
            survey
            + "".join(f"| | begin group | g{n} | G |\n" for n in range(300))
            + "| | text | a | A |\n"
            + "| | end group | | |\n" * 300
        ).encode(),
    )
    yield "a group without end", (survey + "| | begin group | g | G |\n").encode()
    yield "an end without a group", (survey + "| | end group | | |\n").encode()
    yield "the same name twice", (survey + "| | text | a | A |\n" * 2).encode()
    yield (
        "100,000 choices",
        (
            survey
            + "| | select_one c | a | A |\n| choices |\n| | list_name | name | label |\n"
            + "".join(f"| | c | n{n} | N |\n" for n in range(100_000))
        ).encode(),
    )


def xforms() -> Iterator[tuple[str, bytes]]:
    """Forms in XML, and noise."""
    yield "no questions", b"| survey |\n"
    yield "a script for a label", _asked("text", "a", label="<script>alert(1)</script>" * 9_000)
    yield from {
        "an XForm with entities": b'<!DOCTYPE h [<!ENTITY a SYSTEM "file:///etc/passwd">]><h:html>&a;</h:html>',
        "an XForm of depth": b"<h>" * 50_000 + b"</h>" * 50_000,
        "an XForm that is none": b"<html><body/></html>",
        "an XForm cut off": b'<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model><instance>',
        "an XForm of attributes": b"<h " + b" ".join(b'a%d="x"' % n for n in range(60_000)) + b"/>",
    }.items()
    dice = random.Random(7)
    for number in range(4):
        yield f"noise {number}", dice.randbytes(50_000)


def lists() -> Iterator[tuple[str, bytes]]:
    """Lists of staff as CSV."""
    head = b"user_name,name,role,area_level,area_code\n"
    row = b"%s,X,resource_person,ward,251746-W07\n"
    yield from {
        "nothing": b"",
        "no heading": b"a,b\n",
        "heading alone": head,
        "noise": random.Random(3).randbytes(50_000),
        "NULs": b"\0" * 9_000,
        "UTF-16": (head + row % b"x").decode().encode("utf-16"),
        "Latin letters": head + row % b"\xe9",
        "a zip": archive(("a", b"x")),
        "a quote without end": head + b'"' + b"x," * 300_000,
        "a field of 5 MB": head + row % (b"x" * 5_000_000),
        "100,000 columns": b"a," * 100_000 + b"\n" + head,
        "a formula": head + row % b"=cmd|'/c calc'!A1",
        "a tab": head + row % b"\t=1+1",
        "a script": head + row % b"<script>",
        "40,000 bad lines": head + (row % b"x y") * 40_000,
        "30 MB": head + (row % b"x y") * 700_000,
        "one line of 30 MB": b"x" * 30_000_000,
        "returns alone": head.replace(b"\n", b"\r") + b"x,\r" * 9_000,
        "a climbing area": head + b"a,X,resource_person,../,x\n",
        "a role of its own": head + b"a,X,god,ward,251746-W07\n",
        "the operator": head + b"a,X,operator,ward,251746-W07\n",
        "a mark in the middle": head + b"\xef\xbb\xbf,,\n",
        "an XML": b"<!DOCTYPE d [<!ENTITY a 'b'>]><d>&a;</d>",
        "JSON": b"[" * 200_000,
    }.items()


def _asked(kind: str, name: str, **more: str) -> bytes:
    heads, values = " | ".join(more), " | ".join(more.values())
    head = f"| | type | name {'| label' if 'label' not in more else ''} | {heads} |\n"
    row = f"| | {kind} | {name} {'| A' if 'label' not in more else ''} | {values} |\n"
    return f"| survey |\n{head}{row}".encode()


WORDS = (
    "\0",
    "a\0b",
    "\u202e\u200b",
    "9" * 5_000,
    "x" * 900_000,
    "'\"<%_\\",
    "=cmd|'/c calc'!A1",
    "../../x",
    "{{7*7}}",
    "-1",
    "NaN",
    "1e999",
    "[]",
    '{"a": 1}',
    "a\r\nb: c",
    "😀" * 3_000,
)
PAGES: dict[str, tuple[str, ...]] = {
    "correct": ("/data/member[1]/member_name", "/data/visit/ward", "/data/../x", "note"),
    "again": ("decision", "text"),
    "dismiss": ("reason", "text"),
    "adopt": ("text",),
    "search": ("text",),
    "users": ("user", "name", "username", "phone", "area"),
}


FORMS = frozenset({"a pattern that does not end", "a file from outside", "a script for a label", "macros"})
"""Odd, and forms all the same: whoever may publish may publish them. What phones answer to the pattern is bounded."""


def cases() -> Iterator[Case]:
    """Uploads of forms and of a form's files, and every page of the queue that takes something typed."""
    for name, content in (*workbooks(), *damaged(), *texts(), *xforms()):
        yield Case(
            f"form: {name}", "upload", fields={"file": (f"{name[:20]}.xlsx", content)}, kept=name in FORMS
        )
    for name, content in lists():
        yield Case(f"staff: {name}", "staff", fields={"file": (f"{name[:20]}.csv", content)}, kept=True)
    for name in ("../../master.key", "a\0b", "x" * 5_000, "", "a/b.csv", "list.csv"):
        yield Case(f"file: {name[:20]!r}", "file", fields={"name": name, "file": ("x.csv", b"a,b\n")})
    yield Case("file: 21 MB", "file", fields={"name": "a.png", "file": ("a.png", b"x" * 22_000_000)})
    yield Case("file: 60 MB", "file", fields={"name": "a.png", "file": ("a.png", b"x" * 60_000_000)})
    for page, names in PAGES.items():
        for word in WORDS:
            yield Case(f"{page}: {word[:20]!r}", page, fields=dict.fromkeys(names, word))
        kind = {"Content-Type": "application/json"}
        yield Case(f"{page}: JSON", page, body=b'{"text": ["' + b"[" * 100_000 + b'"]}', headers=kind)
        yield Case(f"{page}: 20,000 fields", page, fields={f"f{n}": "x" for n in range(20_000)})
