"""Search words of persons and worksites: derived from the tables, rebuilt at will, never journalled.

Of a person: each word of the name, folded; "~" and the same folded deeper where that differs (kernel/text.py);
"#" and the last digits of the phone; "=" and the last digits of the e-Shram number. Never anything of an Aadhaar.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from karmika.areas.models import Worksite
from karmika.kernel.asking import ask
from karmika.kernel.text import deeper_token, name_tokens
from karmika.registry.models import Person, SearchToken, WorksiteToken

TAIL = 4
"""So many last digits of a number are a search word."""
WORDS_VERSION = 2
"""Of what is derived here: with a new one the worker makes all search words anew (reactions.py)."""
_AT_ONCE = 500
_INSERT = """INSERT INTO registry_searchtoken (person_id, token, area_id, organisation_id, newest)
 VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"""


def tokens_of(name: str | None, phone: str | None, uan: str | None = None) -> set[str]:
    """The search words of a person."""
    found = set(name_tokens(name or ""))
    found |= {f"~{deeper}" for word in found if (deeper := deeper_token(word)) != word}
    if phone:
        found.add(f"#{phone[-TAIL:]}")
    if uan:
        found.add(f"={uan[-TAIL:]}")
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
        "SELECT p.id, p.name, p.phone, i.value, p.area_id, p.organisation_id, p.entry_seq"  # noqa: S608
        " FROM registry_person p LEFT JOIN registry_identifier i ON i.person_id = p.id AND i.what = 'uan'"
        f" WHERE p.id IN ({marks}) AND p.state = 'active' AND NOT p.hidden",
        *ids,
    )
    words = [  # ids stay as the database gave them
        (person, token, area, organisation, newest)
        for person, name, phone, uan, area, organisation, newest in known
        for token in sorted(tokens_of(name, phone, uan))
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        SearchToken.objects.filter(person_id__in=ids).delete()
        cursor.executemany(_INSERT, words)


def index_worksites(worksite_ids: Iterable[UUID]) -> None:
    """Make the search words of these worksites anew: of the name in each language, and of the code."""
    sites = list(Worksite.objects.filter(id__in=list(worksite_ids)))
    words = [
        WorksiteToken(worksite_id=site.id, token=token)
        for site in sites
        for token in name_tokens(" ".join((site.name_en, site.name_te, site.name_hi, site.code)))
    ]
    with transaction.atomic():
        WorksiteToken.objects.filter(worksite_id__in=[site.id for site in sites]).delete()
        WorksiteToken.objects.bulk_create(words, ignore_conflicts=True)


def index_everyone() -> int:
    """Make all search words anew; how many persons and worksites were read."""
    ids = list(Person.objects.order_by("id").values_list("id", flat=True))
    gone = SearchToken.objects.exclude(person_id__in=Person.objects.values("id"))
    gone.delete()
    for start in range(0, len(ids), _AT_ONCE):
        index_persons(ids[start : start + _AT_ONCE])
    sites = list(Worksite.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(sites), _AT_ONCE):
        index_worksites(sites[start : start + _AT_ONCE])
    return len(ids) + len(sites)
