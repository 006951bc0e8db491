"""Rows of several rooms counted in one question: a page that shows the work of many asks once, not once for each."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import BaseExpression, Combinable

What = str | BaseExpression | Combinable


@dataclass(frozen=True)
class Asked:
    """Rows to be counted, under one word or under what an expression (a text) says of each of them."""

    rows: "QuerySet[Any, Any]"
    what: What


def either(condition: Q, word: str, otherwise: str) -> Case:
    """One word for rows that meet the condition, another one for all others."""
    text = TextField()
    return Case(
        When(condition, then=Value(word, output_field=text)), default=Value(otherwise, output_field=text)
    )


def counted(asked: Mapping[str, Iterable[Asked]]) -> dict[str, Counter[str]]:
    """Name -> word -> how many rows; 0 where there are none. One question, whatever is asked; none for nothing."""
    found: dict[str, Counter[str]] = {name: Counter() for name in asked}
    questions = [_question(name, one) for name, several in asked.items() for one in several]
    if questions:
        first, *others = questions
        for name, word, number in first.union(*others, all=True) if others else first:
            found[name][word] += number
    return found


def _question(name: str, asked: Asked) -> "QuerySet[Any, tuple[str, str, int]]":
    what, text = asked.what, TextField()
    word = Value(what, output_field=text) if isinstance(what, str) else what
    rows = asked.rows.order_by().values(counted_for=Value(name, output_field=text), counted_as=word)
    found: QuerySet[Any, tuple[str, str, int]]
    found = rows.annotate(so_many=Count("*")).values_list("counted_for", "counted_as", "so_many")
    return found
