"""Questions to the people whom a laptop has borrowed for a camp. After the last day of the loan there is nobody."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from karmika.access.visibility import scope
from karmika.kernel.dates import in_india, today
from karmika.kernel.text import name_tokens
from karmika.kernel.viewer import Viewer
from karmika.outreach.models import Camp, LentPerson, Loan
from karmika.registry.models import Person
from karmika.registry.numbers import is_household_number, tidy

PHONE_END = 4


def of_camp(camp: UUID) -> QuerySet[LentPerson]:
    """Everybody who is lent for this camp today."""
    return LentPerson.objects.filter(loan__camp_id=camp, loan__until__gte=today())


def one(camp: UUID, person: UUID) -> LentPerson | None:
    """Somebody of them, by the id that she has at the lender's."""
    return of_camp(camp).filter(person_id=person).first()


def in_household(camp: UUID, number: str) -> list[LentPerson]:
    """Those of a household, by the number on its slip."""
    return list(of_camp(camp).filter(number=tidy(number)).order_by("id"))


def search(viewer: Viewer, camp: Camp, text: str, *, most: int) -> list[LentPerson]:
    """By household number, end of a phone number, or beginnings of words of the name; never who is known here already."""
    mine = Camp.objects.filter(scope(viewer, programme="programme_id"), id=camp.id)
    if not mine.exists():
        return []
    rows = of_camp(camp.id).exclude(person_id__in=Person.objects.values("id"))
    digits = tidy(text)
    if digits and not any(letter.isalpha() for letter in text):
        if is_household_number(digits):
            rows = rows.filter(number=digits)
        else:
            rows = rows.filter(phone_end=digits[-PHONE_END:])
    else:
        words = name_tokens(text)
        if not words:
            return []
        for word in words:
            rows = rows.filter(words__contains=f" {word}")
    return list(rows.select_related("area").order_by("name", "id")[:most])


def lender() -> Loan | None:
    """By whom a camp was lent to this house last."""
    return Loan.objects.order_by("-made_at", "id").first()


def forget_old(at: datetime) -> None:
    """Throw away people whose loan is over."""
    Loan.objects.filter(until__lt=in_india(at)).delete()
