"""The page of a worksite with the people and groups that rooms above know of, by rights."""

import pytest
from django.urls import reverse

from karmika.groups.models import Group
from karmika.groups.tests import people
from karmika.registry import queries


@pytest.fixture
def url(cast):
    """The stand of ward 7: six workers in a group, six without, one who did not agree."""
    people.group(cast, range(20, 26))
    people.make(cast, range(6))
    people.make(cast, [people.Someone(number=40, consent=False)])
    return reverse("areas.worksite", args=[cast.worksite("VJA-AS-012")])


def tiles(html):
    import re

    pairs = re.findall(r"<dt>([^<]+?)\s*</dt>\s*<dd>(?:<a[^>]*>)?([\d,]+)", html)
    return {name.strip(): int(number.replace(",", "")) for name, number in pairs}


def test_a_worksite_shows_who_works_there_and_its_groups(url, client_for):
    html = client_for("ramesh").get(url).content.decode()
    found = tiles(html)
    assert found["Workers here"] == 13 and found["Agreed to be proposed for a group"] == 12
    assert found["Groups here"] == 1 and found["Members of these groups"] == 6
    group = Group.objects.get()
    assert group.number in html and reverse("groups.group", args=[group.id]) in html
    assert "Worker 40" in html and "Worker 21" in html and "16.499700,80.656600" in html


def test_people_are_paged(url, client_for, monkeypatch):
    monkeypatch.setattr(queries, "WORKPLACE_PAGE", 5)
    client = client_for("ramesh")
    pages = [client.get(url, {"page": number}).content.decode() for number in range(4)]
    assert [html.count('class="person-name"') for html in pages] == [5, 5, 3, 0]


@pytest.mark.parametrize(("who", "workers"), [("colleague", 0), ("auditor", 13), ("lakshmi", 13)])
def test_each_sees_the_people_of_the_own_organisation(url, client_for, who, workers):
    html = client_for(who).get(url).content.decode()
    assert tiles(html)["Workers here"] == workers
    assert ("Worker 21" in html) == bool(workers) and (Group.objects.get().number in html) == bool(workers)


def test_who_may_not_read_persons_sees_the_place_alone(url, client_for):
    html = client_for("admin").get(url).content.decode()
    assert "Benz Circle" in html and "Worker 21" not in html and "Workers here" not in html


def test_a_restricted_worker_is_neither_shown_nor_counted(url, cast, client_for):
    from datetime import timedelta

    from karmika.journal.perform import perform
    from karmika.kernel.dates import today
    from karmika.kernel.ids import uuid7
    from karmika.registry.acts import Restrict
    from karmika.registry.models import Worker

    row = Worker.objects.get(id=people.worker_id(40))
    paper = {"reason": "own_request", "authority": "Order 1/2026", "reference": "R-7"}
    act = Restrict(
        restriction=uuid7(),
        household=row.household_id,
        person=row.id,
        due_on=today() + timedelta(days=9),
        **paper,
    )
    perform(act, cast.operator)
    html = client_for("ramesh").get(url).content.decode()
    assert "Worker 40" not in html and tiles(html)["Workers here"] == 12


def test_the_page_asks_few_questions(url, client_for, django_assert_max_num_queries):
    client = client_for("lakshmi")
    client.get(url)
    with django_assert_max_num_queries(15):
        assert client.get(url).status_code == 200
