"""Texts for people in three languages: collected from Python and templates, compiled, and counted.

Babel and Django's own template reader do the work, so that no gettext tools need to be installed.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from karmika.cli.house import house_command
from karmika.monitoring.tables import installed, texts

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"
LANGUAGES = ("te", "hi")
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "_": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
SCRIPTS = {"te": "\u0c00-\u0c7f", "hi": "\u0900-\u097f"}
"""Language -> the letters it is written in."""
_INDIC = re.compile("[\u0900-\u0963\u0966-\u0dff]")  # without the stops that several scripts share
FIXED = datetime(2026, 11, 21, tzinfo=UTC)
"""Catalogues change when texts change, not when somebody runs the command."""


@click.group()
def messages() -> None:
    """Texts for people, in English, Telugu and Hindi."""


@messages.command("extract")
@house_command(needs_database=False)
def extract() -> None:
    """Collect all texts into karmika/locale; what was translated stays."""
    template = collected()
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=110, sort_output=True, omit_header=False, include_lineno=False)
        click.echo(f"{language}: {len(missing(language))} of {len(template)} texts are not translated")


@messages.command("compile")
@house_command(needs_database=False)
def compile_catalogues() -> None:
    """Make the .mo files that a running Karmika reads."""
    for language in LANGUAGES:
        if catalogue_path(language).exists():
            with catalogue_path(language).with_suffix(".mo").open("wb") as file:
                write_mo(file, read(language))


@messages.command("check")
@house_command(needs_database=False)
def check() -> None:
    """Count texts without a translation. Exits 1 when there are any, or when the catalogues are out of date."""
    absent = [f"{language}: {text!r}" for language in LANGUAGES for text in missing(language)]
    for line in absent[:40]:
        click.echo(line)
    click.echo(f"{len(absent)} missing")
    from karmika.cli import reviewing

    for language in LANGUAGES:
        known = [message for message in read(language) if message.id and message.string]
        click.echo(
            f"{language}: a native speaker has read {len(known) - len(reviewing.unreviewed(language))} of {len(known)}"
        )
    sys.exit(1 if absent else 0)


@messages.command("to-review")
@click.argument("language", type=click.Choice(LANGUAGES))
@click.argument("file", type=click.File("w", encoding="utf-8"))
@house_command(needs_database=False)
def to_review(language: str, file: TextIO) -> None:
    """Write the translations that no native speaker has read to FILE, as CSV."""
    from karmika.cli import reviewing

    click.echo(f"{reviewing.write_sheet(language, file)} to read")


@messages.command("reviewed")
@click.argument("language", type=click.Choice(LANGUAGES))
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--by", required=True, help="Who read them, as they want to be named.")
@house_command(needs_database=False)
def reviewed(language: str, file: TextIO, by: str) -> None:
    """Take FILE back: every line in it was read; a changed translation replaces the old one."""
    from karmika.cli import reviewing
    from karmika.kernel.dates import today

    try:
        read_count, changed = reviewing.take_sheet(language, file, by, today())
    except reviewing.NotTaken as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{read_count} read, {changed} changed")


def catalogue_path(language: str) -> Path:
    """Where the translations into a language are kept."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The translations into a language; an empty catalogue when there is none yet."""
    path = catalogue_path(language)
    if path.exists():
        with path.open("rb") as file:
            return read_po(file, locale=language, domain="django")
    return Catalog(
        locale=language, domain="django", project="karmika", creation_date=FIXED, revision_date=FIXED
    )


def missing(language: str) -> list[str]:
    """Texts of the code that have no translation, or one that is written in the letters of another language."""
    known = {identity(message): message for message in read(language) if message.id}
    wanted = (message for message in collected() if message.id)
    return [str(message.id) for message in wanted if not _translated(message, known, language)]


def _translated(message: Any, known: dict[tuple[str, str | None], Any], language: str) -> bool:
    found = known.get(identity(message))
    if found is None or found.fuzzy:
        return False
    strings = found.string if isinstance(found.string, tuple) else (found.string,)
    return all(one and in_script(one, language) for one in strings)


def in_script(text: str, language: str) -> bool:
    """Whether all Indian letters of a text are those of its language. ASCII is anybody's."""
    return _INDIC.search(re.sub(f"[{SCRIPTS[language]}]", "", text)) is None


def identity(message: Any) -> tuple[str, str | None]:
    """What gettext looks a text up by."""
    return (message.id[0] if isinstance(message.id, tuple) else message.id, message.context)


def collected() -> Catalog:
    """Every text of the package and of the definitions of tables, with the file it is in."""
    catalogue = Catalog(domain="django", project="karmika", creation_date=FIXED, revision_date=FIXED)
    for path in sources():
        place = str(path.relative_to(PACKAGE.parent))
        for line, text, comments, context in texts_of(path):
            catalogue.add(
                text,
                locations=[(place, line)],
                auto_comments=comments,
                context=context,
                flags=_flags(path, text),
            )
    for definition in installed():
        for text in texts(definition):
            catalogue.add(text, locations=[(f"indicators/{definition.code}.yaml", 1)])
    return catalogue


def _flags(path: Path, text: Any) -> set[str]:
    first = text[0] if isinstance(text, tuple) else text
    return {"python-format"} if path.suffix in (".html", ".txt") and "%(" in first else set()


def sources() -> list[Path]:
    """The files with texts: Python without tests, templates."""
    python = (path for path in PACKAGE.rglob("*.py") if not {"tests", "migrations", "cli"} & set(path.parts))
    return sorted([*python, *PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")])


def texts_of(path: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    """Line, text (or singular and plural), translators' comments and context of every text in a file."""
    content = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        content = templatize(content, origin=str(path))
    for line, function, arguments, comments in extract_python(
        io.BytesIO(content.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"}
    ):
        name = str(function)
        parts: list[Any] = list(arguments) if isinstance(arguments, tuple) else [arguments]
        context = parts.pop(0) if name.startswith(("pgettext", "npgettext")) else None
        if not parts or not parts[0]:
            continue
        plural = name.startswith(("ngettext", "npgettext"))
        yield (
            line,
            (parts[0], parts[1]) if plural else parts[0],
            [str(one) for one in comments or ()],
            context,
        )
