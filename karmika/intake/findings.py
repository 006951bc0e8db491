"""What is odd about a filled-in form. Findings never refuse a phone; a person or an interpreter weighs them.

In this order for each answer: unknown node, type, choice, answered though not asked, required, constraint. Choices from
lists that reach the phone as files are left to the room that made the file; choice filters are not followed.
"""

import datetime as dt
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

import msgspec
from lxml import etree

from karmika.intake.definition import FormDefinition, Group, Question
from karmika.intake.evaluate import Clock, Expression, NotEvaluable
from karmika.intake.functions import Library, day_number, instant_number
from karmika.intake.instances import Instance
from karmika.intake.safexml import local_name
from karmika.intake.values import INDIA, READERS


class Finding(msgspec.Struct, frozen=True):
    """One oddity. `path` counts repeats ("/data/member[2]/age"); `facts` never hold an answer.

    Codes: unknown_node, repeated_node, wrong_type, unknown_choice, not_relevant, required, constraint, not_evaluated.
    """

    path: str
    code: str
    facts: dict[str, str] = {}


def findings(instance: Instance, definition: FormDefinition) -> list[Finding]:
    """All findings of a submission, group by group. Takes well under a millisecond for the survey."""
    return _checker(definition).findings(instance)


_checkers: OrderedDict[str, "Checker"] = OrderedDict()
_checkers_lock = threading.Lock()


def _checker(definition: FormDefinition) -> "Checker":
    """Compiled checkers of the last few form versions."""
    key = definition.fingerprint
    if not key:
        return Checker(definition)
    with _checkers_lock:
        if key not in _checkers:
            _checkers[key] = Checker(definition)
        _checkers.move_to_end(key)
        while len(_checkers) > 16:
            _checkers.popitem(last=False)
        return _checkers[key]


@dataclass(slots=True)
class _Spec:
    """A node of the form's tree with its compiled expressions.

    `stands` says whether the typed copy needs it even when it was not sent: it is required, or an expression names it.
    """

    name: str
    entry: Question | Group | None = None
    children: dict[str, "_Spec"] = field(default_factory=dict)
    relevant: Expression | None = None
    required: Expression | None = None
    constraint: Expression | None = None
    choices: frozenset[str] | None = None
    repeats: bool = False
    stands: bool = True

    def expressions(self) -> tuple[Expression, ...]:
        """Those that it has."""
        return tuple(one for one in (self.relevant, self.required, self.constraint) if one is not None)

    def settle(self, named: frozenset[str]) -> bool:
        """Decide `stands` from the leaves up."""
        below = [spec.settle(named) for spec in self.children.values()]
        self.stands = any(below) or self.required is not None or self.name in named or "*" in named
        return self.stands


@dataclass(slots=True)
class _Node:
    """A node of one typed copy: what the form says of it, the copy's element, its text as sent, its path."""

    spec: _Spec
    element: etree._Element
    path: str
    text: str = ""
    readable: bool = True
    below: list["_Node"] = field(default_factory=list)


class Checker:
    """A form version made ready for checking many submissions. Thread-safe."""

    def __init__(self, definition: FormDefinition) -> None:
        self._library = Library()
        self._dated = frozenset(q.name for q in definition.questions if q.type in ("date", "dateTime"))
        self._repeats = [group.path for group in definition.groups if group.repeats]
        self._clock_paths = [
            q.path for kind in ("end", "start", "today") for q in definition.questions if q.preload == kind
        ]
        self._root = _Spec(definition.root)
        specs = {f"/{definition.root}": self._root}
        entries: list[Question | Group] = [*definition.groups, *definition.questions]
        for entry in sorted(entries, key=lambda e: e.path.count("/")):
            spec = self._spec(entry, definition)
            specs[entry.path] = spec
            specs[entry.path.rpartition("/")[0]].children[entry.name] = spec
        named = [one.names for spec in specs.values() for one in spec.expressions()]
        clocked = [path.rpartition("/")[2] for path in self._clock_paths]
        self._root.settle(frozenset(clocked).union(*named))

    def _spec(self, entry: Question | Group, definition: FormDefinition) -> _Spec:
        spec = _Spec(entry.name, entry, relevant=self._expression(entry, entry.relevant_expr))
        spec.repeats = isinstance(entry, Group) and entry.repeats
        if isinstance(entry, Question):
            spec.required = self._expression(entry, entry.required_expr)
            spec.constraint = self._expression(entry, entry.constraint_expr)
            if entry.choices_list and entry.choices_list in definition.choices:
                spec.choices = frozenset(definition.choices[entry.choices_list])
        return spec

    def _expression(self, entry: Question | Group, text: str | None) -> Expression | None:
        if not text:
            return None
        dated = isinstance(entry, Question) and entry.type in ("date", "dateTime")
        # A phone reads an absolute path into the repeat around it as "in this row"; XPath means all rows.
        around = [path for path in self._repeats if entry.path.startswith(f"{path}/")]
        problem = (
            "a path into its own repeat" if any(path in text.replace(" ", "") for path in around) else ""
        )
        return Expression(text, self._library, dated=self._dated, dot_is_dated=dated, problem=problem)

    def findings(self, instance: Instance) -> list[Finding]:
        """All findings of one submission."""
        found: list[Finding] = []
        top = _Node(self._root, etree.Element(self._root.name), f"/{self._root.name}")
        _copy(instance.root, top, found)
        clock = self._clock(top)
        for node in top.below:
            _weigh(node, clock, found)
        return found

    def _clock(self, top: _Node) -> Clock:
        """The moment the form was filled in, as the form itself says; today for forms that do not say."""
        for path in self._clock_paths:
            value = top.element.findtext(path.removeprefix(f"/{self._root.name}/"))
            if value:
                return Clock(dt.datetime(1970, 1, 1, tzinfo=INDIA) + dt.timedelta(days=float(value)))
        return Clock(dt.datetime.now(INDIA))


def _copy(source: etree._Element, into: _Node, found: list[Finding]) -> None:
    """Fill the tree of the form from a submission: what was not sent is there, empty, as on the phone."""
    sent: dict[str, list[etree._Element]] = {}
    for child in source:
        sent.setdefault(local_name(child), []).append(child)
    for name, spec in into.spec.children.items():
        elements = sent.pop(name, None)
        if elements is None:
            if spec.stands and not spec.repeats:
                _stand(spec, into)
        elif spec.repeats:
            for number, element in enumerate(elements, start=1):
                _add(spec, element, into, f"{into.path}/{name}[{number}]", found)
        else:
            if len(elements) > 1:
                found.append(Finding(f"{into.path}/{name}", "repeated_node"))
            _add(spec, elements[0], into, f"{into.path}/{name}", found)
    if sent:
        is_top = "/" not in into.path[1:]
        found.extend(
            Finding(f"{into.path}/{name}", "unknown_node") for name in sent if not (is_top and name == "meta")
        )


def _stand(spec: _Spec, into: _Node) -> None:
    """An empty node, with those below it that count."""
    node = _Node(spec, etree.SubElement(into.element, spec.name), f"{into.path}/{spec.name}")
    into.below.append(node)
    for child in spec.children.values():
        if child.stands and not child.repeats:
            _stand(child, node)


def _add(spec: _Spec, source: etree._Element, into: _Node, path: str, found: list[Finding]) -> None:
    """A node as it was sent."""
    entry = spec.entry
    if isinstance(entry, Group):
        node = _Node(spec, etree.SubElement(into.element, spec.name), path)
        into.below.append(node)
        _copy(source, node, found)
        return
    assert entry is not None
    if len(source):
        found.append(Finding(path, "wrong_type", {"expected": entry.type}))
    text = (source.text or "").strip()
    if not text and not spec.stands:
        return
    node = _Node(spec, etree.SubElement(into.element, spec.name), path, text)
    into.below.append(node)
    if text:
        _fill(node, entry, found)


def _fill(node: _Node, entry: Question, found: list[Finding]) -> None:
    """Put the answer into the copy as an expression shall see it; say what is wrong with its type or choice."""
    node.element.text = node.text
    given: tuple[str, ...] = (node.text,)
    if (reader := READERS.get(entry.type)) is not None:
        try:
            value = reader(node.text)
        except ValueError:
            node.readable, node.element.text = False, None
            found.append(Finding(node.path, "wrong_type", {"expected": entry.type}))
            return
        if isinstance(value, dt.datetime):
            node.element.text = repr(instant_number(value.astimezone(INDIA)))
        elif isinstance(value, dt.date):
            node.element.text = str(day_number(value))
        elif isinstance(value, tuple):
            given = value
    if node.spec.choices is not None and not node.spec.choices.issuperset(given):
        found.append(Finding(node.path, "unknown_choice", {"list": entry.choices_list or ""}))


def _weigh(node: _Node, clock: Clock, found: list[Finding]) -> None:
    spec = node.spec
    if not node.text and spec.required is None and not spec.children:
        return
    if spec.relevant is not None and not _holds(spec.relevant, node, clock, found, default=True):
        _blank(node, found)
        return
    for below in node.below:
        _weigh(below, clock, found)
    if not isinstance(spec.entry, Question) or not node.readable:
        return
    if not node.text:
        if spec.required is not None and _holds(spec.required, node, clock, found, default=False):
            found.append(Finding(node.path, "required"))
    elif spec.constraint is not None and not _holds(spec.constraint, node, clock, found, default=True):
        found.append(Finding(node.path, "constraint"))


def _holds(expression: Expression, node: _Node, clock: Clock, found: list[Finding], *, default: bool) -> bool:
    try:
        return expression.holds(node.element, clock)
    except NotEvaluable as problem:
        found.append(Finding(node.path, "not_evaluated", {"problem": str(problem)}))
        return default


def _blank(node: _Node, found: list[Finding]) -> None:
    """What is not relevant counts as empty for every later expression, and should not have been answered."""
    if node.text and isinstance(node.spec.entry, Question) and node.spec.entry.asked:
        found.append(Finding(node.path, "not_relevant"))
    node.element.text = None
    for below in node.below:
        _blank(below, found)
