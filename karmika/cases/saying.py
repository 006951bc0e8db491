"""Sentences about wages: what is said (a code and facts), apart from how, in three languages (wages/shared/sentences.yaml).

Pure: no Django. A fact whose name ends in `_paise` is written as rupees, a day as day-month-year, a Text in the language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from karmika.cases.reading import HOUSE, Code, Part, Text, read
from karmika.kernel.numbers import indian, rupees

FILE = HOUSE / "wages" / "shared" / "sentences.yaml"

Fact = int | str | date | Text


class Sentences(Part, frozen=True):
    """The file: a sentence for each code, with the names of its facts in braces."""

    sentences: dict[Code, Text]


@dataclass(frozen=True, slots=True)
class Said:
    """Something to say about wages: which sentence, with which facts."""

    code: str
    facts: tuple[tuple[str, Fact], ...] = ()

    @classmethod
    def of(cls, code: str, **facts: Fact) -> Said:
        """A sentence with its facts by name."""
        return cls(code, tuple(sorted(facts.items(), key=lambda fact: fact[0])))

    def fact(self, name: str) -> Fact:
        """One fact. Raises KeyError."""
        return dict(self.facts)[name]


@cache
def sentences() -> dict[str, Text]:
    """All sentences by code. Raises Unreadable."""
    return dict(read(FILE, Sentences).value.sentences)


def in_words(said: Said, language: str) -> str:
    """A sentence in a language ("en", "hi", "te"). Raises KeyError for one that is not in the file, or that lacks a fact."""
    shown = {name: _shown(name, fact, language) for name, fact in said.facts}
    return sentences()[said.code].in_language(language).format_map(shown)


def facts_of(code: str) -> set[str]:
    """The names of the facts that a sentence asks for."""
    return set(re.findall(r"\{(\w+)\}", sentences()[code].en))


def _shown(name: str, fact: Fact, language: str) -> str:
    if isinstance(fact, Text):
        return fact.in_language(language)
    if isinstance(fact, date):
        return f"{fact:%d-%m-%Y}"
    if isinstance(fact, int):
        return rupees(fact) if name.endswith("_paise") else indian(fact)
    return fact
