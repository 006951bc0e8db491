"""Rows of several rooms counted in one question: a page that shows the work of many asks once, not once for each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
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


@dataclass(frozen=True, slots=True)
class Statement:
    """A question written in SQL, with its values: what Django makes of rows to be counted."""

    sql: str
    values: tuple[Any, ...]


def written(name: str, asked: Iterable[Asked]) -> tuple[Statement, ...]:
    """These rows as questions for `told`, under a name. To write them takes longer than to ask them."""
    found = []
    for one in asked:
        try:
            sql, values = _question(name, one).query.sql_with_params()
        except EmptyResultSet:  # nothing to be asked: no row can meet the conditions
            continue
        found.append(Statement(sql, tuple(values)))
    return tuple(found)


def told(statements: Sequence[Statement]) -> dict[str, Counter[str]]:
    """Name -> word -> how many rows; 0 where there are none. One question, whatever is asked; none for nothing."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    if statements:
        together = " UNION ALL ".join(one.sql for one in statements)
        values = [value for one in statements for value in one.values]
        # planned anew by PostgreSQL: a plan that is good for any area is four times worse for a whole state
        with connection.cursor() as cursor:
            cursor.execute(together, values)
            for name, word, number in cursor.fetchall():
                found[name][word] += number
    return found


def counted(asked: Mapping[str, Iterable[Asked]]) -> dict[str, Counter[str]]:
    """`written` and `told` in one: name -> word -> how many rows."""
    found = told([statement for name, several in asked.items() for statement in written(name, several)])
    return {name: found[name] for name in asked}


def _question(name: str, asked: Asked) -> "QuerySet[Any, tuple[str, str, int]]":
    what, text = asked.what, TextField()
    word = Value(what, output_field=text) if isinstance(what, str) else what
    rows = asked.rows.order_by().values(counted_for=Value(name, output_field=text), counted_as=word)
    found: QuerySet[Any, tuple[str, str, int]]
    found = rows.annotate(so_many=Count("*")).values_list("counted_for", "counted_as", "so_many")
    return found
