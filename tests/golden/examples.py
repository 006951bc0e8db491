"""One example of every kind of act, with every field filled, made from the types of its fields.

The examples only have to be readable: what `check` would say to them does not matter here.
"""

import enum
import types
from datetime import UTC, date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from karmika.kernel.ids import stable

SIMPLE: dict[Any, Any] = {
    str: "example",
    int: 7,
    bool: True,
    date: date(2026, 11, 21),
    datetime: datetime(2026, 11, 21, 4, 30, tzinfo=UTC),
    bytes: b"example",
}


def example(act: type[Any]) -> Any:
    """An instance of an act (or of a struct inside one) with every field filled."""
    hints = get_type_hints(act)
    return act(
        **{f.name: value_of(hints[f.name], f"{act.__name__}.{f.name}") for f in msgspec.structs.fields(act)}
    )


def value_of(hint: Any, name: str) -> Any:
    """A value of a type; ids follow from the field's name."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is UUID:
        return stable("golden", name)
    if hint in SIMPLE:
        return SIMPLE[hint]
    if origin in (Union, types.UnionType):
        return value_of(next(one for one in arguments if one is not type(None)), name)
    if origin is Literal:
        return arguments[0]
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return (value_of(arguments[0], name),)
        return tuple(value_of(one, f"{name}.{n}") for n, one in enumerate(arguments))
    if origin in (list, set, frozenset):
        return origin([value_of(arguments[0], name)])
    if origin is dict:
        return {value_of(arguments[0], name): value_of(arguments[1], name)}
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return next(iter(hint))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return example(hint)
    raise TypeError(f"{name}: no example for {hint}")


def example_record(act: type[Any]) -> dict[str, Any]:
    """What the golden file holds: kind, version, and the fields as the journal writes them, unsealed."""
    return {"kind": act.kind, "version": act.version, "fields": msgspec.to_builtins(example(act))}
