"""The numbers behind the charts of an area: each question is asked once for a page, however many charts it feeds."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from karmika.areas.models import Area
from karmika.kernel.dates import today
from karmika.measures.queries import Column, Crossed, Figure, crossed, next_month
from karmika.monitoring.place import Place

MONTHS_MOST = 24
"""So many months are drawn, the last ones."""
PANEL_MONTHS = 12


@dataclass(frozen=True)
class Part:
    """One of the areas that an area is made of, with its figure."""

    area: Area
    value: int


class Divisions:
    """One measure of one area, divided in every way that charts need."""

    def __init__(self, place: Place, measure: str) -> None:
        self.place, self.measure = place, measure

    @cached_property
    def parts(self) -> list[Part]:
        """The parts of the area with their figures, those with nothing too; one that ended only if it has a figure."""
        day = self.place.asked.on or today()
        sums = self.place.by_part(self.measure)
        standing = [
            one for one in self.place.parts if sums.get(one.id) or one.valid_to is None or one.valid_to > day
        ]
        return [Part(one, sums.get(one.id, 0)) for one in standing]

    @property
    def without_part(self) -> int:
        """What was recorded for the area itself, no smaller one being known."""
        return self.place.by_part(self.measure).get(self.place.area.id, 0)

    @cached_property
    def months(self) -> list[tuple[date, int]]:
        """Every month from the first with a figure to this one (or the last that was asked for), the last `MONTHS_MOST`."""
        found = {
            one.group: one.value
            for one in self.place.all_by_month()
            if one.measure == self.measure and isinstance(one.group, date) and one.value
        }
        if not found:
            return []
        last = max(max(found), self.last_month)
        months = [min(found)]
        while months[-1] < last:
            months.append(next_month(months[-1]))
        return [(month, found.get(month, 0)) for month in months[-MONTHS_MOST:]]

    @property
    def last_month(self) -> date:
        """The month that the page ends with: the one asked for, if it is past; else this one."""
        this = today().replace(day=1)
        asked = self.place.asked.filters.month_to
        return min(asked, this) if asked else this

    @cached_property
    def occupations_by_sex(self) -> dict[str, dict[str, int]]:
        """Occupation -> sex -> figure; "" where it was not said."""
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for one in self._crossed("occupation", "sex"):
            occupation, sex = one.groups
            found[str(occupation)][str(sex)] = one.value
        self._share(found)
        return dict(found)

    def share(self) -> None:
        """Ask at once for what the tables of the same page ask one by one."""
        self.place.all_by_month()
        self._share(self.occupations_by_sex)

    def _share(self, found: Mapping[str, Mapping[str, int]]) -> None:
        """The sums by occupation and by sex, for the tables of the same page."""
        by_sex: Counter[str] = Counter()
        for sexes in found.values():
            by_sex.update(sexes)
        sums = {"occupation": {code: sum(sexes.values()) for code, sexes in found.items()}, "sex": by_sex}
        for by, of in sums.items():
            figures = tuple(Figure(self.measure, total, code) for code, total in sorted(of.items()))
            self.place.known[self.place.area.id, self.place.asked, by, self.measure] = figures

    @cached_property
    def parts_by_month(self) -> tuple[list[date], dict[UUID, list[int]]]:
        """The last `PANEL_MONTHS` months, and for each part with a figure in them its figure of each month."""
        months = [month for month, _ in self.months][-PANEL_MONTHS:]
        place_of = {month: n for n, month in enumerate(months)}
        if not months:
            return [], {}
        part_of = self.place.part_of
        found: dict[UUID, list[int]] = {}
        for one in self._crossed("area_id", "month_happened", since=months[0]):
            leaf, month = one.groups
            assert isinstance(leaf, UUID)
            assert isinstance(month, date)
            part = part_of.get(leaf)
            if month in place_of and part is not None:
                found.setdefault(part, [0] * len(months))[place_of[month]] += one.value
        return months, {part: values for part, values in found.items() if any(values)}

    def _crossed(self, *columns: Column, since: date | None = None) -> Sequence[Crossed]:
        asked = self.place.asked
        filters = asked.filters
        if since is not None:
            begins = max(since, filters.month_from or since)
            filters = replace(filters, month_from=begins)
        return crossed(
            self.place.viewer,
            (self.measure,),
            columns,
            area=self.place.area.id,
            filters=filters,
            on=asked.on,
        )
