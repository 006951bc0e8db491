"""Lists that begin with the newest are the same whether one walks back from the end or sorts everything."""

import pytest

from karmika.intake.batch import Sent, receive_many
from karmika.intake.models import Submission
from karmika.kernel import newest
from karmika.measures.models import Contribution
from karmika.measures.queries import Cell, contributions_behind, contributions_in, entries_behind
from karmika.registry import queries, searching
from karmika.registry.interpreters import INTERPRETERS
from karmika.registry.models import Person, Worker
from karmika.registry.queries import Sought, worker_list
from karmika.registry.reactions import REACTIONS
from karmika.registry.searching import search
from karmika.registry.tests.doorstep import member, survey, worker_answers, xml
from karmika.registry.tests.test_from_the_phone import instance_id, publish_survey
from karmika.worker import run_once

WAYS = {
    "sorted": (10_000, (20_000,)),
    "walked": (0, (20_000,)),
    "walked, then sorted": (0, (3, 9)),
    "in steps": (2, (4, 10**6)),
}


@pytest.fixture
def people(cast, monkeypatch):
    """Sixty workers of two occupations in thirty households."""
    sender = publish_survey(cast)
    other = {"occupation_group": "domestic", "occupation": "house_cleaner", "worksite": "VJA-LC-003"}
    said = [
        survey(
            member(f"Ravi {'Teja' if n % 3 else 'Kumar'}", work=worker_answers()),
            member(f"Rama {n}", work=worker_answers(**(other if n % 4 else {}))),
        )
        for n in range(30)
    ]
    receive_many([Sent(sender, xml(one, instance_id())) for one in said], interpreters=INTERPRETERS)
    monkeypatch.setattr(queries, "PAGE", 7)
    return cast


def by_each_way(monkeypatch, ask):
    """What a question answers by each way of looking."""
    answers = {}
    for name, (few, looks) in WAYS.items():
        monkeypatch.setattr(newest, "FEW", few)
        monkeypatch.setattr(newest, "LOOKS", looks)
        answers[name] = ask()
    return answers


@pytest.mark.parametrize("who", ["devi", "lakshmi", "stranger"])
def test_pages_of_workers(people, monkeypatch, who):
    viewer = getattr(people, who)

    def ask():
        for work in ("", "domestic", "auto_driver"):
            for area in (None, people.area("251746-W07"), people.area("251746-W08")):
                for page in range(10):
                    rows, more = worker_list(viewer, Sought(work=work, page=page, area=area))
                    yield [row.id for row in rows], more

    found = by_each_way(monkeypatch, lambda: list(ask()))
    assert all(one == found["sorted"] for one in found.values())
    if who != "stranger":
        listed = [one for rows, _ in found["sorted"][:10] for one in rows]
        newest_first = Worker.objects.order_by("-entry_seq", "id").values_list("id", flat=True)
        assert listed == list(newest_first) and len(listed) == 60


SEARCHES = {
    "sorted": {"FEW": 10_000},
    "walked": {"FEW": 1, "LOOK": 20_000},
    "walked too short, then sorted": {"FEW": 1, "LOOK": 3},
    "some sorted, some walked": {"FEW": 40, "LOOK": 20_000},
    "areas too many to name": {"FEW": 1, "AREAS_MAXIMUM": 0},
    "asked twice": {"SPARE": -8},
}


@pytest.mark.parametrize("who", ["devi", "ramesh", "lakshmi", "stranger", "colleague"])
def test_searches(people, monkeypatch, who):
    run_once(REACTIONS)
    phone = Person.objects.order_by("id").values_list("phone", flat=True)[0]
    viewer = getattr(people, who)
    texts = ["ra", "ravi", "ravi kumar", "teja ravi", "rama 3", "nobody here", phone[-10:], phone[-4:]]

    def ask():
        return [
            (text, [one.id for one in found.persons], found.more)
            for text in texts
            for found in [search(viewer, text, most=9)]
        ]

    answers = {}
    for name, bounds in SEARCHES.items():
        with monkeypatch.context() as patched:
            for bound, value in bounds.items():
                patched.setattr(searching, bound, value)
            answers[name] = ask()
    assert [name for name, one in answers.items() if one != answers["sorted"]] == []
    assert bool(answers["sorted"][0][1]) == (who not in ("stranger", "colleague"))


@pytest.mark.parametrize("who", ["devi", "fatima", "stranger"])
def test_entries_behind_a_figure(people, monkeypatch, who):
    viewer = getattr(people, who)
    last = Contribution.objects.order_by("-entry_seq").values_list("entry_seq", flat=True)[0]

    def ask():
        return [
            entries_behind(viewer, Cell(measure=measure, area=people.area("28")), before=before, limit=6)
            for measure in ("workers", "persons", "phones_active", "nothing")
            for before in (None, last, last - 11, 1)
        ]

    found = by_each_way(monkeypatch, ask)
    assert all(one == found["sorted"] for one in found.values())
    seqs = [one.entry_seq for one in found["sorted"][0]]
    assert bool(seqs) == (who != "stranger")
    cell = Cell(measure="workers", area=people.area("28"))
    behind = set(contributions_behind(viewer, cell).filter(entry_seq__in=seqs).values_list("id", flat=True))
    assert set(contributions_in(viewer, cell, seqs).values_list("id", flat=True)) == behind


@pytest.mark.parametrize("who", ["devi", "lakshmi", "stranger", "admin"])
def test_a_few_submissions_are_seen_as_in_the_list(people, who):
    viewer = getattr(people, who)
    ids = list(Submission.objects.values_list("id", flat=True)[:5])
    seen = Submission.objects.visible_to(viewer).filter(id__in=ids)
    assert set(Submission.objects.among(ids, viewer)) == set(seen)
