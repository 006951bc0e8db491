"""An answer of the rules in sentences that can be said to a worker, in one language. Nothing is called certain.

The words are those of schemes/words.yaml, so that a phone without network says the same.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from django.utils.translation import get_language

from karmika.entitlements.explanation import explained
from karmika.entitlements.facts import FactDefinition
from karmika.entitlements.kinds import document_name, known_scheme, said
from karmika.entitlements.loading import LANGUAGES, installed
from karmika.entitlements.schemes import Answer, Because, Outcome, Status, unless_held
from karmika.kernel.numbers import indian

_DECIDED = {
    Because.CLOSED: "closed",
    Because.NOT_YET: "not_yet",
    Because.ALREADY: "already",
    Because.EVENT: "event",
    Because.LATE: "late",
    Because.STATUS: "status",
}
_ORDER = (
    "eligible",
    "unless_held",
    "within_reach",
    "unknown",
    "windowed",
    "late",
    "event",
    "status",
    "already",
)
"""What helps most comes first; what is not in it is of no use to her today."""
_DEFINITE = ("eligible", "unless_held", "windowed", "within_reach", "already")
TAGS: Mapping[str, str] = {
    "eligible": "good",
    "unless_held": "good",
    "windowed": "good",
    "within_reach": "warn",
    "late": "warn",
}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper that a scheme asks for, and whether it was seen in her hands."""

    kind: str
    name: str
    there: bool


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is said about one scheme. `how`: a key of `outcomes` in schemes/words.yaml."""

    scheme: str
    name: str
    how: str
    sentence: str
    benefit: str
    why: Sequence[str]
    missing: Sequence[str]
    """What would have to be asked."""
    papers: Sequence[Paper]
    offices: Sequence[str]
    checks: Sequence[str]
    """What an office looks at, and no software decides."""
    days: Sequence[str]
    tip: str
    verified: str

    @property
    def concrete(self) -> bool:
        """Whether she can do something with it today: apply, change one thing, answer, or know what is there."""
        return self.how in _ORDER

    @property
    def definite(self) -> bool:
        """Whether it says something about her, and not only what would have to be asked or to happen first."""
        return self.how in _DEFINITE

    @property
    def lacking(self) -> list[Paper]:
        """Papers that nobody has seen yet."""
        return [paper for paper in self.papers if not paper.there]

    @property
    def tag(self) -> str:
        """The colour of its tag."""
        return TAGS.get(self.how, "")


def statements(answers: Sequence[Answer], papers: Set[str], language: str = "") -> list[Statement]:
    """All answers in sentences, what helps most first. `papers`: kinds that were seen in her hands."""
    found = [statement(answer, papers, language) for answer in answers]
    rank = {how: number for number, how in enumerate(_ORDER)}
    return sorted(found, key=lambda one: (rank.get(one.how, len(_ORDER)), len(one.missing), one.scheme))


def how_of(answer: Answer) -> str:
    """Under which heading an answer belongs."""
    if answer.because in _DECIDED:
        return _DECIDED[answer.because]
    if answer.outcome is Outcome.ELIGIBLE:
        return "eligible" if answer.status is Status.OPEN else "windowed"
    if answer.outcome is Outcome.UNKNOWN:
        return "unless_held" if unless_held(known_scheme(answer.scheme), answer) else "unknown"
    return "within_reach" if answer.within_reach else "not_eligible"


def statement(answer: Answer, papers: Set[str], language: str = "") -> Statement:
    """One answer in sentences."""
    spoken = language or (get_language() or "en")[:2]
    told = explained(installed(), answer, spoken if spoken in LANGUAGES else "en")
    missing = [installed().facts[name] for name in answer.missing]
    return Statement(
        scheme=answer.scheme,
        name=said(known_scheme(answer.scheme).name, language),
        how=how_of(answer),
        sentence=told.headline,
        benefit=told.benefit,
        why=told.reasons,
        missing=[said(fact.label, language) for fact in missing if not fact.sensitive],
        papers=[
            Paper(kind=kind, name=document_name(kind, language), there=kind in papers)
            for kind in answer.documents
        ],
        offices=told.apply_at,
        checks=told.checks,
        days=told.dates,
        tip=told.tip,
        verified=told.caution,
    )


def answer_in_words(name: str, value: object, language: str = "") -> str:
    """What is known of a fact, in words: a yes, a number with its unit, one or several codes; "" where it is not known."""
    fact = installed().facts.get(name)
    if fact is None or value is None:
        return ""
    if isinstance(value, bool):
        return said(fact.if_true if value else fact.if_false, language)
    if isinstance(value, tuple | list) and fact.kind == "int":
        low, high = (int(one) for one in value)
        return _amount(fact, indian(low) if low == high else f"{indian(low)}–{indian(high)}", language)
    if isinstance(value, frozenset | list):
        return _or(language).join(said(fact.values[code], language) for code in fact.values if code in value)
    return _value(fact, value, language) if isinstance(value, int | str) else ""


def _value(fact: FactDefinition, value: int | str, language: str) -> str:
    if fact.kind == "enum":
        return said(fact.values[str(value)], language) if str(value) in fact.values else str(value)
    return _amount(fact, indian(int(value)), language)


def _amount(fact: FactDefinition, number: str, language: str) -> str:
    return _word("units", fact.unit, language).format(n=number) if fact.unit else number


def _word(part: str, key: str, language: str) -> str:
    return said(installed().words[part][key], language)


def _or(language: str) -> str:
    return _word("sentences", "or", language)
