"""The forms' XPath as Python functions, for the part of it that nearly all forms keep to; libxml2 does the rest.

What is made here says the same as libxml2 on a typed copy (evaluate.py), twenty times sooner: no copy is needed, and
nothing crosses into C and back. `compiled` gives up on whatever it is not sure of, and a function raises `Unsure` for
an answer that libxml2 may read otherwise; then libxml2 is asked.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from karmika.intake import functions
from karmika.intake.functions import Clock
from karmika.intake.xpath import Kind, Token, words


class Unsure(Exception):
    """libxml2 must be asked: the expression, or an answer in it, is outside what is done here."""


class Spec(Protocol):
    """A node of the form: what a path is followed through."""

    @property
    def name(self) -> str: ...

    @property
    def parent(self) -> Spec | None: ...

    @property
    def children(self) -> Mapping[str, Any]: ...

    @property
    def repeats(self) -> bool: ...


class Node(Protocol):
    """A node of one filled-in form. `seen`: its text as expressions see it; `named`: what is below it and stands once."""

    @property
    def seen(self) -> str: ...

    @property
    def parent(self) -> Any: ...

    @property
    def named(self) -> Mapping[str, Any]: ...


Value = Callable[[Any, Clock], Any]
"""The value at a node, at a moment."""


class Part(NamedTuple):
    """A compiled part: "node" (the text of a node that is there), "text", "number" or "bool"."""

    kind: str
    value: Value


_TEXTS = ("node", "text")
_RESULTS: Mapping[str, str] = {
    **dict.fromkeys(words("selected regex ends-with boolean-from-string"), "bool"),
    **dict.fromkeys(words("count-selected int round pow min max abs date decimal-date-time"), "number"),
    **dict.fromkeys(words("coalesce selected-at substr concat once"), "text"),
}
"""JavaRosa's functions that treat a node as its text -> what they give."""
_NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15}))[ \t\r\n]*")
_NO_NUMBER = re.compile(r"\D*")
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_REACH: Sequence[frozenset[str]] = tuple(map(words, ("or", "and", "= !=", "< <= > >=", "+ -", "* div mod")))
"""Operators from the loosest to the closest (XPath 1.0, section 3)."""


def compiled(found: Sequence[Token], spec: Spec) -> Value | None:
    """The expression as a function that says whether it holds at a node of `spec`; None when libxml2 must be asked."""
    reader = _Reader(found, spec)
    try:
        part = reader.operators(0)
    except Unsure:
        return None
    if reader.at < len(found):
        return None
    value = part.value
    if part.kind == "bool":
        return value
    if part.kind == "node":
        return lambda node, clock: _truth(value(node, clock))
    return lambda node, clock: functions.as_bool(value(node, clock))


class _Reader:
    """Reads the tokens of one expression from left to right. Every method may raise Unsure."""

    def __init__(self, found: Sequence[Token], spec: Spec) -> None:
        self.found, self.spec, self.at = found, spec, 0

    def operators(self, level: int) -> Part:
        """Operands joined by the operators of this level or closer ones."""
        if level == len(_REACH):
            return self._unary()
        left = self.operators(level + 1)
        while self._text() in _REACH[level] and self.found[self.at].kind is Kind.OPERATOR:
            sign = self._take()
            left = _joined(sign, left, self.operators(level + 1))
        return left

    def _unary(self) -> Part:
        if self._text() == "-":
            raise Unsure("a sign")
        token = self.found[self.at] if self.at < len(self.found) else None
        if token is None:
            raise Unsure("an end")
        if token.kind is Kind.LITERAL:
            return _constant("text", self._take()[1:-1])
        if token.kind is Kind.NUMBER:
            return _constant("number", float(self._take()))
        if token.text == "(":
            return self._bracket()
        if token.kind is Kind.FUNCTION:
            return self._call()
        return self._path()

    def _bracket(self) -> Part:
        self._take("(")
        inside = self.operators(0)
        self._take(")")
        return inside

    def _call(self) -> Part:
        name, arguments = self._take(), []
        self._take("(")
        while self._text() != ")":
            arguments.append(self.operators(0))
            if self._text() != ")":
                self._take(",")
        self._take(")")
        return _called(name, arguments)

    def _path(self) -> Part:
        """A node above, beside, or below without entering a repeat: exactly one, and it is there."""
        spec, ups = self.spec, 0
        names: list[str] = []
        if self._text() == "/":
            while spec.parent is not None:
                spec, ups = spec.parent, ups + 1
            self._take("/")
            if self._take() != spec.name:
                raise Unsure("another root")
        elif self._text() == ".":
            self._take()
        elif self._text() == "..":
            self._take()
            spec, ups = _above(spec), 1
        else:
            raise Unsure("a path")
        while self._text() == "/":
            self._take("/")
            step = self._take()
            if step == ".." and not names:
                spec, ups = _above(spec), ups + 1
                continue
            below: Spec | None = spec.children.get(step)
            if below is None or below.repeats:
                raise Unsure("a step")
            spec = below
            names.append(step)
        if spec.children or self._text() in ("[", "//", "::", "|") or (ups and not names):
            raise Unsure("more than one answer")
        return Part("node", _look(ups, names))

    def _text(self) -> str:
        return self.found[self.at].text if self.at < len(self.found) else ""

    def _take(self, wanted: str = "") -> str:
        text = self._text()
        if not text or (wanted and text != wanted):
            raise Unsure("a token")
        self.at += 1
        return text


def _above(spec: Spec) -> Spec:
    if spec.parent is None:
        raise Unsure("above the root")
    return spec.parent


def _constant(kind: str, value: Any) -> Part:
    return Part(kind, lambda node, clock: value)


def _look(ups: int, names: Sequence[str]) -> Value:
    """The text of the node so many levels up and then down by these names."""
    if not names:
        return lambda node, clock: node.seen
    if ups == 1 and len(names) == 1:
        beside = names[0]
        return lambda node, clock: node.parent.named[beside].seen

    def look(node: Node, clock: Clock) -> str:
        for _ in range(ups):
            node = node.parent
        for name in names:
            node = node.named[name]
        return node.seen

    return look


def _joined(sign: str, left: Part, right: Part) -> Part:
    if sign in ("or", "and"):
        first, second = _boolean(left), _boolean(right)
        if sign == "or":
            return Part("bool", lambda node, clock: first(node, clock) or second(node, clock))
        return Part("bool", lambda node, clock: first(node, clock) and second(node, clock))
    if sign in _COMPARE:
        return _compared(sign, left, right)
    first, second = _numeric(left), _numeric(right)
    if sign in ("div", "mod"):
        return Part("number", lambda node, clock: _divided(sign, first(node, clock), second(node, clock)))
    work = {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign]
    return Part("number", lambda node, clock: work(first(node, clock), second(node, clock)))


def _compared(sign: str, left: Part, right: Part) -> Part:
    """XPath 1.0, 3.4: as texts only where both are and the sign is = or !=; with a number as numbers."""
    if "bool" in (left.kind, right.kind):
        raise Unsure("a truth compared")
    compare = _COMPARE[sign]
    as_texts = sign in ("=", "!=") and left.kind in _TEXTS and right.kind in _TEXTS
    first = left.value if as_texts else _numeric(left)
    second = right.value if as_texts else _numeric(right)
    return Part("bool", lambda node, clock: compare(first(node, clock), second(node, clock)))


def _divided(sign: str, left: float, right: float) -> float:
    if right == 0 or not math.isfinite(left) or not math.isfinite(right):
        raise Unsure("no finite quotient")
    return left / right if sign == "div" else math.fmod(left, right)


def _boolean(part: Part) -> Value:
    """libxml2's boolean(): a node that is there is true."""
    value = part.value
    if part.kind == "bool":
        return value
    if part.kind == "node":
        return lambda node, clock: True
    return lambda node, clock: functions.as_bool(value(node, clock))


def _numeric(part: Part) -> Value:
    value = part.value
    if part.kind == "bool":
        raise Unsure("a truth as number")
    return value if part.kind == "number" else lambda node, clock: number(value(node, clock))


def number(text: str) -> float:
    """libxml2's number() of plain numbers; NaN for what has no digit in it. Raises Unsure for all between."""
    if not text:
        return math.nan
    match = _NUMBER.fullmatch(text)
    if match is not None:
        return float(match[1])
    if _NO_NUMBER.fullmatch(text):
        return math.nan
    raise Unsure("a number written unusually")


def _truth(text: str) -> bool:
    """JavaRosa's boolean() of a node, as `functions.as_bool` has it."""
    as_number = functions.as_number(text)
    return bool(text) if math.isnan(as_number) else as_number != 0


def _called(name: str, given: Sequence[Part]) -> Part:
    kinds = [part.kind for part in given]
    if name in ("true", "false") and not given:
        return _constant("bool", name == "true")
    if name == "today" and not given:
        return Part("number", lambda node, clock: clock.day)
    if name == "now" and not given:
        return Part("number", lambda node, clock: clock.instant)
    if name == "not" and len(given) == 1:
        truth = _boolean(given[0])
        return Part("bool", lambda node, clock: not truth(node, clock))
    if name == "string-length" and len(given) == 1 and kinds[0] in _TEXTS:
        text = given[0].value
        return Part("number", lambda node, clock: float(len(text(node, clock))))
    if name == "number" and len(given) == 1:
        return Part("number", _numeric(given[0]))
    if name not in _RESULTS or not all(kind in (*_TEXTS, "number") for kind in kinds):
        raise Unsure(name)
    return Part(_RESULTS[name], _applied(functions.plain(name), [part.value for part in given]))


def _applied(function: Callable[..., Any], values: Sequence[Value]) -> Value:
    if len(values) == 1:
        only = values[0]
        return lambda node, clock: function(only(node, clock))
    if len(values) == 2:
        first, second = values
        return lambda node, clock: function(first(node, clock), second(node, clock))
    return lambda node, clock: function(*(value(node, clock) for value in values))
