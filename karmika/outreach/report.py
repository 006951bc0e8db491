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
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer
from karmika.measures.models import Contribution
from karmika.measures.queries import COUNTING
from karmika.outreach.measures import MEASURES
from karmika.outreach.models import Attendance, Camp, Campaign, FollowUp
from karmika.registry.choices import SEXES
from karmika.registry.occupations import occupation_name

Counts = Mapping[str, int]
SHOWN = ("camps_held", "camp_met", "people_helped", "camp_told", "camp_applied", "followed_up")
NAMES = {measure.code: measure.name for measure in MEASURES}


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a campaign came to. Each part: what it is divided by -> measure -> sum."""

    campaign: Campaign
    whole: Counts
    by_district: Mapping[str, Counts]
    by_occupation: Mapping[str, Counts]
    by_sex: Mapping[str, Counts]

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
    rows = _contributions(campaign, viewer)
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
    )


def _contributions(campaign: Campaign, viewer: Viewer | None) -> QuerySet[Contribution]:
    camps = Camp.objects.filter(campaign=campaign)
    tokens = Attendance.objects.filter(camp__campaign=campaign)
    asked = FollowUp.objects.filter(attendance__camp__campaign=campaign)
    of_it = Q(measure="camps_held", subject__in=camps.values("id"))
    of_it |= Q(measure="followed_up", subject__in=asked.values("id"))
    of_it |= Q(measure__in=SHOWN[1:5], subject__in=tokens.values("id"))
    rows = Contribution._base_manager.filter(of_it)
    return rows if viewer is None else rows.filter(scope(viewer, roles=COUNTING, programme="programme_id"))


def _districts(areas: set[UUID]) -> dict[UUID, str]:
    """The district of each area today, by name."""
    day = today()
    holds = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    above = Ancestor.objects.filter(holds, area_id__in=areas, ancestor__level="district")
    names = {area.id: area.name for area in Area.objects.filter(level="district")}
    return {area: names[district] for area, district in above.values_list("area_id", "ancestor_id")}


def lines_of(part: Mapping[str, Counts]) -> list[list[Any]]:
    """A part as rows: its name, then the sums in the order of `SHOWN`."""
    return [[name, *(counts.get(measure, 0) for measure in SHOWN)] for name, counts in part.items()]


def as_markdown(found: Report) -> str:
    """The report as a text that people read."""
    campaign = found.campaign
    text = [f"# {campaign.name}", "", f"{campaign.starts_on} – {campaign.ends_on}", ""]
    text += [campaign.aims, ""] if campaign.aims else []
    targets = {"camps_held": campaign.target_camps, "camp_met": campaign.target_people}
    for measure in SHOWN:
        aimed = targets.get(measure)
        beside = "" if aimed is None else " " + _("(target %(target)s)") % {"target": aimed}
        text.append(f"- {NAMES[measure]}: {found.whole.get(measure, 0)}{beside}")
    for heading, part in found.parts():
        head = ["", *(str(NAMES[measure]) for measure in SHOWN)]
        text += ["", f"## {heading}", "", _row(head), _row(["---"] * len(head))]
        text += [_row([str(cell) for cell in line]) for line in lines_of(part)]
    return "\n".join(text) + "\n"


def as_rows(found: Report) -> list[list[Any]]:
    """The report as one table for a spreadsheet: what it is divided by, the name, the sums."""
    rows: list[list[Any]] = [["", found.campaign.name, *(found.whole.get(one, 0) for one in SHOWN)]]
    for heading, part in found.parts():
        rows += [[heading, *line] for line in lines_of(part)]
    return rows


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"
