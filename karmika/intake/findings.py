"""What is odd about a filled-in form. Findings never refuse a phone; a person or an interpreter weighs them.

In this order for each answer: unknown node, type, choice, answered though not asked, required, constraint. Choices from
lists that reach the phone as files are left to the room that made the file; choice filters are not followed.
"""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable

from karmika.intake.closures import Unsure
from karmika.intake.definition import FormDefinition, Group, Question
from karmika.intake.evaluate import Clock, Expression, NotEvaluable
from karmika.intake.functions import Library
from karmika.intake.instances import Answers, Instance
from karmika.intake.sheet import Finding, Node, Sheet, Spec
from karmika.intake.values import INDIA
from karmika.kernel.dates import now
from karmika.kernel.refused import Refused

__all__ = ["Finding", "Read", "answers", "findings", "read_form"]

Holds = Callable[[Expression, Node, Clock], bool]


class Read:
    """What one walk over a filled-in form gives."""

    def __init__(self, findings: list[Finding], sheet: Sheet) -> None:
        self.findings, self._sheet = findings, sheet

    def answers(self) -> Answers:
        """The typed answers, nested by group names, repeats as lists of rows; what the form does not know is left out.

        Raises Refused("intake.wrong_type") for the first answer that is not of its question's type: half-read answers
        never reach an interpreter.
        """
        if (wrong := self._sheet.wrong) is not None:
            raise Refused("intake.wrong_type", question=wrong.name, expected=wrong.type)
        return self._sheet.answers


def read_form(instance: Instance, definition: FormDefinition) -> Read:
    """All findings of a submission, group by group, and its answers. Takes well under a millisecond for the survey."""
    return _checker(definition).read(instance)


def findings(instance: Instance, definition: FormDefinition) -> list[Finding]:
    """The findings alone."""
    return read_form(instance, definition).findings


def answers(instance: Instance, definition: FormDefinition) -> Answers:
    """The answers alone, unweighed. Raises Refused("intake.wrong_type")."""
    return Read([], _checker(definition).lay_out(instance)).answers()


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


class Checker:
    """A form version made ready for checking many submissions. Thread-safe.

    Where all its expressions are plain, libxml2 is asked only about answers that it may read otherwise.
    """

    def __init__(self, definition: FormDefinition) -> None:
        self._library = Library()
        self._dated = frozenset(q.name for q in definition.questions if q.type in ("date", "dateTime"))
        self._repeats = [group.path for group in definition.groups if group.repeats]
        self._clock_paths = [
            q.path for kind in ("end", "start", "today") for q in definition.questions if q.preload == kind
        ]
        self._root = Spec(definition.root)
        specs = {f"/{definition.root}": self._root}
        entries: list[Question | Group] = [*definition.groups, *definition.questions]
        for entry in sorted(entries, key=lambda e: e.path.count("/")):
            above = specs[entry.path.rpartition("/")[0]]
            specs[entry.path] = above.children[entry.name] = self._spec(entry, definition, above)
        named = [one.names for spec in specs.values() for one in spec.expressions()]
        clocked = [path.rpartition("/")[2] for path in self._clock_paths]
        self._root.settle(frozenset(clocked).union(*named))
        settled = [one.settle(spec) for spec in specs.values() for one in spec.expressions()]
        self.is_plain = all(settled)

    def _spec(self, entry: Question | Group, definition: FormDefinition, above: Spec) -> Spec:
        relevant = self._expression(entry, entry.relevant_expr)
        if not isinstance(entry, Question):
            return Spec(entry.name, entry, above, relevant=relevant)
        known = definition.choices.get(entry.choices_list or "")
        return Spec(
            entry.name,
            entry,
            above,
            relevant=relevant,
            required=self._expression(entry, entry.required_expr),
            constraint=self._expression(entry, entry.constraint_expr),
            choices=None if known is None else frozenset(known),
        )

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

    def lay_out(self, instance: Instance) -> Sheet:
        """The submission along the form, before anything is weighed."""
        return Sheet(instance.root, self._root)

    def read(self, instance: Instance, *, plainly: bool = True) -> Read:
        """All findings of one submission, and its answers. `plainly`: without libxml2 where that is certain."""
        if plainly and self.is_plain:
            try:
                return self._weighed(instance, _quickly)
            except Unsure:
                pass
        return self._weighed(instance, _by_libxml2)

    def _weighed(self, instance: Instance, holds: Holds) -> Read:
        sheet = self.lay_out(instance)
        if holds is _by_libxml2:
            sheet.top.copied()
        weighing = _Weighing(self._clock(sheet.top), holds, sheet.found)
        for node in sheet.top.below:
            weighing.weigh(node)
        return Read(sheet.found, sheet)

    def _clock(self, top: Node) -> Clock:
        """The moment the form was filled in, as the form itself says; today for forms that do not say."""
        for path in self._clock_paths:
            node: Node | None = top
            for name in path.split("/")[2:]:
                node = node and node.named.get(name)
            if node is not None and node.seen:
                return Clock(dt.datetime(1970, 1, 1, tzinfo=INDIA) + dt.timedelta(days=float(node.seen)))
        return Clock(now().astimezone(INDIA))


def _quickly(expression: Expression, node: Node, clock: Clock) -> bool:
    return expression.holds_quickly(node, clock)


def _by_libxml2(expression: Expression, node: Node, clock: Clock) -> bool:
    assert node.element is not None
    return expression.holds(node.element, clock)


class _Weighing:
    """One submission against the form's expressions, in the order of the form."""

    def __init__(self, clock: Clock, holds: Holds, found: list[Finding]) -> None:
        self._clock, self._evaluate, self.found = clock, holds, found

    def weigh(self, node: Node) -> None:
        """A node and those below it."""
        spec = node.spec
        if spec.is_leaf and not node.text and spec.required is None:
            return
        if spec.relevant is not None and not self._holds(spec.relevant, node, default=True):
            self._blank(node)
            return
        if not spec.is_leaf:
            for below in node.below:
                self.weigh(below)
            return
        if not node.readable:
            return
        if not node.text:
            if spec.required is not None and self._holds(spec.required, node, default=False):
                self.found.append(Finding(node.path, "required"))
        elif spec.constraint is not None and not self._holds(spec.constraint, node, default=True):
            self.found.append(Finding(node.path, "constraint"))

    def _holds(self, expression: Expression, node: Node, *, default: bool) -> bool:
        try:
            return self._evaluate(expression, node, self._clock)
        except NotEvaluable as problem:
            self.found.append(Finding(node.path, "not_evaluated", {"problem": str(problem)}))
            return default

    def _blank(self, node: Node) -> None:
        """What is not relevant counts as empty for every later expression, and should not have been answered."""
        if node.text and node.spec.asked:
            self.found.append(Finding(node.path, "not_relevant"))
        node.seen = ""
        if node.element is not None:
            node.element.text = None
        if not node.spec.is_leaf:
            for below in node.below:
                self._blank(below)
