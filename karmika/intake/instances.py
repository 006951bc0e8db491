"""A filled-in form: hostile XML kept out, ids found. Its answers are read in findings.py."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from karmika.intake.definition import FormDefinition, Question
from karmika.intake.masking import mask_source
from karmika.intake.safexml import STANDARD, Limits, local_name, parse
from karmika.intake.values import GeoPoint
from karmika.kernel.refused import Refused

__all__ = [
    "Answers", "GeoPoint", "Instance", "Limits", "expected_files", "leaves", "mask_source", "read_instance",
]  # fmt: skip

_in_namespaces: Callable[[etree._Element], Any] = etree.XPath("//*[namespace-uri()]")

Answers = dict[str, Any]
"""By name: a `Value`, a group's answers (again a dict), or a repeat's rows (a list of dicts). No answer, no key."""


@dataclass(frozen=True)
class Instance:
    """A submission's XML with namespaces taken off its names. Ids are as sent; None where the client sent none."""

    form_id: str
    version: str
    instance_id: str | None
    deprecated_id: str | None
    root: etree._Element


def read_instance(xml: bytes, limits: Limits = STANDARD) -> Instance:
    """Read a submission, with or without namespaces.

    Raises Refused: "intake.hostile_xml", "intake.not_xml" (also for XML that names no form).
    """
    root = parse(xml, limits)
    tag = root.tag if isinstance(root.tag, str) else ""
    namespace = tag[1:].partition("}")[0] if tag.startswith("{") else ""
    attributes = {str(name).rpartition("}")[2]: str(value) for name, value in root.attrib.items()}
    form_id = attributes.get("id") or namespace
    if not form_id:
        raise Refused("intake.not_xml")
    for element in _in_namespaces(root):
        element.tag = local_name(element)
    return Instance(
        form_id=form_id,
        version=attributes.get("version", ""),
        instance_id=_meta(root, "instanceID"),
        deprecated_id=_meta(root, "deprecatedID"),
        root=root,
    )


def _meta(root: etree._Element, name: str) -> str | None:
    found = root.find(f"meta/{name}")
    return ((found.text or "").strip() or None) if found is not None else None


def leaves(node: etree._Element, definition: FormDefinition) -> Iterator[tuple[Question, etree._Element]]:
    """The answered questions below a submission's root, in the order of the document, with the elements that answer them."""
    questions = {q.path: q for q in definition.questions}

    def walk(element: etree._Element, path: str) -> Iterator[tuple[Question, etree._Element]]:
        for child in element:
            below = f"{path}/{local_name(child)}"
            if question := questions.get(below):
                if (child.text or "").strip():
                    yield question, child
            else:
                yield from walk(child, below)

    return walk(node, f"/{definition.root}")


def expected_files(instance: Instance, definition: FormDefinition) -> tuple[str, ...]:
    """The names of the files that the answers speak of (photos, recordings, the audit log), in order, without repeats."""
    named = [
        element.text or ""
        for question, element in leaves(instance.root, definition)
        if question.type == "binary"
    ]
    audit = instance.root.find("meta/audit")
    if audit is not None and audit.text:
        named.append(audit.text)
    return tuple(dict.fromkeys(name.strip() for name in named if name.strip()))
