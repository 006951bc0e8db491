"""Any history of splits, merges and moves: every figure is right on every day's map, told by a plain model of trees."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karmika.access.viewer import Operator
from karmika.areas import queries
from karmika.areas.acts import MergeAreas, MoveArea, SplitArea
from karmika.areas.acts.changes import Part
from karmika.areas.models import Ancestor, Area
from karmika.areas.tests.makers import START, counts, define, one_each, town
from karmika.journal.perform import perform

pytestmark = pytest.mark.django_db


class PlainMap:
    """Who lies in whom as a dictionary, with a copy kept of every day on which it changed."""

    def __init__(self, made):
        levels = dict(Area.objects.values_list("id", "level"))
        self.levels = levels
        self.under = {made[n]: made["state"] for n in ("d1", "d2")}
        self.under |= {made["u1"]: made["d1"], made["u2"]: made["d1"], made["u3"]: made["d2"]}
        self.under |= {made[u + w]: made[u] for u in ("u1", "u2", "u3") for w in ("a", "b")}
        self.under[made["state"]] = None
        self.ended = set()
        self.days = [(START, dict(self.under), frozenset())]

    def keep(self, day):
        self.days.append((day, dict(self.under), frozenset(self.ended)))

    def alive(self, level):
        return sorted(area for area in self.under if self.levels[area] == level and area not in self.ended)

    def children(self, area):
        return sorted(a for a, parent in self.under.items() if parent == area and a not in self.ended)

    def on(self, day):
        return [(under, ended) for since, under, ended in self.days if since <= day][-1]


def inside(under, area, ancestor):
    while area is not None and area != ancestor:
        area = under[area]
    return area == ancestor


def change(data, plan, facts, day, n):
    level = data.draw(st.sampled_from(["ulb", "ward", "district"]))
    alive = plan.alive(level)
    if not alive:
        return
    area = data.draw(st.sampled_from(alive))
    what = data.draw(st.sampled_from(["move", "merge", "split", "cut out"]))
    if what == "move":
        above = {"ulb": "district", "ward": "ulb"}.get(level, "state")
        homes = [home for home in plan.alive(above) if home != plan.under[area]]
        if homes:
            home = data.draw(st.sampled_from(homes))
            perform(MoveArea(area=area, parent=home, on=day), Operator())
            plan.under[area] = home
    elif what == "merge":
        drawn = data.draw(st.lists(st.sampled_from(alive), unique=True, max_size=2))
        gone = [other for other in drawn if other != area]
        if gone:
            perform(MergeAreas(areas=tuple(gone), into=area, on=day), Operator())
            for other in gone:
                plan.under |= dict.fromkeys(plan.children(other), area)
                plan.under[other] = area
                plan.ended.add(other)
    else:
        ends = what == "split"
        new = [define(level, f"N{n}-{k}", plan.under[area], valid_from=day) for k in range(2)]
        plan.under |= dict.fromkeys(new, plan.under[area])
        plan.levels |= dict.fromkeys(new, level)
        facts |= {area_: 2 ** (len(facts) + k) for k, area_ in enumerate(new)}
        goes = {
            child: data.draw(st.sampled_from(new if ends else [*new, area])) for child in plan.children(area)
        }
        parts = tuple(Part(part, tuple(c for c, to in goes.items() if to == part)) for part in new)
        perform(SplitArea(area=area, on=day, parts=parts, ends=ends), Operator())
        plan.under |= goes
        if ends:
            plan.ended.add(area)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_figure_is_right_on_every_days_map(data, django_db_blocker):
    from django.db import transaction

    with transaction.atomic():
        made = town()
        facts = one_each(made)
        plan = PlainMap(made)
        day = START
        for n in range(data.draw(st.integers(1, 6))):
            day += timedelta(days=data.draw(st.integers(0, 2)) + (n == 0))
            change(data, plan, facts, day, n)
            plan.keep(day)
        _compare(plan, facts, {since + timedelta(days=d) for since, _, _ in plan.days for d in (-1, 0)})
        transaction.set_rollback(True)


def _compare(plan, facts, days):
    for day in sorted(d for d in days if d >= START):
        under, ended = plan.on(day)
        for area in under:
            expected = sum(n for place, n in facts.items() if place in under and inside(under, place, area))
            assert counts(facts, area, day) == expected, (day, area)
            assert {a.id for a in queries.children(area, day)} == {
                a for a, parent in under.items() if parent == area and a not in ended
            }
            parts = {a.id for a in queries.parts(area, day)}
            assert parts == {a for a, parent in under.items() if parent == area}
            assert sum(counts(facts, part, day) for part in parts) + facts[area] == expected
        doubled = Ancestor.objects.filter(valid_from__lte=day).exclude(valid_to__lte=day)
        pairs = list(doubled.values_list("area_id", "ancestor_id"))
        assert len(pairs) == len(set(pairs))
