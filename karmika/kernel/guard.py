"""The write guard: no statement changes a journalled table outside an act, in tests and in production alike.

It reads the statements. It stops mistakes and shortcuts, not somebody with the database's
password; against those stand the triggers and the chain.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

_open: ContextVar[int] = ContextVar("karmika_guard_open", default=0)
_unjournalled: set[str] = set()

_NAME = r"(?:\s+|(?=[\"`\[']))(?:[\"`\[']?\w+[\"`\]']?\s*\.\s*)?[\"`\[']?(\w+)"
_WRITE = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?|TRUNCATE(?:\s+TABLE)?"
    r"|MERGE\s+INTO|COPY|ALTER\s+TABLE|DROP\s+TABLE(?:\s+IF\s+EXISTS)?)" + _NAME,
    re.IGNORECASE,
)
# What changes the rules by which the database itself refuses.
_RULE = re.compile(
    r"\b(?:CREATE|DROP|ALTER)\b[^;]*?\bTRIGGER\b|\bPRAGMA\s+(?:\w+\.)?(?:writable_schema|recursive_triggers)\s*[=(]",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)


class GuardError(RuntimeError):
    """Code tried to write a journalled table outside an act: a fault of the program, not of a person."""


def install(unjournalled: set[str]) -> None:
    """Take over the names of the tables that may be written without an act (karmika/unjournalled.py)."""
    _unjournalled.update(unjournalled)
    _first_stray.cache_clear()


@contextmanager
def opened() -> Iterator[None]:
    """Let writes through: for `perform`, replay and migrations only (tests/test_house.py counts the users)."""
    token = _open.set(_open.get() + 1)
    try:
        yield
    finally:
        _open.reset(token)


def demand_opened() -> None:
    """For a writer that goes past the statements' guard. Raises GuardError outside an act."""
    if not _open.get():
        raise GuardError("journalled tables are written by acts alone: use perform()")


def watch(connection: Any, **_: Any) -> None:
    """Put the guard on a new connection, once."""
    if _refuse_stray_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse_stray_writes)


def _refuse_stray_writes(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if not _open.get():
        text = sql if isinstance(sql, str) else str(sql)
        # a single SELECT writes nothing; everything else is looked at, whatever word it begins with
        if not (text.startswith("SELECT ") and ";" not in text) and (found := _first_stray(text)):
            raise GuardError(f"{found} is written by acts alone: use perform()")
    return execute(sql, params, many, context)


@lru_cache(maxsize=1024)
def _first_stray(sql: str) -> str | None:
    """As it stands and without comments: a comment can hide a keyword, and a string can look like a comment."""
    for text in dict.fromkeys((sql, _COMMENT.sub(" ", sql))):
        if (found := _stray(text)) is not None:
            return found
        if _RULE.search(text):
            return "the database's own guard"
    return None


def _stray(sql: str) -> str | None:
    # "FOR UPDATE OF x" and "ON CONFLICT DO UPDATE SET" name no other table than one already seen
    for match in _WRITE.finditer(sql):
        table = match.group(1)
        before = sql[: match.start()].rstrip().upper()
        if before.endswith(("FOR", " DO")) or table.upper() in ("SET", "SKIP", "NOWAIT", "OF"):
            continue
        if table not in _unjournalled:
            return table
    return None
