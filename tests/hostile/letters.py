"""XML that a phone would never write: bombs, entities, depth, encodings, broken ends, ids and answers that are none."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from uuid import uuid4

from karmika.registry.tests import doorstep
from tests.hostile import Case

HEAD = b'<data id="household_survey" version="1">'
META = b"<meta><instanceID>uuid:%s</instanceID></meta>"


def letter(*, inside: bytes = b"", instance: bytes | None = None, form: str = "household_survey") -> bytes:
    """A small well-formed letter that says `inside`."""
    meta = META % (str(uuid4()).encode() if instance is None else instance)
    return f'<data id="{form}" version="1">'.encode() + inside + meta + b"</data>"


def multipart(*parts: tuple[str, str, bytes], boundary: str = "xx") -> tuple[bytes, dict[str, str]]:
    """A body of (headers of the part, its content) and the header that goes with it."""
    body = b"".join(
        f"--{boundary}\r\n{disposition}{kind}\r\n\r\n".encode("utf-8", "surrogatepass") + content + b"\r\n"
        for disposition, kind, content in parts
    )
    return body + f"--{boundary}--\r\n".encode(), {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "X-OpenRosa-Version": "1.0",
    }


def as_form(xml: bytes, name: str = "xml_submission_file") -> tuple[bytes, dict[str, str]]:
    """As a phone sends a letter."""
    return multipart(
        (
            f'Content-Disposition: form-data; name="{name}"; filename="s.xml"',
            "\r\nContent-Type: text/xml",
            xml,
        )
    )


def entities() -> Iterator[tuple[str, bytes]]:
    """Entities and DTDs, in every encoding. Nothing of it is kept."""
    lol = b"".join(
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol" * 10) for n in range(10)
    )
    yield "a billion laughs", b"<!DOCTYPE d [" + lol + b"]>" + letter(inside=b"&l9;")
    yield (
        "quadratic blow-up",
        b'<!DOCTYPE d [<!ENTITY a "' + b"a" * 60_000 + b'">]><data>' + b"&a;" * 30_000 + b"</data>",
    )
    for what, entity in {
        "a file": b'SYSTEM "file:///etc/passwd"',
        "the network": b'SYSTEM "http://127.0.0.1:9/x"',
        "a device": b'SYSTEM "file:///dev/zero"',
        "php": b'SYSTEM "php://filter/resource=x"',
        "public": b'PUBLIC "-//X//EN" "http://127.0.0.1:9/x.dtd"',
    }.items():
        yield f"an entity from {what}", b"<!DOCTYPE d [<!ENTITY x " + entity + b">]>" + letter(inside=b"&x;")
    yield "a parameter entity", b'<!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1:9/">%x;]>' + letter()
    yield "an outside DTD", b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">' + letter()
    yield "default attributes", b'<!DOCTYPE data [<!ATTLIST data id CDATA "x">]>' + letter()
    yield "notation", b'<!DOCTYPE data [<!NOTATION n SYSTEM "calc.exe">]>' + letter()
    for code in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"):
        yield f"a DTD in {code}", ("<!DOCTYPE d [<!ENTITY a 'b'>]><data>&a;</data>").encode(code)


def large() -> Iterator[tuple[str, bytes]]:
    """Too deep, too wide, too long, or cut off. Nothing of it is kept."""
    for depth in (41, 256, 1_000, 20_000, 100_000, 400_000):
        yield f"{depth} levels", HEAD + b"<a>" * depth + b"</a>" * depth + b"</data>"
    yield "60,000 nodes", letter(inside=b"<a/>" * 60_000)
    yield "900,000 nodes", letter(inside=b"<a/>" * 900_000)
    yield "60,000 attributes", letter(inside=b"<a " + b" ".join(b'a%d=""' % n for n in range(60_000)) + b"/>")
    yield "the same attribute twice", b'<data id="a" id="b">' + META % b"x" + b"</data>"
    yield "more than 4 MB", letter(inside=b"<a>" + b"x" * 4_100_000 + b"</a>")
    yield "12 MB", letter(inside=b"<a>" + b"x" * 12_000_000 + b"</a>")
    yield "60 MB", letter(inside=b"<a>" + b"x" * 60_000_000 + b"</a>")
    yield "a text of 11 MB in a comment", letter(inside=b"<!--" + b"x" * 11_000_000 + b"-->")
    whole = doorstep.xml(doorstep.survey(), instance=f"uuid:{uuid4()}")
    for part in range(1, 12):
        yield f"cut off after {part}/12", whole[: len(whole) * part // 12]


def none() -> Iterator[tuple[str, bytes]]:
    """What is no XML at all, or XML that breaks its own rules. Nothing of it is kept."""
    yield from {
        "nothing": b"",
        "spaces": b"   ",
        "words": b"hello",
        "JSON": b'{"id": 1}',
        "a NUL": letter(inside=b"<a>\0</a>"),
        "half a letter": letter(inside=b"<a>\xe0\xb0</a>"),
        "a lone surrogate": letter(inside=b"<a>&#xD800;</a>"),
        "a NUL by number": letter(inside=b"<a>&#0;</a>"),
        "a vertical tab": letter(inside=b"<a>\x0b</a>"),
        "an unknown encoding": b'<?xml version="1.0" encoding="klingon"?>' + letter(),
        "an encoding that lies": b'<?xml version="1.0" encoding="utf-16"?>' + letter(),
        "UTF-16 without a mark": letter().decode().encode("utf-16-le"),
        "an unclosed element": HEAD + b"<a>",
        "two roots": letter() + letter(),
        "text after the end": letter() + b"x",
        "an unclosed CDATA": HEAD + b"<![CDATA[",
        "XML 1.7": b'<?xml version="1.7"?>' + HEAD,
        "a late declaration": b" " + b'<?xml version="1.0"?>' + letter(),
        "an unbound prefix": letter(inside=b"<q:a/>"),
        "only a comment": b"<!-- -->",
        "gzip": gzip.compress(letter()),
        "a zip": _zipped(letter()),
        "JPEG and XML": b"\xff\xd8\xff\xe0" + letter(),
        "PDF and XML": b"%PDF-1.7\n" + letter(),
        "HTML": b"<!doctype html><script>alert(1)</script>",
        "a script": b"#!/bin/sh\nrm -rf /\n",
        "no form id": b"<data><a/></data>",
        "an element of 1 MB": b"<" + b"a" * 1_000_000 + b"/>",
    }.items()


def _zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("s.xml", content)
    return out.getvalue()


def odd() -> Iterator[tuple[str, bytes]]:
    """Well-formed letters that say what no form asks: they may be kept and wait, and break nothing."""
    for what, instance in {
        "an empty id": b"",
        "an id of 201 letters": b"x" * 201,
        "an id of 1 MB": b"x" * 1_000_000,
        "an id that climbs": b"../../etc/passwd",
        "an id with a tag": b"&lt;script&gt;",
        "an id in SQL": b"' OR 1=1 --",
        "an id backwards": "\u202euuid:x".encode(),
        "an id of another kind": b"urn:isbn:1",
    }.items():
        yield what, letter(instance=instance)
    for what, form in {
        "an unknown form": "no_such_form",
        "a form that climbs": "../../settings",
        "a form of 100,000 letters": "f" * 100_000,
        "a form in Telugu": "ఫారం",
        "a form of spaces": "   ",
    }.items():
        yield what, letter(form=form)
    spaces = b" ".join(b'xmlns:n%d="urn:%d"' % (n, n) for n in range(60_000))
    yield "60,000 namespaces", letter(inside=b"<a " + spaces + b"/>")
    yield "two ids", letter(inside=META % b"one" + META % b"two")
    yield (
        "an include",
        letter(
            inside=b'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
        ),
    )
    yield "a stylesheet", b'<?xml-stylesheet href="http://127.0.0.1:9/"?>' + letter()
    yield "a text of 3.9 MB", letter(inside=b"<a>" + b"x" * 3_900_000 + b"</a>")
    yield "an attribute of 3.9 MB", letter(inside=b'<a b="' + b"x" * 3_900_000 + b'"/>')
    yield "39 levels", HEAD + b"<a>" * 39 + b"</a>" * 39 + META % b"deep" + b"</data>"
    yield "40,000 unknown answers", letter(inside=b"<a/>" * 40_000)
    yield from _odd_answers()


def _odd_answers() -> Iterator[tuple[str, bytes]]:
    number = {
        "digits": "9" * 5000,
        "infinite": "1e999",
        "no number": "NaN",
        "negative": "-1",
        "Indian digits": "౪౧",
    }
    for what, age in number.items():
        yield f"an age: {what}", _survey(age_years=age)
    for what, name in {
        "SQL": "'; DROP TABLE registry_person; --",
        "a template": "{{7*7}}{% debug %}",
        "a formula": "=cmd|'/c calc'!A1",
        "a script": "<script>alert(1)</script>",
        "a megabyte": "x" * 1_000_000,
        "marks": "a" + "\u0301" * 50_000,
        "backwards": "\u202e\u2066abc",
        "only spaces": " \u2003 ",
        "zero width": "\u200b" * 500,
        "newlines": "a\n\nb\r\nc",
        "a format": "%s%n{0.__class__}",
        "emoji": "😀" * 120,
    }.items():
        yield f"a name: {what}", _survey(member_name=name)
    for what, uid in {
        "climbs": "../x",
        "is no id": "1",
        "is all noughts": "0" * 32,
        "is long": "a" * 9000,
    }.items():
        yield f"a member's id that {what}", _survey(member_uid=uid)
    for what, day in {"no day": "2026-02-30", "the year 0": "0000-01-01", "far": "99999-01-01"}.items():
        yield f"a birthday: {what}", _survey(age_precision="exact", born_on=day)
    for what, point in {
        "words": "here",
        "far out": "91 181 0 0",
        "endless": "1 " * 5000,
        "NaN": "NaN NaN",
    }.items():
        said = doorstep.survey()
        said["home"]["point"] = point
        yield f"a point: {what}", doorstep.xml(said, instance=f"uuid:{uuid4()}")
    yield (
        "600 members",
        doorstep.xml(doorstep.survey(*(doorstep.member() for _ in range(600))), instance=f"uuid:{uuid4()}"),
    )


def _survey(**changes: str) -> bytes:
    said = doorstep.survey(doorstep.member() | changes)
    return doorstep.xml(said, instance=f"uuid:{uuid4()}")


def cases() -> Iterator[Case]:
    """All of them, as forms to the phones' door."""
    for name, xml in (*entities(), *none()):
        yield Case(f"letter: {name}", "submission", *as_form(xml))
    for name, xml in large():
        yield Case(f"letter: {name}", "submission", *as_form(xml))
    for name, xml in odd():
        yield Case(f"odd letter: {name}", "submission", *as_form(xml), kept=True)
