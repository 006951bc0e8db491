"""The erasure list: owners whose keys acts destroyed. A restore from an older backup applies it before it serves.

Take the list from the newest journal there is; then, in the restored database: `destroy_again`, `erase_restored`.
"""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db.models import Q

from karmika.access.viewer import Operator
from karmika.journal import follow
from karmika.journal.keys import ERASURES
from karmika.journal.models import Key, Subject
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.registry.acts.erasing import Erase, Restrict
from karmika.registry.models import Household, Person, Restriction


def erasure_list(after: int = 0) -> Iterator[UUID]:
    """Owners of all keys that acts destroyed: persons, households, submissions, `derive(entry, "source")` of kept bytes.

    `after`: only what entries after this number destroyed. Nothing personal: ids alone.
    """
    seqs = Subject.objects.filter(subject=ERASURES, entry_seq__gt=after).order_by("entry_seq")
    for seq in seqs.values_list("entry_seq", flat=True):
        for _, acts in follow.entries(seq - 1, seq):
            yield from (owner for act in acts for owner in act.destroys())


def destroy_again(owners: Iterable[UUID]) -> int:
    """End the keys of an erasure list in a restored database; how many were alive. Twice is harmless.

    No act is written: the acts that ended them stand in the journal that the list was taken from. An owner whom the
    restored database does not know yet gets an empty key, so that a phone that sends her again finds her erased.
    """
    alive = 0
    for wanted in _parts(sorted(set(owners))):
        known = set(Key.objects.filter(owner__in=wanted).values_list("owner", flat=True))
        Key.objects.bulk_create(
            Key(owner=owner, purpose="none", wrapped=None) for owner in wanted if owner not in known
        )
        alive += Key.objects.filter(owner__in=known, wrapped__isnull=False).update(wrapped=None)
    return alive


def erase_restored(owners: Collection[UUID], backup: str) -> int:
    """Erase by acts whoever of the list the restored tables still know; how many people. Twice is harmless.

    After `destroy_again`. `backup` names the backup, for the reference of each act. A household goes with the last of
    its people, as always; one that had nobody recorded goes by itself.
    """
    people = 0
    for part in _parts(sorted(owners)):
        known = Person.objects.filter(id__in=part, erased_on=None).order_by("id")
        for person, household in known.values_list("id", "household_id"):
            _erase_again(household, person, backup)
            people += 1
    for part in _parts(sorted(owners)):
        homes = Household.objects.filter(id__in=part, erased_on=None).exclude(
            id__in=Person.objects.filter(erased_on=None).values("household_id")
        )
        for household in homes.order_by("id").values_list("id", flat=True):
            _erase_again(household, None, backup)
    return people


def _erase_again(household: UUID, person: UUID | None, backup: str) -> None:
    asked = Restriction.objects.filter(Q(person_id=person), household_id=household, state="open")
    restriction = asked.values_list("id", flat=True).first()
    if restriction is None:
        restriction = uuid7()
        perform(
            Restrict(
                restriction=restriction,
                household=household,
                person=person,
                reason="own_request",
                authority="Erasure list, applied at a restore",
                reference=f"Backup of {backup}",
                due_on=today(),
            ),
            Operator(),
        )
    perform(Erase(restriction=restriction, at_once=True), Operator())


def _parts(owners: list[UUID], size: int = 500) -> Iterator[list[UUID]]:
    """A database takes only so many values in one question."""
    for start in range(0, len(owners), size):
        yield owners[start : start + size]
