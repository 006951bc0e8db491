"""An XForm (what pyxform writes and phones download) read into a definition, every expression in it checked."""

import hashlib
import re
from collections.abc import Iterator

from lxml import etree

from karmika.intake import xpath
from karmika.intake.definition import FormDefinition, Group, Labels, Question
from karmika.intake.safexml import Limits, local_name, parse
from karmika.kernel.refused import Refused

_FORM_LIMITS = Limits(size=20_000_000, depth=100, nodes=500_000)
_CONTROLS = frozenset(("input", "select", "select1", "upload", "rank", "trigger", "range", "secret"))
_TYPES = {
    "integer": "int",
    "select1": "select_one",
    "select": "select_multiple",
    "rank": "rank",
    "": "string",
}
_ITEXT = re.compile(r"\s*jr:itext\(\s*'([^']*)'\s*\)\s*")
_LIST = re.compile(r"\s*(?:randomize\()?\s*instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
_EXPRESSIONS = ("relevant", "constraint", "required", "readonly", "calculate")


def read_xform(xml: bytes) -> FormDefinition:
    """The definition of an XForm.

    Raises Refused: "intake.form_unreadable" (no form in it), "intake.form_expression" (with the question's name).
    """
    try:
        reader = _Reader(parse(xml, _FORM_LIMITS))
    except Refused as refusal:
        raise Refused("intake.form_unreadable", problem=str(refusal.facts.get("problem", "XML"))) from refusal
    reader.check_expressions()
    return reader.definition(hashlib.sha256(xml).hexdigest())


class _Texts:
    """The form's labels and messages, in its languages."""

    def __init__(self, model: etree._Element) -> None:
        self.itext: dict[str, Labels] = {}
        self.media: set[str] = set()
        self.languages: list[str] = []
        self.default_language = ""
        self._read(model)

    def _read(self, model: etree._Element) -> None:
        for translation in _children(_child(model, "itext"), "translation"):
            language = language_code(_attribute(translation, "lang"))
            self.languages.append(language)
            if _attribute(translation, "default"):
                self.default_language = language
            for text in translation:
                labels = self.itext.setdefault(_attribute(text, "id"), {})
                for value in text:
                    if _attribute(value, "form"):
                        self.media.add(_file_of(_text(value)))
                    elif (label := _text(value)) not in ("", "-"):
                        labels[language] = label
        if self.languages and not self.default_language:
            self.default_language = self.languages[0]

    def labels(self, element: etree._Element | None) -> Labels:
        """The labels of a label element, in every language that has one."""
        if element is None:
            return {}
        if match := _ITEXT.fullmatch(_attribute(element, "ref")):
            return self.itext.get(match[1], {})
        text = _text(element)
        return {self.default_language: text} if text else {}

    def message(self, bind: etree._Element | None) -> Labels:
        """What the phone says when a constraint fails."""
        text = _attribute(bind, "constraintMsg") if bind is not None else ""
        if match := _ITEXT.fullmatch(text):
            return self.itext.get(match[1], {})
        return {self.default_language: text} if text else {}


class _Reader:
    """Reads one XForm; names are looked up without namespaces."""

    def __init__(self, form: etree._Element) -> None:
        head, body = _child(form, "head"), _child(form, "body")
        model = _child(head, "model")
        instances = _children(model, "instance")
        if body is None or model is None or not instances or not len(instances[0]):
            raise Refused("intake.form_unreadable", problem="no model, instance or body")
        self.title = _text(_child(head, "title"))
        self.model, self.body, self.primary = model, body, instances[0][0]
        self.secondary = {_attribute(one, "id"): one for one in instances[1:]}
        self.binds = {_attribute(bind, "nodeset"): bind for bind in _children(model, "bind")}
        self.texts = _Texts(model)
        self.controls: dict[str, etree._Element] = {}
        self.labels: dict[str, Labels] = {}
        self.repeats: set[str] = set()
        self._read_body(body, self._root_path, {})

    @property
    def _root_path(self) -> str:
        return f"/{local_name(self.primary)}"

    # body

    def _read_body(self, element: etree._Element, base: str, around: Labels) -> None:
        for child in element:
            name = local_name(child)
            ref = _attribute(child, "ref") or _attribute(child, "nodeset")
            path = ref if ref.startswith("/") else f"{base}/{ref}" if ref else base
            if name == "group":
                labels = self.texts.labels(_child(child, "label"))
                if ref:
                    self.labels[path] = labels
                self._read_body(child, path, labels)
            elif name == "repeat":
                self.repeats.add(path)
                self.labels.setdefault(path, around)
                self._read_body(child, path, {})
            elif name in _CONTROLS:
                self.controls[path] = child
                self.labels[path] = self.texts.labels(_child(child, "label"))

    # tree

    def definition(self, fingerprint: str) -> FormDefinition:
        """Put together what was read."""
        lists, external = self._choices()
        questions: list[Question] = []
        groups: list[Group] = []
        for path, element, repeat in self._tree(self.primary, self._root_path, None):
            bind = self.binds.get(path)
            if len(element) or path in self.repeats:
                relevant = _expression(bind, "relevant")
                groups.append(
                    Group(
                        path=path, name=local_name(element), labels=self.labels.get(path, {}),
                        relevant_expr=relevant, repeats=path in self.repeats,
                    )
                )  # fmt: skip
            else:
                questions.append(self._question(path, bind, repeat, lists))
        if not any(question.asked for question in questions):
            raise Refused("intake.form_unreadable", problem="it asks nothing")
        form_id = _attribute(self.primary, "id") or etree.QName(self.primary).namespace or ""
        if not form_id:
            raise Refused("intake.form_unreadable", problem="no form_id")
        files = {_file_of(_attribute(one, "src")) for one in self.secondary.values()} | self.texts.media
        return FormDefinition(
            form_id=form_id, version=_attribute(self.primary, "version"), title=self.title or form_id,
            root=local_name(self.primary), questions=tuple(questions), groups=tuple(groups), choices=lists,
            external_lists=tuple(sorted(external)), attachments=tuple(sorted(files - {""})),
            languages=tuple(self.texts.languages), default_language=self.texts.default_language, fingerprint=fingerprint,
        )  # fmt: skip

    def _tree(
        self, element: etree._Element, path: str, repeat: str | None
    ) -> Iterator[tuple[str, etree._Element, str | None]]:
        seen: set[str] = set()
        for child in element:
            name = local_name(child)
            below = f"{path}/{name}"
            # pyxform writes a repeat twice: the template, then the first row.
            if name in seen or (name == "meta" and path == self._root_path):
                continue
            seen.add(name)
            yield below, child, repeat
            yield from self._tree(child, below, below if below in self.repeats else repeat)

    def _question(
        self, path: str, bind: etree._Element | None, repeat: str | None, lists: dict[str, dict[str, Labels]]
    ) -> Question:
        control = self.controls.get(path)
        tag = "" if control is None else local_name(control)
        declared = "" if bind is None else _attribute(bind, "type").rpartition(":")[2]
        kind = _TYPES.get(declared, declared)
        calculate, preload = (
            _expression(bind, "calculate"),
            "" if bind is None else _attribute(bind, "preload"),
        )
        if tag in ("select", "select1", "rank"):
            kind = _TYPES[tag]
        elif tag == "trigger":
            kind = "trigger"
        elif (
            tag == "input"
            and kind == "string"
            and _expression(bind, "readonly") == "true()"
            and not calculate
        ):
            kind = "note"
        if preload in ("timestamp", "date") and bind is not None:
            preload = _attribute(bind, "preloadParams")
        return Question(
            path=path, name=path.rpartition("/")[2], type=kind, labels=self.labels.get(path, {}),
            choices_list=self._list_of(path, control, lists), required_expr=_expression(bind, "required"),
            constraint_expr=_expression(bind, "constraint"), relevant_expr=_expression(bind, "relevant"),
            calculate_expr=calculate, constraint_messages=self.texts.message(bind), preload=preload or None,
            asked=control is not None, repeat=repeat,
        )  # fmt: skip

    # choices

    def _choices(self) -> tuple[dict[str, dict[str, Labels]], set[str]]:
        lists: dict[str, dict[str, Labels]] = {}
        external: set[str] = set()
        for name, instance in self.secondary.items():
            if _attribute(instance, "src"):
                external.add(name)
                continue
            lists[name] = {}
            for item in instance.iter():
                if local_name(item) == "item" and (value := _text(_child(item, "name"))):
                    key = _text(_child(item, "itextId"))
                    label = _text(_child(item, "label"))
                    lists[name][value] = (
                        self.texts.itext.get(key, {}) if key else {self.texts.default_language: label}
                    )
        return lists, external

    def _list_of(
        self, path: str, control: etree._Element | None, lists: dict[str, dict[str, Labels]]
    ) -> str | None:
        """The name of a select's list; a list written into the question itself is named by the question's path."""
        if control is None or local_name(control) not in ("select", "select1", "rank"):
            return None
        itemset = _child(control, "itemset")
        if itemset is not None:
            match = _LIST.match(_attribute(itemset, "nodeset"))
            return match[1] if match else None
        items = _children(control, "item")
        lists[path] = {
            _text(_child(item, "value")): self.texts.labels(_child(item, "label")) for item in items
        }
        return path

    # expressions

    def check_expressions(self) -> None:
        """Raises Refused("intake.form_expression") for the first expression that a phone could not evaluate."""
        for path, bind in self.binds.items():
            for name in _EXPRESSIONS:
                _check(path, _expression(bind, name))
        for element in (*self.model.iter(), *self.body.iter()):
            name = local_name(element)
            if name in ("setvalue", "output"):
                _check(_attribute(element, "ref"), _attribute(element, "value") or None)
            elif name == "itemset":
                control = element.getparent()
                _check(
                    _attribute(control, "ref") if control is not None else "", _attribute(element, "nodeset")
                )
            elif name == "repeat":
                _check(_attribute(element, "nodeset"), _attribute(element, "count") or None)


def _check(path: str, expression: str | None) -> None:
    if expression is None:
        return
    try:
        xpath.check(expression)
    except xpath.ExpressionError as error:
        name = path.rpartition("/")[2] or "label"
        shown = " ".join(expression.split())[:200]
        raise Refused(
            "intake.form_expression", question=name, expression=shown, problem=str(error)
        ) from error


def language_code(name: str) -> str:
    """ "te" of "Telugu (te)"; the name itself where it has no code, "" for pyxform's "default"."""
    match = re.search(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$", name)
    return match[1] if match else "" if name == "default" else name


def _file_of(address: str) -> str:
    return address.strip().rpartition("/")[2] if address.strip().startswith("jr://") else ""


def _expression(bind: etree._Element | None, name: str) -> str | None:
    text = _attribute(bind, name).strip() if bind is not None else ""
    return None if text in ("", "false()") and name != "relevant" else text or None


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute whatever its namespace."""
    if (value := element.get(name)) is not None:
        return value
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), "")


def _children(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if element is None else [child for child in element if local_name(child) == name]


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return next(iter(_children(element, name)), None)


def _text(element: etree._Element | None) -> str:
    """An element's text; a value that the phone would fill in shows as an ellipsis."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += ["…", child.tail or ""]
    return " ".join("".join(parts).split())
