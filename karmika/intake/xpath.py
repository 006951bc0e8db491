"""The forms' XPath: reading an expression, saying what is wrong with it, and making it ready for libxml2.

libxml2 alone is no judge: it takes "a(" for complete and finds unknown functions only when it runs into them.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

JAVAROSA = "http://openrosa.org/javarosa"


class ExpressionError(ValueError):
    """What is wrong with an expression, in a few words for the person who wrote the form."""


class Kind(StrEnum):
    """What a token is."""

    LITERAL = "literal"
    NUMBER = "number"
    FUNCTION = "function"
    NAME = "name"
    AXIS = "axis"
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"


@dataclass(frozen=True)
class Token:
    """A piece of an expression as written."""

    kind: Kind
    text: str


_NAME = r"[^\W\d][\w.\-]*"
_TOKEN = re.compile(
    rf"""\s*(?:(?P<literal>"[^"]*"|'[^']*')|(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    |(?P<symbol>!=|<=|>=|//|::|\.\.|[.@()\[\],|+\-*/=<>$]))""",
    re.VERBOSE,
)
_OPERATOR_NAMES = frozenset(("and", "or", "div", "mod"))
_OPERATORS = frozenset(("!=", "<=", ">=", "//", "|", "+", "-", "=", "<", ">", "/"))
_NODE_TESTS = frozenset(("node", "text", "comment", "processing-instruction"))


def words(text: str) -> frozenset[str]:
    """The names in a text."""
    return frozenset(text.split())


XPATH_FUNCTIONS = words(
    """last position count id local-name namespace-uri name string concat starts-with contains substring-before
    substring-after substring string-length normalize-space translate boolean not true false lang number sum
    floor ceiling round"""
)
# docs.getodk.org/form-operators-functions and JavaRosa's XPathFuncExpr, November 2026.
JAVAROSA_FUNCTIONS = words(
    """abs acos area asin atan atan2 base64-decode boolean-from-string checklist checksum coalesce cos
    count-non-empty count-selected current date date-time decimal-date-time decimal-time depend digest distance
    ends-with enclosed-area exp exp10 extract-signed format-date format-date-time geofence here if indexed-repeat
    instance int intersects is-selected join jr:choice-name jr:itext log log10 max min now once pi position pow
    property pulldata random randomize regex round selected selected-at sin sqrt string substr tan today uuid
    version weighted-checklist"""
)
KNOWN_FUNCTIONS = XPATH_FUNCTIONS | JAVAROSA_FUNCTIONS
_LEAST_AND_MOST = {
    "today": (0, 0), "now": (0, 0), "true": (0, 0), "false": (0, 0), "not": (1, 1), "count": (1, 1), "if": (3, 3),
    "selected": (2, 2), "regex": (2, 2), "int": (1, 1), "count-selected": (1, 1), "coalesce": (2, 100), "round": (1, 2),
}  # fmt: skip


def tokens(expression: str) -> list[Token]:
    """The expression's tokens. Raises ExpressionError at the first character that belongs to none."""
    found: list[Token] = []
    at, end = 0, len(expression.rstrip())
    while at < end:
        match = _TOKEN.match(expression, at)
        if match is None:
            raise ExpressionError(f"“{expression[at:].strip()[:20]}” cannot be read")
        at = match.end()
        found.append(_token(match, found, expression[at:].lstrip()))
    return found


def _token(match: re.Match[str], before: list[Token], rest: str) -> Token:
    text = match.group().strip()
    if match["literal"]:
        return Token(Kind.LITERAL, text)
    if match["number"]:
        return Token(Kind.NUMBER, text)
    # XPath 1.0, 3.7: after an operand a name or * is an operator.
    after_operand = bool(before) and not (
        before[-1].kind in (Kind.OPERATOR, Kind.AXIS) or before[-1].text in ("@", "::", "(", "[", ",", "$")
    )
    if match["symbol"]:
        is_operator = text in _OPERATORS or (text == "*" and after_operand)
        return Token(Kind.OPERATOR if is_operator else Kind.PUNCTUATION, text)
    if after_operand and text in _OPERATOR_NAMES:
        return Token(Kind.OPERATOR, text)
    if rest.startswith("::"):
        return Token(Kind.AXIS, text)
    if rest.startswith("(") and text not in _NODE_TESTS:
        return Token(Kind.FUNCTION, text)
    return Token(Kind.NAME, text)


def check(expression: str) -> None:
    """Raises ExpressionError when a phone could not evaluate the expression: grammar, brackets, functions, variables."""
    found = tokens(expression)
    if not found:
        raise ExpressionError("it is empty")
    _check_brackets(found)
    for at, token in enumerate(found):
        if token.kind is Kind.FUNCTION:
            _check_call(found, at)
        elif token.text == "$":
            raise ExpressionError("$ is not allowed here; write ${name} in the form")
    try:
        etree.XPath(expression, namespaces={"jr": JAVAROSA})
    except etree.XPathSyntaxError as error:
        raise ExpressionError(
            "it is not complete, or two parts stand side by side without an operator"
        ) from error


def _check_brackets(found: list[Token]) -> None:
    open_ones: list[str] = []
    for token in found:
        if token.kind is Kind.PUNCTUATION and token.text in "([":
            open_ones.append({"(": ")", "[": "]"}[token.text])
        elif (
            token.kind is Kind.PUNCTUATION
            and token.text in ")]"
            and (not open_ones or open_ones.pop() != token.text)
        ):
            raise ExpressionError(f"there is a {token.text} too many")
    if open_ones:
        raise ExpressionError(f"a {open_ones[-1]} is missing")


def _check_call(found: list[Token], at: int) -> None:
    name = found[at].text
    if name not in KNOWN_FUNCTIONS:
        raise ExpressionError(f"there is no function {name}()")
    given = argument_count(found, at)
    least, most = _LEAST_AND_MOST.get(name, (0, 10_000))
    if given > most:
        raise ExpressionError(f"{name}() has more parts than it takes")
    if given < least:
        raise ExpressionError(f"{name}() needs more parts")


def argument_count(found: list[Token], at: int) -> int:
    """How many arguments the call that starts at token `at` has. Brackets must be balanced."""
    depth, commas = 0, 0
    for position, token in enumerate(found[at + 1 :]):
        if token.kind is not Kind.PUNCTUATION:
            continue
        if token.text in "([":
            depth += 1
        elif token.text in ")]":
            depth -= 1
            if depth == 0:
                return 0 if position == 1 else commas + 1
        elif token.text == "," and depth == 1:
            commas += 1
    return commas + 1
