"""Search words of persons: derived from the tables, rebuilt at will, never journalled."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from karmika.kernel.asking import ask, uuid_of
from karmika.kernel.text import name_tokens
from karmika.registry.models import Person, SearchToken

PHONE_TAIL = 4
_AT_ONCE = 500


def tokens_of(name: str | None, phone: str | None) -> set[str]:
    """The search words of a person: the name's, and "#" with the last four digits of the phone."""
    found = set(name_tokens(name or ""))
    if phone:
        found.add(f"#{phone[-PHONE_TAIL:]}")
    return found


def index_person(person_id: UUID) -> None:
    """Make one person's search words anew. Running it twice changes nothing."""
    index_persons([person_id])


def index_persons(person_ids: Iterable[UUID]) -> None:
    """Make the search words of these persons anew; those taken out or hidden have none."""
    ids = list(person_ids)
    if not ids:
        return
    marks = ", ".join(["%s"] * len(ids))
    known = ask(
        f"SELECT id, name, phone FROM registry_person WHERE id IN ({marks}) AND state = 'active' AND NOT hidden",  # noqa: S608
        *ids,
    )
    words = [
        SearchToken(person_id=uuid_of(person), token=token)
        for person, name, phone in known
        for token in sorted(tokens_of(name, phone))
    ]
    with transaction.atomic():
        SearchToken.objects.filter(person_id__in=ids).delete()
        SearchToken.objects.bulk_create(words, ignore_conflicts=True)


def index_everyone() -> int:
    """Make all search words anew; how many persons were read."""
    ids = list(Person.objects.order_by("id").values_list("id", flat=True))
    gone = SearchToken.objects.exclude(person_id__in=Person.objects.values("id"))
    gone.delete()
    for start in range(0, len(ids), _AT_ONCE):
        index_persons(ids[start : start + _AT_ONCE])
    return len(ids)
