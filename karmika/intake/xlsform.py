"""XLSForms (.xlsx, .xls, .csv, Markdown) and XForms from outside: bytes sniffed, bounds checked first, then compiled.

pyxform runs in this process without ODK Validate (no Java); what Validate would find in expressions is found here.
"""

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass

import xlrd  # type: ignore[import-untyped]
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert
from xlrd.compdoc import CompDocError  # type: ignore[import-untyped]

from karmika.intake.definition import FormDefinition
from karmika.intake.xform import read_xform
from karmika.kernel.archives import Bounds, Damaged, TooLarge, look_through
from karmika.kernel.refused import Refused

MAX_BYTES = 5_000_000
MAX_UNZIPPED = 24_000_000
MAX_CELLS = 150_000
MAX_ROWS = 15_000
"""pyxform takes a second for so many; longer lists of choices come to phones as CSV files beside the form."""
MAX_LETTERS = 32_767
"""Of one cell, as in spreadsheets: a name of a million letters is written into every expression that names it."""
_BOUNDS = Bounds(unzipped=MAX_UNZIPPED, cells=MAX_CELLS, rows=MAX_ROWS, letters=MAX_LETTERS)
# What openpyxl, xlrd and pyxform are known to raise on damaged files, besides their own errors.
_DAMAGED = (
    PyXFormError, xlrd.XLRDError, CompDocError, zipfile.BadZipFile, zlib.error, OSError, ValueError, LookupError,
    TypeError, AttributeError, AssertionError, ArithmeticError, SyntaxError, RecursionError, NotImplementedError, EOFError,
    csv.Error,
)  # fmt: skip


@dataclass(frozen=True)
class CompiledForm:
    """A form ready to be published: the XForm that phones fetch, and what the server needs to know of it.

    `attachments` are file names that phones must fetch with it. `warnings` are pyxform's, in English.
    """

    form_id: str
    version: str
    title: str
    xml: str
    definition: FormDefinition
    attachments: tuple[str, ...]
    languages: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def compile_form(data: bytes, file_name: str) -> CompiledForm:
    """Compile an uploaded form. What it is, is read from the bytes; `file_name` only names a form that has no form_id.

    Raises Refused: "intake.form_too_large", "intake.form_unreadable", "intake.form_expression", "intake.form_unsupported".
    """
    kind = sniff(data)
    if kind == ".xml":
        return _compiled(data, ())
    warnings: list[str] = []
    stem = re.sub(r"[^A-Za-z0-9_\-]", "_", file_name.rpartition("/")[2].rpartition(".")[0]) or "form"
    try:
        source = data.decode("utf-8-sig") if kind in (".md", ".csv") else io.BytesIO(data)
        result = convert(source, warnings=warnings, validate=False, file_type=kind)
    except _DAMAGED as error:
        raise Refused("intake.form_unreadable", problem=_problem(error)) from error
    if result.itemsets:
        raise Refused("intake.form_unsupported", problem="select_one_external")
    # pyxform calls a form without form_id "data".
    xml = re.sub(r'<data id="data"', f'<data id="{stem}"', result.xform, count=1)
    return _compiled(xml.encode(), tuple(warnings))


def _compiled(xml: bytes, warnings: tuple[str, ...]) -> CompiledForm:
    definition = read_xform(xml)
    return CompiledForm(
        form_id=definition.form_id, version=definition.version, title=definition.title, xml=xml.decode("utf-8-sig"),
        definition=definition, attachments=definition.attachments, languages=definition.languages, warnings=warnings,
    )  # fmt: skip


def sniff(data: bytes) -> str:
    """What an upload is, by its bytes: ".xlsx", ".xls", ".csv", ".md" or ".xml" (an XForm); bounds are checked here.

    Raises Refused("intake.form_too_large" or "intake.form_unreadable").
    """
    if len(data) > MAX_BYTES:
        raise Refused("intake.form_too_large", problem=f"{len(data)} bytes")
    if data.startswith(b"PK\x03\x04"):
        _check_workbook(data)
        return ".xlsx"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ".xls"
    try:
        text = data.decode("utf-8-sig").lstrip()
    except UnicodeDecodeError as error:
        raise Refused("intake.form_unreadable", problem="neither a workbook nor UTF-8 text") from error
    if text.startswith("<"):
        return ".xml"
    _check_text(text)
    if re.search(r"^\s*\|\s*survey\s*\|", text, re.MULTILINE | re.IGNORECASE):
        return ".md"
    if re.search(r"^\s*\"?survey\"?\s*,", text, re.MULTILINE | re.IGNORECASE):
        return ".csv"
    raise Refused("intake.form_unreadable", problem="there is no survey sheet")


def _check_text(text: str) -> None:
    """A table in words is bounded as a workbook is."""
    if text.count("\n") > MAX_ROWS:
        raise Refused("intake.form_too_large", problem=f"more than {MAX_ROWS} rows")
    if max(map(len, re.split(r"[|,\n]", text))) > MAX_LETTERS:
        raise Refused("intake.form_too_large", problem=f"a cell of more than {MAX_LETTERS} letters")


def _check_workbook(data: bytes) -> None:
    """Everything that a zip bomb, a DTD or a sheet of a million empty cells would do, found before anything is parsed."""
    try:
        look_through(data, _BOUNDS)
    except TooLarge as error:
        raise Refused("intake.form_too_large", problem=str(error)) from error
    except Damaged as error:
        raise Refused("intake.form_unreadable", problem=str(error)) from error


def _problem(error: BaseException) -> str:
    """pyxform's messages speak to the person who wrote the form; others say only what kind of damage it is."""
    if isinstance(error, PyXFormError):
        return " ".join(str(error).split())[:400]
    return f"the file is damaged ({type(error).__name__})"
