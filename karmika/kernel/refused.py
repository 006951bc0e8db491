"""How Karmika says no: one exception with a code that is never reused, and one catalogue of sentences.

Each room brings its sentences (`refusals.py`); they are handed over once at start. A sentence says what
happened and what to do. Facts are never personal: they reach logs, queues and other people's screens.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Fact = str | int | bool | None | list[str]

_catalogue: dict[str, str | Promise] = {}

REFUSALS: Mapping[str, str | Promise] = {
    "kernel.phone": _(
        "This is not a phone number that can be called. Type the ten digits, or + and the country code."
    ),
    "kernel.unknown": _("This could not be done. Try again, or tell your office the code {code}."),
}


class Refused(Exception):
    """Something a person asked for cannot be done. Carries `code` ("room.reason") and `facts` for the sentence."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts: dict[str, Fact] = facts

    def sentence(self) -> str:
        """What happened and what to do, in the language that is active now."""
        return sentence_of(self.code, self.facts)


def sentence_of(code: str, facts: Mapping[str, Fact]) -> str:
    """The sentence of a refusal that was stored as code and facts. An unknown code gets a general sentence."""
    text = str(_catalogue.get(code) or REFUSALS["kernel.unknown"])
    return text.format_map(_Lenient(facts, code=code))


def install(*catalogues: Mapping[str, str | Promise]) -> None:
    """Take over the rooms' sentences; a code that two rooms claim stops the start."""
    for catalogue in (REFUSALS, *catalogues):
        for code, text in catalogue.items():
            held = _catalogue.setdefault(code, text)
            assert held is text, f"two sentences for {code}"


def known_codes() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(_catalogue)


class _Lenient(dict[str, Fact]):
    """Facts of an old entry may lack what today's sentence asks for; a sentence must still be readable."""

    def __init__(self, facts: Mapping[str, Fact], code: str) -> None:
        super().__init__({**facts, "code": code})

    def __missing__(self, key: str) -> str:
        return "?"
