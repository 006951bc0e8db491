"""The report of a campaign: every figure is a sum of contributions of its camps and their tokens."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from karmika.access.visibility import scope
from karmika.areas.models import Ancestor, Area
from karmika.entitlements.measures import MEASURES as ENTITLEMENTS
from karmika.entitlements.models import Application
from karmika.kernel.dates import today
from karmika.kernel.listing import among
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer
from karmika.measures.models import Contribution
from karmika.measures.queries import COUNTING
from karmika.outreach.measures import MEASURES
from karmika.outreach.models import Attendance, Camp, Campaign, FollowUp
from karmika.registry.choices import SEXES
from karmika.registry.occupations import occupation_name

Counts = Mapping[str, int]
AT_CAMPS = ("camp_met", "people_helped", "camp_told", "camp_applied")
"""Of tokens."""
LATER = ("applications_sanctioned", "first_benefits")
"""Of the applications that were prepared or filed at the desks; counted by the entitlements room when it happens."""
SHOWN = ("camps_held", *AT_CAMPS, "followed_up", *LATER)
NAMES = {measure.code: measure.name for measure in (*MEASURES, *ENTITLEMENTS) if measure.code in SHOWN}
SMALLEST = 10
"""Smaller numbers of people are hidden where a camp was about violence: they could be told apart."""
TELLING = "violence"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a campaign came to. Each part: what it is divided by -> measure -> sum."""

    campaign: Campaign
    whole: Counts
    by_district: Mapping[str, Counts]
    by_occupation: Mapping[str, Counts]
    by_sex: Mapping[str, Counts]
    rows: QuerySet[Contribution]
    """What all of it is the sum of."""
    hides: bool = False
    """One of its camps was about violence: small numbers of people are not shown."""

    def parts(self) -> Iterator[tuple[str, Mapping[str, Counts]]]:
        """The tables, each with its heading."""
        yield _("By district"), self.by_district
        yield _("By occupation"), self.by_occupation
        yield _("By sex"), self.by_sex


def campaign_numbered(number: int) -> Campaign:
    """The campaign with this number. Raises Refused("outreach.unknown")."""
    found = Campaign.objects.filter(number=number).first()
    if found is None:
        raise Refused("outreach.unknown")
    return found


def report(campaign: Campaign, viewer: Viewer | None = None) -> Report:
    """The report; for a viewer, of his own areas alone; without one, for the command line, of all."""
    rows = contributions(campaign, viewer)
    sums = rows.values_list("measure", "area_id", "occupation", "sex").annotate(total=Sum("amount"))
    whole: Counter[str] = Counter()
    parts: tuple[dict[str, Counter[str]], ...] = ({}, {}, {})
    found = list(sums.order_by())
    districts = _districts({area for _measure, area, _o, _s, _t in found})
    for measure, area, work, sex, total in found:
        whole[measure] += total
        names = [districts.get(area, "")]
        if measure != "camps_held":
            names += [occupation_name(work) if work else _("Not said"), str(SEXES.get(sex) or _("Not said"))]
        for part, name in zip(parts, names, strict=False):
            part.setdefault(name, Counter())[measure] += total
    in_order = [{name: part[name] for name in sorted(part)} for part in parts]
    return Report(
        campaign=campaign,
        whole=whole,
        by_district=in_order[0],
        by_occupation=in_order[1],
        by_sex=in_order[2],
        hides=Camp.objects.filter(campaign=campaign, agenda__icontains=TELLING).exists(),
        rows=rows,
    )


def contributions(campaign: Campaign, viewer: Viewer | None) -> QuerySet[Contribution]:
    """What the figures of a campaign are sums of; for a viewer, of his own areas alone."""
    camps = Camp.objects.filter(campaign=campaign)
    tokens = Attendance.objects.filter(camp__campaign=campaign)
    asked = FollowUp.objects.filter(attendance__camp__campaign=campaign)
    applied = Application.objects.filter(id__in=among(_applications(tokens)))
    of_it = Q(measure="camps_held", subject__in=camps.values("id"))
    of_it |= Q(measure="followed_up", subject__in=asked.values("id"))
    of_it |= Q(measure__in=AT_CAMPS, subject__in=tokens.values("id"))
    of_it |= Q(measure__in=LATER, subject__in=applied.values("id"))
    # no index leads from a subject to what it contributed; one leads there from the few places where it happened
    places = camps.values_list("area_id", flat=True).union(applied.values_list("area_id", flat=True))
    rows = Contribution._base_manager.filter(of_it, area_id__in=among(sorted(places)))
    return rows if viewer is None else rows.filter(scope(viewer, roles=COUNTING, programme="programme_id"))


def _applications(tokens: QuerySet[Attendance]) -> list[UUID]:
    """Those that desks prepared or filed; each once, however many tokens name it."""
    named = tokens.exclude(applications=[]).values_list("applications", flat=True)
    return sorted({UUID(one) for ids in named for one in ids})


def _districts(areas: set[UUID]) -> dict[UUID, str]:
    """The district of each area today, by name."""
    day = today()
    holds = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    above = Ancestor.objects.filter(holds, area_id__in=areas, ancestor__level="district")
    names = {area.id: area.name for area in Area.objects.filter(level="district")}
    return {area: names[district] for area, district in above.values_list("area_id", "ancestor_id")}


def lines_of(found: Report, part: Mapping[str, Counts]) -> list[list[Any]]:
    """A part as rows: its name, then the sums in the order of `SHOWN`; None for a number that is hidden."""
    columns = [hidden([counts.get(one, 0) for counts in part.values()], one, found.hides) for one in SHOWN]
    return [[name, *(column[n] for column in columns)] for n, name in enumerate(part)]


def whole_of(found: Report) -> list[int | None]:
    """The sums of all of it in the order of `SHOWN`; None for a number that is hidden."""
    return [hidden([found.whole.get(one, 0)], one, found.hides)[0] for one in SHOWN]


def hidden(numbers: list[int], measure: str, hides: bool) -> list[int | None]:
    """Small numbers of people hidden; where that is only one, the next smallest too: else the sum would tell it."""
    if not hides or measure == "camps_held":
        return list(numbers)
    small = {n for n, number in enumerate(numbers) if 0 < number < SMALLEST}
    others = sorted((number, n) for n, number in enumerate(numbers) if number and n not in small)
    if len(small) == 1 and others:
        small.add(others[0][1])
    return [None if n in small else number for n, number in enumerate(numbers)]


def cell_of(number: Any) -> str:
    """A number as it is read, also one that is hidden."""
    return _("fewer than 10") if number is None else str(number)


def as_markdown(found: Report) -> str:
    """The report as a text that people read."""
    campaign = found.campaign
    text = [f"# {campaign.name}", "", f"{campaign.starts_on} – {campaign.ends_on}", ""]
    text += [campaign.aims, ""] if campaign.aims else []
    targets = {"camps_held": campaign.target_camps, "camp_met": campaign.target_people}
    for measure, number in zip(SHOWN, whole_of(found), strict=True):
        aimed = targets.get(measure)
        beside = "" if aimed is None else " " + _("(target %(target)s)") % {"target": aimed}
        text.append(f"- {NAMES[measure]}: {cell_of(number)}{beside}")
    for heading, part in found.parts():
        head = ["", *(str(NAMES[measure]) for measure in SHOWN)]
        text += ["", f"## {heading}", "", _row(head), _row(["---"] * len(head))]
        text += [_row([cell_of(cell) for cell in line]) for line in lines_of(found, part)]
    return "\n".join(text) + "\n"


def head() -> list[str]:
    """The heading of `as_rows`."""
    return ["", "", *(str(NAMES[measure]) for measure in SHOWN)]


def as_rows(found: Report) -> list[list[Any]]:
    """The report as one table for a spreadsheet: what it is divided by, the name, the sums."""
    rows: list[list[Any]] = [["", found.campaign.name, *whole_of(found)]]
    for heading, part in found.parts():
        rows += [[heading, *line] for line in lines_of(found, part)]
    return [[cell_of(None) if cell is None else cell for cell in row] for row in rows]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"
