"""Evaluating the forms' XPath as JavaRosa does: plain expressions in Python (closures.py), all others with libxml2.

libxml2 works on a typed copy of an instance, in which dates are day numbers and instants are fractional days, because
it compares dates as NaN, which makes `. <= today()` false for every date. What cannot be evaluated faithfully raises
NotEvaluable; it is never a pass.
"""

import re
from collections.abc import Collection
from typing import Any

from lxml import etree

from karmika.intake import closures, functions
from karmika.intake.functions import Clock, NotEvaluable
from karmika.intake.xpath import JAVAROSA, ExpressionError, Kind, Token, argument_count, check, tokens, words

__all__ = ["Clock", "Expression", "NotEvaluable"]

_DATE_LITERAL = re.compile(r"[\"']\d{4}-\d{2}-\d{2}")
_READS_TEXT = words(
    """regex substr substring substring-before substring-after contains starts-with ends-with concat join translate
    string string-length normalize-space selected selected-at count-selected checklist"""
)
_ANY = frozenset(("*", "//", "node"))
_DATES_TAKEN_BY = frozenset(("date", "date-time", "decimal-date-time", "format-date", "format-date-time"))


class Expression:
    """One expression of a form, compiled once. Safe to use from several threads."""

    def __init__(
        self,
        text: str,
        library: functions.Library,
        *,
        dated: Collection[str] = (),
        dot_is_dated: bool = False,
        problem: str = "",
    ) -> None:
        """`dated` are the names of the form's date questions; `dot_is_dated` when "." is one of them.

        With a `problem`, or one found here, evaluating says what it is.
        """
        self._library = library
        self._constant = {"true()": True, "false()": False}.get(text.replace(" ", ""))
        self._problem = ""
        self.names: frozenset[str] = frozenset()
        """The nodes that it speaks of, by name; "*" where it may speak of any."""
        self._compiled: etree.XPath | None = None
        self._quick: closures.Value | None = None
        self._found: list[Token] = []
        try:
            check(text)
            self._found = found = tokens(text)
            self.names = frozenset(
                "*" if t.text in _ANY else t.text for t in found if t.kind is Kind.NAME or t.text in _ANY
            )
            self._problem = problem or _unfaithful(found, dated, dot_is_dated)
            self._compiled = etree.XPath(
                _rewrite(found), extensions=library.extensions(), namespaces={"jr": JAVAROSA}
            )
        except (ExpressionError, etree.XPathSyntaxError) as error:
            self._problem = str(error)

    def settle(self, spec: closures.Spec) -> bool:
        """Make it ready for the nodes of `spec`, when the form's tree is whole; whether it can do without libxml2."""
        if self._constant is None and not self._problem:
            self._quick = closures.compiled(self._found, spec)
        return self._constant is not None or bool(self._problem) or self._quick is not None

    def holds_quickly(self, node: Any, clock: Clock) -> bool:
        """Whether the expression is true at a node of a filled-in form. Raises NotEvaluable, closures.Unsure."""
        if self._constant is not None:
            return self._constant
        if self._quick is None:
            raise NotEvaluable(self._problem)
        try:
            return bool(self._quick(node, clock))
        except (ArithmeticError, re.error, LookupError, ValueError) as error:
            raise NotEvaluable(type(error).__name__) from error

    def holds(self, node: etree._Element, clock: Clock) -> bool:
        """Whether the expression is true at `node` of a typed copy. Raises NotEvaluable."""
        if self._constant is not None:
            return self._constant
        if self._problem or self._compiled is None:
            raise NotEvaluable(self._problem)
        try:
            self._library.stand_at(node, clock)
            value = self._compiled(node)
            return value if isinstance(value, bool) else functions.as_bool(value)
        except (etree.XPathError, ArithmeticError, re.error, LookupError, ValueError) as error:
            raise NotEvaluable(type(error).__name__) from error


def _unfaithful(found: list[Token], dated: Collection[str], dot_is_dated: bool) -> str:
    """Why this expression would be evaluated otherwise than on the phone, or nothing."""
    calls = {token.text for token in found if token.kind is Kind.FUNCTION}
    if unknown := calls & functions.NOT_EVALUATED:
        return f"{sorted(unknown)[0]}()"
    for at, token in enumerate(found):
        if token.kind is Kind.LITERAL and _DATE_LITERAL.match(token.text):
            before = [t.text for t in found[max(0, at - 2) : at]]
            if len(before) < 2 or before[0] not in _DATES_TAKEN_BY or before[1] != "(":
                return "a date as text"
    speaks_of_dates = any(t.kind is Kind.NAME and t.text in dated for t in found)
    speaks_of_dates = speaks_of_dates or (dot_is_dated and any(t.text == "." for t in found))
    if speaks_of_dates and calls & _READS_TEXT:
        return "a date read as text"
    return ""


def _rewrite(found: list[Token]) -> str:
    parts: list[str] = []
    for at, token in enumerate(found):
        text = token.text
        if token.kind is Kind.FUNCTION:
            text = functions.renamed(text)
            if text == "position" and argument_count(found, at):
                text = "position-of"
        parts.append(text)
    return " ".join(parts)
