"""What the files of schemes/ name, as people read it: schemes, papers, offices, questions. In the active language."""

from datetime import date

from django.utils.translation import get_language

from karmika.entitlements.facts import Texts
from karmika.entitlements.loading import installed
from karmika.entitlements.schemes import Scheme, Status
from karmika.kernel.refused import Refused


def said(texts: Texts, language: str = "") -> str:
    """The text in a language (the active one unless given); English where there is none."""
    code = (language or get_language() or "en")[:2]
    return texts.get(code) or texts.get("en", "")


def schemes() -> dict[str, Scheme]:
    """Every scheme by its id."""
    return {scheme.id: scheme for scheme in installed().schemes}


def known_scheme(code: str) -> Scheme:
    """The scheme with this id. Raises Refused("entitlements.unknown_scheme")."""
    found = schemes().get(code)
    if found is None:
        raise Refused("entitlements.unknown_scheme")
    return found


def open_scheme(code: str, on: date) -> Scheme:
    """A scheme that is not closed on that day. Raises Refused: entitlements.unknown_scheme, entitlements.scheme_closed."""
    found = known_scheme(code)
    status, _until = found.status_on(on)
    if status in (Status.CLOSED, Status.NOT_YET):
        raise Refused("entitlements.scheme_closed", scheme=scheme_name(code))
    return found


def scheme_name(code: str, language: str = "") -> str:
    """The name of a scheme; its id where it is no longer in the files."""
    found = schemes().get(code)
    return said(found.name, language) if found is not None else code


def known_document(code: str) -> None:
    """Raises Refused("entitlements.unknown_document_kind")."""
    if code not in installed().documents:
        raise Refused("entitlements.unknown_document_kind")


def document_name(code: str, language: str = "") -> str:
    """The name of a kind of paper; its code where it is no longer in the files."""
    found = installed().documents.get(code)
    return said(found, language) if found is not None else code


def office_name(code: str, language: str = "") -> str:
    """Where to go; the code where it is no longer in the files."""
    found = installed().offices.get(code)
    return said(found, language) if found is not None else code
