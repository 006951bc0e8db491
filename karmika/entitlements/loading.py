"""A pack of schemes read from YAML files and checked whole: everything named exists, every text is in three languages.

The only part of entitlements that reads files. What is wrong is said all at once, each with its file and place.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from karmika.entitlements.pack import Pack
from karmika.entitlements.reading import LANGUAGES, PackError, Reader
from karmika.entitlements.scheme_reading import read_scheme, read_shared

FOLDER = Path(__file__).resolve().parents[2] / "schemes"
SHARED = ("facts", "documents", "offices", "rules", "words")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which a key that stands twice is an error, not a silent loss of the first."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise PackError([f"line {node.start_mark.line + 1}: {key} stands twice"])
    return dict(
        zip(keys, [loader.construct_object(value, deep=True) for _, value in node.value], strict=True)
    )


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_pack(folder: Path) -> Pack:
    """The pack of a folder: facts, documents, offices, rules, words, and one file for each scheme.

    Raises PackError with everything that is wrong, each with file and place.
    """
    files = sorted(path for path in folder.glob("*.yaml") if not path.name.endswith(".cases.yaml"))
    return pack_of({path.stem: path.read_text(encoding="utf-8") for path in files})


def pack_of(texts: Mapping[str, str]) -> Pack:
    """The pack of YAML texts by file name without its ending. Raises PackError like `load_pack`."""
    wrong: list[str] = []
    given = {name: _parsed(name, text, wrong) for name, text in texts.items()}
    wrong += [f"{name}.yaml: is not there" for name in SHARED if name not in given]
    if wrong:
        raise PackError(wrong)
    shared = read_shared(given, wrong)
    schemes = []
    for name in sorted(given.keys() - set(SHARED)):
        reader = Reader(f"{name}.yaml", given[name], wrong)
        if (scheme := read_scheme(name, reader, shared)) is not None:
            schemes.append(scheme)
    if wrong:
        raise PackError(list(dict.fromkeys(wrong)))
    return Pack(
        facts=shared.facts,
        documents=shared.documents,
        offices=shared.offices,
        words=shared.words,
        schemes=tuple(schemes),
    )


@cache
def installed() -> Pack:
    """The schemes that come with Karmika. Raises PackError where one cannot be read."""
    return load_pack(FOLDER)


def _parsed(name: str, text: str, wrong: list[str]) -> Any:
    try:
        return yaml.load(text, _Loader)  # noqa: S506  (a safe loader with one more check)
    except PackError as error:
        wrong += [f"{name}.yaml: {one}" for one in error.wrong]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        wrong.append(f"{name}.yaml: line {mark.line + 1 if mark else '?'}: this is no YAML")
    return {}


__all__ = ["FOLDER", "LANGUAGES", "PackError", "installed", "load_pack", "pack_of"]
