"""Law as data: the YAML files of remedies/ and wages/, read with errors that say which file, which line, what is wrong.

Pure: no Django. Numbers with a decimal point are refused, because money and factors would become floats: they are
written in quotes and read exactly. A key that stands twice in one place is refused: YAML would take the last silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

import msgspec
import yaml

HOUSE = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "hi", "te")
SCRIPTS = {"en": r"[A-Za-z]", "hi": r"[\u0900-\u097f]", "te": r"[\u0c00-\u0c7f]"}
_FOREIGN = {
    "en": r"[\u0900-\u097f\u0c00-\u0c7f]",
    "hi": r"[\u0c00-\u0c7f]",
    "te": r"[\u0900-\u0963\u0966-\u097f]",
}

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast one, where PyYAML was built with it."""

Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
RupeeText = Annotated[str, msgspec.Meta(pattern=r"^(0|[1-9][0-9]{0,8})(\.[0-9]{2})?$")]
"""Rupees as they are printed, "8278.94" or "700": exact, never a float."""
StateCode = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]?$")]
"""The code of a state in the Local Government Directory."""
Written = Annotated[str, msgspec.Meta(min_length=1)]
Confidence = Literal["high", "medium", "low"]
T = TypeVar("T")


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a data file. What it does not know is an error, so that a slip of the pen cannot hide a rule."""


class Text(Part, frozen=True):
    """What people read, in three languages, in our own words."""

    en: Written
    hi: Written
    te: Written

    def in_language(self, language: str) -> str:
        """The text in a language ("te", "hi-in"); English for one that we do not have."""
        short = language.partition("-")[0]
        return str(getattr(self, short)) if short in LANGUAGES else self.en


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a data file; `line` is 0 where it is about the whole file."""

    file: str
    line: int
    place: str
    what: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.place}: {self.what}" if self.place else f"{where}: {self.what}"


class Unreadable(ValueError):
    """Data files that cannot be used, with everything that is wrong in them."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Source(Generic[T]):
    """A file that was read: its value, and where in the file each part of it stands."""

    file: str
    value: T
    root: yaml.Node

    def problem(self, place: str, what: str) -> Problem:
        """A problem at a place such as `remedies[3].offices`."""
        return Problem(self.file, _line(self.root, place), place, what)


def read(path: Path, kind: type[T]) -> Source[T]:
    """The value of a YAML file. Raises Unreadable for what is no YAML, has floats or doubled keys, or is not of `kind`."""
    return read_text(path.read_text(encoding="utf-8"), kind, _name(path))


def read_text(text: str, kind: type[T], file: str) -> Source[T]:
    """As `read`, for a text; `file` is named in errors."""
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        given = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Unreadable(Problem(file, line, "", f"no YAML: {error.problem}")) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(Problem(file, 0, "", f"no YAML: {error}")) from error
    if root is None:
        raise Unreadable(Problem(file, 0, "", "the file is empty"))
    slips = [Problem(file, line, place, what) for line, place, what in _slips(root, "")]
    if slips:
        raise Unreadable(*slips)
    try:
        value = msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at `$")
        place = path.rstrip("`").removeprefix(".")
        raise Unreadable(Problem(file, _line(root, place), place, what)) from error
    source = Source(file, value, root)
    unread = [source.problem(place, what) for place, what in _texts(value, "")]
    if unread:
        raise Unreadable(*unread)
    return source


def paise_of(text: str) -> int:
    """Rupees as text ("8278.94", "700") in whole paise. Raises ValueError for anything else."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]{2})?", text):
        raise ValueError(f"not an amount of rupees: {text!r}")
    return int(text.replace(".", "")) if "." in text else int(text) * 100


def _name(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix() if path.is_relative_to(HOUSE) else path.name


def _slips(node: yaml.Node, place: str) -> Iterator[tuple[int, str, str]]:
    """Floats and doubled keys."""
    if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":float"):
        yield node.start_mark.line + 1, place, f"{node.value} would be a float: write it in quotes"
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _slips(item, f"{place}[{number}]")
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            here = f"{place}.{key.value}" if place else str(key.value)
            if key.value in seen:
                yield key.start_mark.line + 1, here, "stands here twice"
            seen.add(key.value)
            yield from _slips(value, here)


def _line(root: yaml.Node, place: str) -> int:
    """The line of a place, or of the nearest thing around it."""
    node, line = root, root.start_mark.line + 1
    for key, number in re.findall(r"([^.\[\]]+)|\[(\d+)\]", place):
        found: yaml.Node | None = None
        if number and isinstance(node, yaml.SequenceNode) and int(number) < len(node.value):
            found = node.value[int(number)]
        elif key and isinstance(node, yaml.MappingNode):
            found = next((value for name, value in node.value if str(name.value) == key), None)
        if found is None:
            return line
        node, line = found, found.start_mark.line + 1
    return line


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the texts in a value: another script than the language's, or other {facts} than the English."""
    if isinstance(value, Text):
        asked = set(re.findall(r"\{\w+\}", value.en))
        for language in LANGUAGES:
            text = getattr(value, language)
            if not re.search(SCRIPTS[language], text) or re.search(_FOREIGN[language], text):
                yield f"{place}.{language}", f"is not written in the letters of {language!r}"
            if set(re.findall(r"\{\w+\}", text)) != asked:
                yield f"{place}.{language}", f"must name the same facts as the English: {sorted(asked)}"
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name), f"{place}.{name}" if place else name)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, f"{place}.{name}" if place else str(name))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from _texts(item, f"{place}[{number}]")
