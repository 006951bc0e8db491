"""A submission's answers as people read and correct them: labels beside answers, and the XML of a corrected version.

Pure: XML and a form's definition in, values and XML out.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from lxml import etree

from karmika.intake.definition import FormDefinition, Group, Question, label_of
from karmika.intake.safexml import local_name, parse

NEVER_EDITED = frozenset({"binary", "trigger", "note"})

NamesOf = Callable[[Collection[str]], Mapping[str, str]]

_STEP = re.compile(r"^([^\[\]]+)(?:\[(\d{1,4})\])?$")


@dataclass(frozen=True)
class Shown:
    """A question with its answer, or (with `heading`) a group or one turn of a repeat. `key` finds its place in the XML."""

    key: str
    label: str
    text: str = ""
    """The answer in words."""
    value: str = ""
    """The answer as it stands in the XML."""
    heading: bool = False
    kind: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    several: bool = False
    editable: bool = False


def shown(
    root: etree._Element,
    definition: FormDefinition,
    language: str,
    *,
    names: Mapping[str, NamesOf] | None = None,
) -> list[Shown]:
    """Everything the form asks of people, in its order, with what was answered; every turn of a repeat under its own
    heading. What only the program needs (ids, times, notes) is left out. `names` gives words for codes of lists that
    are not part of the form, by list: each is asked once for all codes of the answers that the form does not know."""
    lines: list[Shown] = []
    answered = _codes(root, definition, names or {})
    words = {
        name: known(unknown)
        for name, known in (names or {}).items()
        if (unknown := answered.get(name, set()) - definition.choices.get(name, {}).keys())
    }
    reader = _Reader(definition, language, words)
    _show(root, f"/{definition.root}", f"/{definition.root}", reader, lines)
    return lines


def _codes(root: etree._Element, definition: FormDefinition, lists: Collection[str]) -> dict[str, set[str]]:
    """By list, everything that was answered to questions with one of these lists."""
    lists_of: dict[str, set[str]] = {}
    for one in definition.questions:
        if one.choices_list in lists:
            lists_of.setdefault(one.name, set()).add(str(one.choices_list))
    codes: dict[str, set[str]] = {}
    for element in root.iter(etree.Element):
        text = (element.text or "").strip()
        for name in lists_of.get(local_name(element), ()) if text else ():
            codes.setdefault(name, set()).update(text.split(), [text])
    return codes


class _Reader:
    """The definition by path, labels in one language, and words for codes by list."""

    def __init__(
        self, definition: FormDefinition, language: str, names: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.definition = definition
        self.language = language
        self.names = names
        self.below: dict[str, list[Question | Group]] = {}
        entries: dict[str, Question | Group] = {group.path: group for group in definition.groups}
        entries |= {question.path: question for question in definition.questions}
        for entry in sorted(entries.values(), key=lambda e: self._position(e)):
            self.below.setdefault(entry.path.rpartition("/")[0], []).append(entry)

    def _position(self, entry: Question | Group) -> int:
        """A group stands where its first question stands."""
        for number, question in enumerate(self.definition.questions):
            if question.path == entry.path or question.path.startswith(entry.path + "/"):
                return number
        return len(self.definition.questions)

    def label(self, labels: Mapping[str, str], name: str) -> str:
        return label_of(dict(labels), self.language, self.definition.default_language) or name

    def choices(self, question: Question) -> tuple[tuple[str, str], ...]:
        found = self.definition.choices.get(question.choices_list or "", {})
        return tuple((value, self.label(labels, value)) for value, labels in found.items())


def _show(element: etree._Element | None, path: str, key: str, reader: _Reader, lines: list[Shown]) -> None:
    for entry in reader.below.get(path, []):
        found = [] if element is None else [child for child in element if local_name(child) == entry.name]
        below = f"{key}/{entry.name}"
        if isinstance(entry, Question):
            if entry.labels and entry.type not in ("note", "trigger"):
                lines.append(_line(entry, (found[0].text or "").strip() if found else "", below, reader))
            continue
        label = reader.label(entry.labels, entry.name)
        if not entry.repeats:
            lines.append(Shown(key=below, label=label, heading=True))
            _show(found[0] if found else None, entry.path, below, reader, lines)
            continue
        for number, turn in enumerate(found, start=1):
            lines.append(Shown(key=f"{below}[{number}]", label=f"{label} {number}", heading=True))
            _show(turn, entry.path, f"{below}[{number}]", reader, lines)


def _line(question: Question, value: str, key: str, reader: _Reader) -> Shown:
    choices = reader.choices(question)
    several = question.type in ("select_multiple", "rank")
    words = dict(choices)
    names = reader.names.get(question.choices_list or "", {})
    parts = value.split() if several else [value]
    return Shown(
        key=key,
        label=reader.label(question.labels, question.name),
        text=", ".join(
            words.get(part, part) if names.get(part, part) == part else names[part] for part in parts if part
        ),
        value=value,
        kind=question.type,
        choices=choices,
        several=several,
        editable=bool(question.labels) and question.asked and question.type not in NEVER_EDITED,
    )


def corrected(
    xml: bytes, changes: Mapping[str, str], *, form_version: str, instance_id: str, deprecated_id: str
) -> bytes:
    """A new version of a submission: answers at the given keys replaced, ids of an edit put into its meta block."""
    root = parse(xml)
    for key, value in changes.items():
        _node(root, key).text = value or None
    _replace_attribute(root, "version", form_version)
    meta = next((child for child in root if local_name(child) == "meta"), None)
    if meta is None:
        meta = etree.SubElement(root, _sibling_name(root, "meta"))
    for name, text in (("instanceID", instance_id), ("deprecatedID", deprecated_id)):
        found = next((child for child in meta if local_name(child) == name), None)
        if found is None:
            found = etree.SubElement(meta, _sibling_name(meta, name))
        found.text = text
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _node(root: etree._Element, key: str) -> etree._Element:
    """The element at a key such as "/data/member[2]/age"; leaves that the phone did not send are made."""
    steps = key.strip("/").split("/")
    element = root
    for step in steps[1:]:
        match = _STEP.match(step)
        assert match is not None, "keys come from `shown`"
        name, number = match.group(1), int(match.group(2) or 1)
        found = [child for child in element if local_name(child) == name]
        if len(found) >= number:
            element = found[number - 1]
        else:
            element = etree.SubElement(element, _sibling_name(element, name))
    return element


def _sibling_name(parent: etree._Element, name: str) -> str:
    namespace = etree.QName(parent).namespace
    return f"{{{namespace}}}{name}" if namespace else name


def _replace_attribute(root: etree._Element, name: str, value: str) -> None:
    key = next((str(k) for k in root.attrib if str(k).rpartition("}")[2] == name), name)
    root.set(key, value)
