"""A filled-in form laid out along its definition, in one walk: what was sent where, typed, and what is odd about it.

The walk gives the answers for interpreters and the tree of nodes that the form's expressions are weighed on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from lxml import etree

from karmika.intake.definition import Group, Question
from karmika.intake.evaluate import Expression
from karmika.intake.functions import day_number, instant_number
from karmika.intake.instances import Answers
from karmika.intake.safexml import local_name
from karmika.intake.values import INDIA, READERS, Value, read_text


class Finding(msgspec.Struct, frozen=True):
    """One oddity. `path` counts repeats ("/data/member[2]/age"); `facts` never hold an answer.

    Codes: unknown_node, repeated_node, wrong_type, unknown_choice, not_relevant, required, constraint, not_evaluated.
    """

    path: str
    code: str
    facts: dict[str, str] = {}


@dataclass(slots=True, eq=False)
class Spec:
    """A node of the form's tree with its compiled expressions.

    `stands` says whether a node of it is there even when it was not sent: it is required, or an expression names it.
    """

    name: str
    entry: Question | Group | None = None
    parent: Spec | None = None
    children: dict[str, Spec] = field(default_factory=dict)
    relevant: Expression | None = None
    required: Expression | None = None
    constraint: Expression | None = None
    choices: frozenset[str] | None = None
    plain_choices: frozenset[str] = frozenset()
    """Those that are kept as they were sent."""
    reader: Callable[[str], Value] | None = None
    kind: str = ""
    list_name: str = ""
    repeats: bool = False
    asked: bool = False
    is_leaf: bool = False
    stands: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.entry, Question):
            self.reader, self.asked, self.is_leaf = READERS.get(self.entry.type), self.entry.asked, True
            self.kind, self.list_name = self.entry.type, self.entry.choices_list or ""
        elif self.entry is not None:
            self.repeats = self.entry.repeats
        if self.choices is not None and self.reader is None:
            self.plain_choices = frozenset(code for code in self.choices if read_text(code) == code)

    def expressions(self) -> tuple[Expression, ...]:
        """Those that it has."""
        return tuple(one for one in (self.relevant, self.required, self.constraint) if one is not None)

    def settle(self, named: frozenset[str]) -> bool:
        """Decide `stands` from the leaves up."""
        below = [spec.settle(named) for spec in self.children.values()]
        self.stands = any(below) or self.required is not None or self.name in named or "*" in named
        return self.stands


class Node:
    """A node of one filled-in form: its text as sent, and as expressions see it; what is below it, and stands once."""

    __slots__ = ("below", "element", "named", "number", "odd", "parent", "readable", "seen", "spec", "text")

    def __init__(self, spec: Spec, parent: Node | None, text: str = "", number: int = 0) -> None:
        self.spec, self.parent, self.text, self.number = spec, parent, text, number
        self.seen, self.readable = text, True
        self.element: etree._Element | None = None
        self.odd: list[Finding] | None = None
        if not spec.is_leaf:
            self.below: list[Node] = []
            self.named: dict[str, Node] = {}

    def note(self, code: str, **facts: str) -> None:
        """Something about it is odd."""
        self.odd = [*(self.odd or ()), Finding(self.path, code, facts)]

    @property
    def path(self) -> str:
        """Where it stands, with repeats counted."""
        above = "" if self.parent is None else self.parent.path
        return f"{above}/{self.spec.name}[{self.number}]" if self.number else f"{above}/{self.spec.name}"

    def copied(self) -> etree._Element:
        """The typed copy that libxml2 works on, made of this node and all below it."""
        root = etree.Element(self.spec.name)
        self._copy(root)
        return root

    def _copy(self, element: etree._Element) -> None:
        self.element, element.text = element, self.seen or None
        for node in () if self.spec.is_leaf else self.below:
            node._copy(etree.SubElement(element, node.spec.name))


class Sheet:
    """One filled-in form after the walk: the tree, the typed answers, what the walk found odd.

    `wrong` is the first question, in the order sent, whose answer is not of its type.
    """

    def __init__(self, root: etree._Element, spec: Spec) -> None:
        self.wrong: Question | None = None
        self.top = Node(spec, None)
        self.answers: Answers = self._group(root, self.top)
        self.found: list[Finding] = self.top.odd or []

    def _group(self, source: etree._Element, into: Node) -> Answers:
        """Lay out one group. Answers come in the order sent, oddities in the order of the form."""
        answers: Answers = {}
        sent: dict[str, list[Node]] = {}
        unknown: dict[str, None] = {}
        children = into.spec.children
        for child in source:
            tag = child.tag
            spec = children.get(tag if type(tag) is str and tag[0] != "{" else local_name(child))
            if spec is None:
                unknown[local_name(child)] = None
                continue
            name = spec.name
            nodes = sent.get(name)
            if nodes is None:
                nodes = sent[name] = []
            if spec.is_leaf:
                text = child.text
                node = Node(spec, into, text.strip() if text else "")
                self._leaf(child, node, answers)
            else:
                node = Node(spec, into, number=len(nodes) + 1 if spec.repeats else 0)
                inner = self._group(child, node)
                if spec.repeats:
                    answers.setdefault(name, []).append(inner)
                elif inner:
                    answers[name] = inner
            nodes.append(node)
        into.odd = _in_order(into, sent)
        if unknown:
            is_top = into.parent is None
            for name in unknown:
                if not (is_top and name == "meta"):
                    into.odd.append(Finding(f"{into.path}/{name}", "unknown_node"))
        return answers

    def _leaf(self, source: etree._Element, node: Node, answers: Answers) -> None:
        """Type the answer and let expressions see it as they shall; say what is wrong with its type or choice."""
        spec, text = node.spec, node.text
        if len(source):
            node.note("wrong_type", expected=spec.kind)
        if not text:
            return
        if spec.reader is None:
            if text in spec.plain_choices:
                answers[spec.name] = text
                return
            answers[spec.name] = read_text(text)
            if spec.choices is not None and text not in spec.choices:
                node.note("unknown_choice", list=spec.list_name)
            return
        try:
            value = spec.reader(text)
        except ValueError:
            node.readable, node.seen = False, ""
            assert isinstance(spec.entry, Question)
            self.wrong = self.wrong or spec.entry
            node.note("wrong_type", expected=spec.kind)
            return
        answers[spec.name] = value
        if isinstance(value, dt.datetime):
            node.seen = repr(instant_number(value.astimezone(INDIA)))
        elif isinstance(value, dt.date):
            node.seen = str(day_number(value))
        if spec.choices is not None:
            given = value if isinstance(value, tuple) else (text,)
            if not spec.choices.issuperset(given):
                node.note("unknown_choice", list=spec.list_name)


def _in_order(into: Node, sent: dict[str, list[Node]]) -> list[Finding]:
    """Put what was sent into the tree in the form's order: what was not sent and counts is there, empty."""
    odd: list[Finding] = []
    below, named = into.below, into.named
    for name, spec in into.spec.children.items():
        nodes = sent.get(name)
        if nodes is None:
            if spec.stands and not spec.repeats:
                _stand(spec, into)
            continue
        if not spec.repeats:
            if len(nodes) > 1:
                odd.append(Finding(f"{into.path}/{name}", "repeated_node"))
                del nodes[1:]
            named[name] = nodes[0]
        for node in nodes:
            if node.odd:
                odd += node.odd
            if node.text or spec.stands or not spec.is_leaf:
                below.append(node)
    return odd


def _stand(spec: Spec, into: Node) -> None:
    """An empty node, with those below it that count."""
    node = Node(spec, into)
    into.below.append(node)
    into.named[spec.name] = node
    for child in spec.children.values():
        if child.stands and not child.repeats:
            _stand(child, node)
