"""JavaRosa's XPath functions for libxml2, over a typed copy: dates are day numbers since 1970, instants fractional days."""

import datetime as dt
import math
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree

from karmika.intake.xpath import words

EPOCH = dt.date(1970, 1, 1).toordinal()
NOT_EVALUATED = words(
    """pulldata instance jr:choice-name jr:itext indexed-repeat distance area enclosed-area digest base64-decode
    extract-signed random randomize uuid here geofence intersects checksum depend property version is-selected
    weighted-checklist"""
)
"""Known to phones, but not worked out here: an expression with one of them is reported as not evaluated."""


class NotEvaluable(Exception):
    """An expression cannot be evaluated as a phone would."""


@dataclass(frozen=True)
class Clock:
    """What today() and now() say: the moment the form was filled in, in India's time."""

    moment: dt.datetime

    @property
    def day(self) -> float:
        """Today as a day number."""
        return float(self.moment.date().toordinal() - EPOCH)

    @property
    def instant(self) -> float:
        """Now as fractional days."""
        return instant_number(self.moment)


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


def instant_number(moment: dt.datetime) -> float:
    """Days since 1970-01-01 with the time of day as the wall clock of the phone showed it."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return moment.date().toordinal() - EPOCH + seconds / 86_400


def as_text(value: Any) -> str:
    """XPath's string()."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, etree._Element):
        return "".join(str(part) for part in value.itertext())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def as_number(value: Any) -> float:
    """XPath's number(); NaN for what is none."""
    if isinstance(value, (bool, float, int)):
        return float(value)
    try:
        return float(as_text(value).strip())
    except ValueError:
        return math.nan


def as_bool(value: Any) -> bool:
    """JavaRosa's boolean(): a single node stands for its value, a number is true unless 0 or NaN, text unless empty."""
    if isinstance(value, list):
        text = as_text(value)
        number = as_number(text)
        return bool(text) if math.isnan(number) else number != 0
    if isinstance(value, float):
        return not math.isnan(value) and value != 0
    return bool(value)


def _all_texts(values: tuple[Any, ...]) -> list[str]:
    return [as_text(item) for value in values for item in (value if isinstance(value, list) else [value])]


def _regex(value: Any, pattern: Any) -> bool:
    text, wanted = as_text(value), as_text(pattern)
    if len(text) > 300:
        raise NotEvaluable("a very long answer")
    if _may_run_away(wanted):
        raise NotEvaluable("a pattern with repeats inside repeats")
    return re.fullmatch(wanted, text) is not None


@lru_cache(maxsize=512)
def _may_run_away(pattern: str) -> bool:
    """Whether matching may take for ever: "(a+)+" needs twice the time for each letter more, and nobody else is served
    meanwhile. Patterns that are harmless all the same are not evaluated either; phones have checked them.
    """
    plain = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "x", pattern, flags=re.DOTALL)
    if len(re.findall(r"[*+]|\{\d*,\d*\}", plain)) > 8:
        return True
    inside = [False]  # for each group that is open: whether its length may vary
    for token in re.finditer(r"\(|\)([*+]|\{[\d,]+\})?|[*+|?]|\{\d*,\d*\}", plain):
        if token.group() == "(":
            inside.append(False)
        elif token.group().startswith(")"):
            varies = inside.pop() if len(inside) > 1 else False
            if varies and token.group(1):
                return True
            inside[-1] |= varies or token.group(1) is not None
        elif plain[token.start() - 1 : token.start()] != "(":  # "(?:" is no repeat
            inside[-1] = True
    return False


def _date(value: Any) -> float:
    number = as_number(value)
    if not math.isnan(number):
        return math.floor(number)
    try:
        return float(day_number(dt.date.fromisoformat(as_text(value)[:10])))
    except ValueError:
        return math.nan


def _date_time(value: Any) -> float:
    number = as_number(value)
    if not math.isnan(number):
        return number
    try:
        return instant_number(dt.datetime.fromisoformat(as_text(value)))
    except ValueError:
        return math.nan


_FORMATS: Mapping[str, Callable[[dt.datetime], str]] = {
    "Y": lambda t: f"{t.year:04}", "y": lambda t: f"{t.year % 100:02}", "m": lambda t: f"{t.month:02}",
    "n": lambda t: str(t.month), "d": lambda t: f"{t.day:02}", "e": lambda t: str(t.day), "H": lambda t: f"{t.hour:02}",
    "h": lambda t: str(t.hour), "M": lambda t: f"{t.minute:02}", "S": lambda t: f"{t.second:02}", "%": lambda t: "%",
}  # fmt: skip


def _format_date(value: Any, pattern: Any) -> str:
    number = _date_time(value)
    if math.isnan(number):
        return ""
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(days=number)

    def replaced(match: re.Match[str]) -> str:
        if match[1] not in _FORMATS:
            raise NotEvaluable(f"%{match[1]}")
        return _FORMATS[match[1]](moment)

    return re.sub(r"%(.)", replaced, as_text(pattern))


def _round(value: Any, places: Any = 0.0) -> float:
    number = as_number(value)
    if math.isnan(number) or math.isinf(number):
        return number
    shift = 10.0 ** int(as_number(places))
    return math.floor(number * shift + 0.5) / shift


def _int(value: Any) -> float:
    number = as_number(value)
    return number if math.isnan(number) or math.isinf(number) else float(math.trunc(number))


def _extreme(choose: Callable[[list[float]], float]) -> Callable[..., float]:
    def among(*values: Any) -> float:
        numbers = [as_number(text) for text in _all_texts(values)]
        return choose(numbers) if numbers and not any(map(math.isnan, numbers)) else math.nan

    return among


def _selected_at(value: Any, index: Any) -> str:
    parts, at = as_text(value).split(), int(as_number(index))
    return parts[at] if 0 <= at < len(parts) else ""


def _substr(text: Any, start: Any, end: Any = None) -> str:
    return as_text(text)[int(as_number(start)) : None if end is None else int(as_number(end))]


def _checklist(least: Any, most: Any, *values: Any) -> bool:
    true = sum(as_bool(value) for value in values)
    return as_number(least) <= true and (as_number(most) < 0 or true <= as_number(most))


def _position_of(nodes: Any) -> float:
    if not isinstance(nodes, list) or not nodes:
        return math.nan
    return 1.0 + sum(1 for _ in nodes[0].itersiblings(nodes[0].tag, preceding=True))


def _maths(function: Callable[[float], float]) -> Callable[[Any], float]:
    return lambda value: function(as_number(value))


_PLAIN: Mapping[str, Callable[..., Any]] = {
    "selected": lambda value, choice: as_text(choice).strip() in as_text(value).split(),
    "selected-at": _selected_at,
    "count-selected": lambda value: float(len(as_text(value).split())),
    "if": lambda test, yes, no: yes if as_bool(test) else no,
    "coalesce": lambda *values: next((text for text in map(as_text, values) if text), ""),
    "once": as_text,
    "regex": _regex,
    "int": _int,
    "round-to": _round,
    "pow": lambda value, exponent: math.pow(as_number(value), as_number(exponent)),
    "min": _extreme(min),
    "max": _extreme(max),
    "date": _date,
    "date-time": _date_time,
    "decimal-date-time": _date_time,
    "decimal-time": lambda value: _date_time(value) % 1,
    "format-date": _format_date,
    "format-date-time": _format_date,
    "count-non-empty": lambda nodes: float(sum(1 for text in _all_texts((nodes,)) if text)),
    "join": lambda separator, *values: as_text(separator).join(_all_texts(values)),
    "concat-all": lambda *values: "".join(_all_texts(values)),
    "substr": _substr,
    "ends-with": lambda text, end: as_text(text).endswith(as_text(end)),
    "boolean-from-string": lambda text: as_text(text) in ("true", "1"),
    "checklist": _checklist,
    "position-of": _position_of,
    "pi": lambda: math.pi,
    "exp10": lambda value: math.pow(10, as_number(value)),
    "atan2": lambda y, x: math.atan2(as_number(y), as_number(x)),
    **{name: _maths(getattr(math, name)) for name in words("acos asin atan cos exp log log10 sin sqrt tan")},
    "abs": _maths(abs),
}


_RENAMED = {"round": "round-to", "concat": "concat-all"}
"""libxml2 does not let its own functions be replaced, so those that JavaRosa extends go by another name."""


def renamed(name: str) -> str:
    """The name by which a function is known here and to libxml2."""
    return _RENAMED.get(name, name)


def plain(name: str) -> Callable[..., Any]:
    """One of JavaRosa's functions, by the name that forms use."""
    return _PLAIN[renamed(name)]


class Library:
    """The functions, with the node and clock in use."""

    def __init__(self) -> None:
        self._in_use = threading.local()

    def stand_at(self, node: etree._Element, clock: Clock) -> None:
        """From now on, in this thread, current(), today() and now() mean this node and clock."""
        self._in_use.node, self._in_use.clock = node, clock

    def extensions(self) -> dict[tuple[str | None, str], Callable[..., Any]]:
        """What lxml takes: (namespace, name) to a function with the XPath context as its first argument."""
        named: dict[tuple[str | None, str], Callable[..., Any]] = {
            (None, name): _without_context(function) for name, function in _PLAIN.items()
        }
        named[None, "current"] = lambda _: [self._in_use.node]
        named[None, "today"] = lambda _: self._in_use.clock.day
        named[None, "now"] = lambda _: self._in_use.clock.instant
        return named


def _without_context(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(_context: Any, *arguments: Any) -> Any:
        return function(*arguments)

    return call
