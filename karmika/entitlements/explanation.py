"""Answers as sentences in the reader's language: what is likely owed, why, what is missing, where to go. Pure.

Every sentence is put together from words.yaml and the texts of facts, documents, offices and schemes; none is written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from karmika.entitlements.pack import Pack
from karmika.entitlements.reading import LANGUAGES
from karmika.entitlements.rules import Condition, Dated
from karmika.entitlements.schemes import Answer, Because, Outcome, Scheme, Status, unless_held
from karmika.kernel.numbers import indian


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """An answer in one language. `caution` says when the rule was last checked, or that nobody has checked it."""

    headline: str
    benefit: str
    reasons: tuple[str, ...]
    questions: tuple[str, ...]
    checks: tuple[str, ...]
    documents: tuple[str, ...]
    apply_at: tuple[str, ...]
    dates: tuple[str, ...]
    tip: str
    caution: str
    source: str


def explained(pack: Pack, answer: Answer, language: str) -> Explanation:
    """The answer for people, in en, hi or te ("te-in" is te). Raises KeyError for another language."""
    language = language.partition("-")[0]
    if language not in LANGUAGES:
        raise KeyError(language)
    scheme = pack.scheme(answer.scheme)
    words, say = pack.words["outcomes"], pack.words["sentences"]
    event = pack.words["events"][scheme.event.kind][language] if scheme.event else ""
    return Explanation(
        headline=words[_headline(scheme, answer)][language].format(name=scheme.name[language], event=event),
        benefit=scheme.benefit[language],
        reasons=_reasons(pack, answer, language),
        questions=tuple(
            say["to_ask"][language].format(condition=pack.facts[fact].ask[language])
            for fact in answer.missing
            if not pack.facts[fact].sensitive
        ),
        checks=tuple(check[language] for check in scheme.checks),
        documents=tuple(pack.documents[code][language] for code in answer.documents),
        apply_at=tuple(pack.offices[code][language] for code in answer.apply_at),
        dates=tuple(
            say[key][language].format(day=_day(day))
            for key, day in (("window", answer.until), ("claim_by", answer.claim_by))
            if day
        ),
        tip=scheme.tip[language],
        caution=_caution(pack, answer, language),
        source=answer.source,
    )


def phrase(pack: Pack, condition: Condition, language: str) -> str:
    """One condition as what is wanted: "Age: 18 years or more". Without a parameter (see `Condition.on`)."""
    assert not isinstance(condition.value, Dated)
    fact = pack.facts[condition.fact]
    if fact.kind == "bool":
        wanted = (condition.op == "eq") == condition.value
        return (fact.if_true if wanted else fact.if_false)[language]
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    named = [
        fact.values[str(value)][language]
        if fact.kind == "enum"
        else pack.words["units"][fact.unit][language].format(n=indian(int(value)))
        for value in values
    ]
    value = f" {pack.words['sentences']['or'][language]} ".join(named)
    return pack.words["operators"][condition.op][language].format(label=fact.label[language], value=value)


def _headline(scheme: Scheme, answer: Answer) -> str:
    if answer.because is not Because.RULE:
        return answer.because.value
    if unless_held(scheme, answer):
        return "unless_held"
    if answer.outcome is Outcome.ELIGIBLE and answer.status is Status.WINDOWED:
        return "windowed"
    return "within_reach" if answer.within_reach else answer.outcome.value


def _reasons(pack: Pack, answer: Answer, language: str) -> tuple[str, ...]:
    say = pack.words["sentences"]
    if answer.because is Because.ALREADY:
        return tuple(
            say["held"][language].format(condition=phrase(pack, one.opposite(), language))
            for one in answer.failing
            if not pack.facts[one.fact].sensitive
        )
    return tuple(
        say[key][language].format(condition=phrase(pack, one, language))
        for key, found in (("wanted", answer.failing), ("met", answer.supporting))
        for one in found
        if not pack.facts[one.fact].sensitive
    )


def _caution(pack: Pack, answer: Answer, language: str) -> str:
    say = pack.words["sentences"]
    if answer.verified_on is None:
        return say["unverified"][language]
    return say["verified"][language].format(day=_day(answer.verified_on))


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"
