"""The only way XML from outside is parsed: no DTD, no entities, no network, bounded in size, depth and number of nodes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree

from karmika.kernel.refused import Refused


@dataclass(frozen=True)
class Limits:
    """Bounds of one document: bytes, levels of nesting, and elements with attributes together."""

    size: int = 4_000_000
    depth: int = 40
    nodes: int = 50_000


STANDARD = Limits()
_DOCTYPES = tuple(
    "<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
)


def parse(data: bytes, limits: Limits = STANDARD) -> etree._Element:
    """The root element, without comments and processing instructions. Names keep their namespaces.

    Raises Refused: "intake.hostile_xml" for DTDs and for anything beyond `limits`, "intake.not_xml" for what does not parse.
    """
    if len(data) > limits.size:
        raise Refused("intake.hostile_xml", problem=f"more than {limits.size} bytes")
    if any(mark in data for mark in _DOCTYPES):
        raise Refused("intake.hostile_xml", problem="DTD")
    if (
        data.count(b"<") > 3 * limits.nodes
    ):  # a tree of a million nodes takes a second before it can be measured
        raise Refused("intake.hostile_xml", problem=f"more than {limits.nodes} nodes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise Refused("intake.not_xml") from error
    if root is None:
        raise Refused("intake.not_xml")
    # The marks above are looked for in five encodings; libxml2 knows more.
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("intake.hostile_xml", problem="DTD")
    _measure(root, limits)
    return root


def _measure(root: etree._Element, limits: Limits) -> None:
    if _nodes(root) > limits.nodes:
        raise Refused("intake.hostile_xml", problem=f"more than {limits.nodes} nodes")
    if _reaches(limits.depth + 2)(root):
        raise Refused("intake.hostile_xml", problem=f"more than {limits.depth} levels")


_nodes: Callable[[etree._Element], Any] = etree.XPath("count(//*) + count(//@*)")


@lru_cache(maxsize=8)
def _reaches(level: int) -> Callable[[etree._Element], Any]:
    """Whether a document has a node on this level; its root is on the first."""
    return etree.XPath(f"boolean({'/*' * level})")


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; empty for what is not an element (an unexpanded entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
