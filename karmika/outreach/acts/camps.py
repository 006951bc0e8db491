"""Camps: planned, changed, cancelled, opened in the morning, closed in the evening."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karmika.journal.act import Act, Context, Header
from karmika.journal.rows import Rows
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Place
from karmika.measures.contribute import Dims, contribute
from karmika.outreach.acts.parts import (
    CODE,
    CampDetails,
    allowed_area,
    camp_of,
    campaign_of,
    one_of,
    place_of_row,
    refuse_count,
)
from karmika.outreach.models import Attendance, Camp
from karmika.outreach.terms import (
    CANCEL_REASONS,
    CANCELLED,
    CLOSED,
    DIFFERENCES,
    HOSTS,
    OPEN,
    PLANNED,
    PLANNERS,
    SEEN,
    SETS_UP,
    shown,
)


class PlanCamp(Act, frozen=True, kw_only=True):
    """A camp of a campaign is planned: place, day, hours, agenda, who comes, how many desks.

    `code` begins every token. Left empty, one is drawn; a laptop that works apart is told the same code.
    """

    kind: ClassVar[str] = "outreach.plan_camp"
    roles: ClassVar[frozenset[str]] = SETS_UP
    says: ClassVar[str | Promise] = _("{actor} planned the camp {code} on {held_on}")

    camp: UUID
    campaign: UUID
    area: UUID
    code: str = ""
    details: CampDetails
    organisation: UUID | None = None
    programme: UUID | None = None

    def place(self) -> Place:
        whose = campaign_of(self.campaign)
        return Place(self.area, whose.organisation_id, whose.programme_id)

    def locks(self) -> Iterable[UUID]:
        return (self.camp, self.campaign, stable("outreach", "camp codes"))

    def subjects(self) -> Iterable[UUID]:
        return (self.camp, self.campaign)

    def facts(self) -> dict[str, Any]:
        return shown({**super().facts(), "held_on": self.details.held_on})

    def check(self, context: Context) -> Self:
        """Raises Refused: outreach.exists, elsewhere, code, code_taken, outside_campaign, and those of the details."""
        campaign = campaign_of(self.campaign)
        if Camp.objects.filter(id=self.camp).exists():
            raise Refused("outreach.exists")
        allowed_area(campaign, self.area)
        details = self.details.tidied()
        if not campaign.starts_on <= details.held_on <= campaign.ends_on:
            raise Refused("outreach.outside_campaign")
        others = Camp.objects.filter(
            organisation_id=campaign.organisation_id, programme_id=campaign.programme_id
        )
        code = self.code.strip().upper() or _drawn(others)
        if not CODE.fullmatch(code):
            raise Refused("outreach.code")
        if others.filter(code=code).exists():
            raise Refused("outreach.code_taken", camp=code)
        return msgspec.structs.replace(
            self,
            details=details,
            code=code,
            organisation=campaign.organisation_id,
            programme=campaign.programme_id,
        )

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.insert(
            Camp,
            id=self.camp,
            campaign_id=self.campaign,
            code=self.code,
            area_id=self.area,
            organisation_id=self.organisation,
            programme_id=self.programme,
            state=PLANNED,
            **self.details.columns(),
        )


def _drawn(others: Any) -> str:
    """K and the next number that is free."""
    number = others.count() + 1
    while others.filter(code=f"K{number}").exists():
        number += 1
    return f"K{number:02d}" if not others.filter(code=f"K{number:02d}").exists() else f"K{number}"


class _OfCamp(Act, frozen=True, kw_only=True):
    """What acts about one camp have in common."""

    camp: UUID
    code: str = ""

    def place(self) -> Place:
        return place_of_row(camp_of(self.camp))

    def locks(self) -> Iterable[UUID]:
        return (self.camp,)

    def subjects(self) -> Iterable[UUID]:
        return (self.camp,)


class ChangeCamp(_OfCamp, frozen=True, kw_only=True):
    """Day, hours, place, agenda or who comes change, until the camp is closed. Code and village stay."""

    kind: ClassVar[str] = "outreach.change_camp"
    roles: ClassVar[frozenset[str]] = SETS_UP
    says: ClassVar[str | Promise] = _("{actor} changed the plan of the camp {code}")

    details: CampDetails

    def check(self, context: Context) -> Self:
        """Raises Refused: outreach.camp_over, outside_campaign, nothing_to_change, and those of the details."""
        held = camp_of(self.camp)
        if held.state in (CLOSED, CANCELLED):
            raise Refused("outreach.camp_over")
        details = self.details.tidied()
        campaign = campaign_of(held.campaign_id)
        if not campaign.starts_on <= details.held_on <= campaign.ends_on:
            raise Refused("outreach.outside_campaign")
        if all(getattr(held, name) == value for name, value in details.columns().items()):
            raise Refused("outreach.nothing_to_change")
        return msgspec.structs.replace(self, details=details, code=held.code)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Camp, self.camp, **self.details.columns())


class CancelCamp(_OfCamp, frozen=True, kw_only=True):
    """A camp is not held. Only while nobody has been given a token."""

    kind: ClassVar[str] = "outreach.cancel_camp"
    roles: ClassVar[frozenset[str]] = PLANNERS
    says: ClassVar[str | Promise] = _("{actor} cancelled the camp {code} ({reason})")

    reason: str

    def facts(self) -> dict[str, Any]:
        return shown(super().facts(), reason=CANCEL_REASONS)

    def check(self, context: Context) -> Self:
        """Raises Refused: outreach.unknown_choice, camp_over, camp_has_tokens."""
        one_of(self.reason, CANCEL_REASONS)
        held = camp_of(self.camp)
        if held.state in (CLOSED, CANCELLED):
            raise Refused("outreach.camp_over")
        if Attendance.objects.filter(camp=held).exists():
            raise Refused("outreach.camp_has_tokens")
        return msgspec.structs.replace(self, code=held.code)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Camp, self.camp, state=CANCELLED, cancelled_for=self.reason)


class OpenCamp(_OfCamp, frozen=True, kw_only=True):
    """The desks begin; or a camp that was closed too early goes on; or one that was cancelled is held after all."""

    kind: ClassVar[str] = "outreach.open_camp"
    roles: ClassVar[frozenset[str]] = HOSTS
    says: ClassVar[str | Promise] = _("{actor} opened the camp {code}")

    again: bool = False
    """It had been closed, and counts as held no more until it is closed again; decided by `check`."""

    def check(self, context: Context) -> Self:
        """Raises Refused: outreach.already_open; outreach.cancelled to whoever does not plan camps."""
        held = camp_of(self.camp)
        if held.state == CANCELLED and not any(one.role in PLANNERS for one in context.viewer.grants):
            raise Refused("outreach.cancelled", camp=held.code)
        if held.state == OPEN:
            raise Refused("outreach.already_open")
        return msgspec.structs.replace(self, code=held.code, again=held.state == CLOSED)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Camp, self.camp, state=OPEN, tokens_given=None, difference="", cancelled_for="")
        if self.again:
            _count_held(entry, rows, self.camp, -1)


class CloseCamp(_OfCamp, frozen=True, kw_only=True):
    """The evening: tokens given out are what became of them and who left, or there is a reason why not.

    `seen` and `left` are counted by `check`; who still waits has left. A camp counts as held when it is closed.
    """

    kind: ClassVar[str] = "outreach.close_camp"
    roles: ClassVar[frozenset[str]] = HOSTS
    says: ClassVar[str | Promise] = _(
        "{actor} closed the camp {code}: {tokens_given} tokens, {seen} people seen, {left} left before their turn"
    )

    tokens_given: int
    difference: str = ""
    seen: int = 0
    left: int = 0

    def check(self, context: Context) -> Self:
        """Raises Refused: outreach.amount, unknown_choice, camp_over, tokens_differ."""
        refuse_count(self.tokens_given)
        held = camp_of(self.camp)
        if held.state in (CLOSED, CANCELLED):
            raise Refused("outreach.camp_over")
        seen, left = counted(self.camp)
        agrees = self.tokens_given == seen + left
        if not agrees and not self.difference:
            raise Refused("outreach.tokens_differ", given=self.tokens_given, seen=seen, left=left)
        if self.difference:
            one_of(self.difference, DIFFERENCES)
        difference = "" if agrees else self.difference
        return msgspec.structs.replace(self, code=held.code, seen=seen, left=left, difference=difference)

    def apply(self, entry: Header, rows: Rows) -> None:
        rows.update(Camp, self.camp, state=CLOSED, tokens_given=self.tokens_given, difference=self.difference)
        _count_held(entry, rows, self.camp, 1)


def counted(camp: UUID) -> tuple[int, int]:
    """How many were seen at a desk, and how many tokens were given and never came to one."""
    tokens = Attendance.objects.filter(camp_id=camp)
    return tokens.filter(state=SEEN).count(), tokens.exclude(state=SEEN).count()


def _count_held(entry: Header, rows: Rows, camp: UUID, amount: int) -> None:
    held = rows.get(Camp, camp)
    contribute(
        rows,
        entry,
        "camps_held",
        subject=camp,
        area=held["area_id"],
        amount=amount,
        dims=Dims(organisation=held["organisation_id"], programme=held["programme_id"]),
        happened_on=held["held_on"],
    )
