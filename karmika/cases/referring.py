"""Cases as what a referral can be about: the labour office is asked about a wage claim, and reads what was ticked.

Cases of level 2 are none: a referral is seen by more people than their team, so those are taken to an office in person.
So are those of a worker of the registry who is restricted or erased; and what an office reads ends where she takes back
that her answers are shared, as with a referral about herself.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from karmika.cases.models import Case, CaseMoney
from karmika.cases.terms import WAGE, matter_name
from karmika.cases.words import file_of
from karmika.kernel.numbers import rupees
from karmika.kernel.viewer import Place, Viewer
from karmika.referrals.parts import Whose
from karmika.referrals.persons import is_there, still_shares
from karmika.referrals.subjects import About, Condition, Text
from karmika.registry.models import Person
from karmika.registry.occupations import occupation_name

CASE = "case"

FIELDS: Mapping[str, Text] = {
    "number": _("Number of the case"),
    "matter": _("What it is about"),
    "name": _("Name"),
    "phone": _("Phone"),
    "against": _("Employer or contractor"),
    "days": _("When it happened"),
    "occupation": _("Work"),
    "area": _("Ward or village"),
    "claimed": _("Rupees claimed"),
    "workers": _("Workers in the claim"),
}


def _open_ones() -> Q:
    return Q(level=WAGE, forgotten_on__isnull=True)


def _of_nobody_hidden() -> Q:
    return Q(person_id__isnull=True) | Q(is_there(OuterRef("person_id")))


def place(case_id: UUID) -> Place | None:
    """Where a case is; None for one of level 2, as if there were none."""
    row = Case.objects.filter(id=case_id, level=WAGE).first()
    return None if row is None else Place(row.area_id, row.organisation_id, row.programme_id)


def whose(viewer: Viewer, case_id: UUID) -> Whose | None:
    """Where a case is; None where the viewer sees none, it is closed or forgotten, or its person is hidden."""
    mine = Case.objects.visible_to(viewer).filter(_open_ones(), _of_nobody_hidden(), id=case_id)
    row = mine.exclude(state="closed").first()
    if row is None:
        return None
    return Whose(
        area=row.area_id,
        organisation=row.organisation_id,
        programme=row.programme_id,
        sex=row.sex,
        occupation=row.occupation,
    )


def seen(viewer: Viewer) -> Condition:
    """Referrals about cases that the viewer may see."""
    return Q(subject_id__in=Case.objects.visible_to(viewer).filter(level=WAGE).values("id"))


def living() -> Condition:
    """Cases that are open and not forgotten; of a person of the registry, while she still shares her answers."""
    shares = still_shares(OuterRef("person_id"), OuterRef(OuterRef("entry_seq")))
    rows = Case.objects.filter(_open_ones(), Q(person_id__isnull=True) | shares, id=OuterRef("subject_id"))
    return Exists(rows.exclude(state="closed"))


def shared(case_id: UUID, fields: Sequence[str]) -> Mapping[str, str]:
    """What is known of these fields today, in the active language."""
    row = Case.objects.select_related("area").filter(_open_ones(), id=case_id).first()
    if row is None:
        return {}
    words = file_of(row.id).report
    person = Person.objects.filter(id=row.person_id, hidden=False).first() if row.person_id else None
    claimed = CaseMoney.objects.filter(case_id=row.id, what="disputed", holds=True).first()
    days = [date_format(day, "j F Y") for day in (row.happened_from, row.happened_to) if day]
    workers = row.lines.filter(removed=False).count()
    known = {
        "number": row.number,
        "matter": str(matter_name(row.matter)),
        "name": (person.name if person else "") or words.name,
        "phone": words.phone or (person.phone if person else "") or "",
        "against": words.against,
        "days": " – ".join(days),
        "occupation": occupation_name(row.occupation) if row.occupation else "",
        "area": row.area.name,
        "claimed": rupees(claimed.amount_paise) if claimed else "",
        "workers": str(workers) if workers else "",
    }
    return {code: known[code] for code in FIELDS if code in fields and known[code]}


def labels(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, Text]:
    """Number and matter of those whom the viewer may see."""
    rows = Case.objects.visible_to(viewer).filter(id__in=list(ids), level=WAGE)
    return {row.id: f"{row.number}, {matter_name(row.matter)}" for row in rows}


def url(case_id: UUID) -> str:
    """The page of the case."""
    return reverse("cases.case", args=[case_id])


CASES = About(
    name=_("a case"),
    fields=FIELDS,
    place=place,
    whose=whose,
    seen=seen,
    living=living,
    shared=shared,
    labels=labels,
    url=url,
)
