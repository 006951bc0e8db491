"""Lists taken along at once: the same rows as on the page, in both kinds of file, for those who may, and noted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from karmika.access.models import Export, ExportSubject
from karmika.groups.tests import people
from karmika.jobs.models import Job
from karmika.jobs.tests.reading import body, csv_rows, xlsx_rows
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.listing import among
from karmika.registry.acts import Restrict
from karmika.registry.listings import WORKERS
from karmika.registry.models import Worker
from karmika.rooms import LISTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def workers(cast):
    return people.make(cast, range(6))


def taken(client, name, kind="csv", **sought):
    return client.post(f"/lists/{name}/", {"kind": kind, **sought})


def test_workers_are_taken_along_as_csv_and_as_a_workbook(client_for, workers):
    as_text, as_book = (
        read(taken(client_for("ramesh"), "workers", kind))
        for read, kind in ((csv_rows, "csv"), (xlsx_rows, "xlsx"))
    )
    names = [f"Worker {n}" for n in range(6)]
    assert sorted(row[0] for row in as_text) == sorted(row[0] for row in as_book) == names
    assert {row[13].date() for row in as_book} == {today()}, "days are days"


def test_the_file_says_of_when_it_is_and_is_kept_by_nobody_on_the_way(client_for, workers):
    answer = taken(client_for("ramesh"), "workers")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="workers-{today()}.csv"'
    assert body(answer).decode("utf-8-sig").splitlines()[-1].startswith('"# Karmika, as of ')


def test_the_page_says_how_many_rows_and_what_is_in_them(client_for, workers):
    page = client_for("ramesh").get("/lists/workers/").content.decode()
    assert "<dd>6</dd>" in page
    assert "Household number" in page


def test_the_choices_of_the_page_narrow_the_file(cast, client_for, workers):
    people.make(
        cast, [people.Someone(number=50, occupation="porter")], area="251746-W08", worksite="VJA-LC-003"
    )
    ramesh = client_for("ramesh")
    assert len(csv_rows(taken(ramesh, "workers"))) == 7
    assert len(csv_rows(taken(ramesh, "workers", area=str(cast.area("251746-W08"))))) == 1
    assert len(csv_rows(taken(ramesh, "workers", work="auto_driver"))) == 6
    assert "<dd>1</dd>" in ramesh.get(f"/lists/workers/?area={cast.area('251746-W08')}").content.decode()


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_other_areas_and_organisations_get_none_of_them(client_for, workers, who):
    assert csv_rows(taken(client_for(who), "workers")) == []
    assert not Export.objects.exists()


def test_who_may_not_read_persons_has_no_such_list(client_for, workers):
    for method in (client_for("admin").get, client_for("admin").post):
        assert method("/lists/workers/").status_code == 404
    assert client_for("admin").get("/lists/nothing/").status_code == 404
    assert "/lists/workers/" not in client_for("admin").get("/lists/").content.decode()


def test_that_it_left_is_noted_with_the_ids_of_those_in_it(cast, client_for, workers):
    csv_rows(taken(client_for("ramesh"), "workers"))
    note = Export.objects.get()
    assert (note.what, note.file, note.persons, note.user_id) == (
        "list",
        "workers",
        6,
        cast.user_id("ramesh"),
    )
    assert set(ExportSubject.objects.values_list("subject", flat=True)) == set(workers)


def test_lists_without_persons_are_not_noted(client_for, cast):
    people.group(cast)
    assert len(csv_rows(taken(client_for("ramesh"), "groups"))) == 1
    assert not Export.objects.exists()


@pytest.mark.parametrize("name", ["workers", "households", "members"])
def test_who_asked_to_be_forgotten_is_in_no_list_not_even_the_privacy_officers(
    cast, client_for, privacy, name
):
    people.group(cast)
    gone = people.worker_id(3)
    home = Worker.objects.get(id=gone).household_id
    paper = {"reason": "own_request", "authority": "Order 12/2026", "reference": "R-7"}
    perform(
        Restrict(restriction=uuid4(), household=home, due_on=today() + timedelta(days=30), **paper),
        cast.operator,
    )
    for client in (client_for("ramesh"), privacy):
        rows = csv_rows(taken(client, name))
        assert len(rows) == 5
        assert "Worker 3" not in str(rows)


def test_only_the_privacy_officer_takes_the_requests_along(client_for, privacy):
    assert csv_rows(taken(privacy, "requests")) == []
    for who in ("ramesh", "devi", "auditor"):
        assert client_for(who).get("/lists/requests/").status_code == 404


def test_members_are_taken_along_with_office_and_days(cast, client_for):
    people.group(cast)
    rows = csv_rows(taken(client_for("ramesh"), "members"))
    assert [row[0] for row in rows] == ["Sri Durga"] * 6
    assert {row[8] for row in rows} == {"2026-01-10"}


@pytest.mark.parametrize("kind", ["", "pdf", "../csv"])
def test_another_kind_of_file_is_not_made(client_for, workers, kind):
    answer = taken(client_for("ramesh"), "workers", kind)
    assert "Choose one of those" in answer.content.decode()
    assert not Export.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize("who", ["devi", "ramesh", "fatima", "lakshmi", "auditor", "admin", "privacy"])
def test_every_list_can_be_taken_along_by_everybody_who_may(cast, client_for, privacy, things, who):
    client = privacy if who == "privacy" else client_for(who)
    wrong, taken_along = [], 0
    for listing in LISTS:
        page = client.get(f"/lists/{listing.name}/")
        if page.status_code == 404:
            continue
        assert page.status_code == 200
        as_text = csv_rows(taken(client, listing.name))
        as_book = xlsx_rows(taken(client, listing.name, "xlsx"))
        whole = all(len(row) == len(listing.columns) for row in as_text)
        wrong += [] if len(as_text) == len(as_book) and whole else [listing.name]
        taken_along += 1
    assert wrong == [] and taken_along > 0


OF_THE_OTHER_ORGANISATION = {"offices": 1, "referrals": 1, "workers": 1, "households": 1}
"""What the colleague's own organisation has in ward seven: somebody whom it sent to an office of its own."""
PUBLIC = {"areas", "worksites", "forms", "users", "posts"}


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_strangers_find_nothing_of_ward_seven_in_any_list(client_for, things, who):
    client, found = client_for(who), {}
    for listing in LISTS:
        if listing.name not in PUBLIC and client.get(f"/lists/{listing.name}/").status_code == 200:
            found[listing.name] = len(csv_rows(taken(client, listing.name)))
    theirs = OF_THE_OTHER_ORGANISATION if who == "colleague" else {}
    assert found == {name: theirs.get(name, 0) for name in found} and len(found) > 5


@pytest.mark.parametrize("language", ["te", "hi"])
def test_headings_are_in_the_language_of_who_asks(cast, client_for, workers, language):
    client = client_for("ramesh")
    client.post("/language/", {"language": language, "next": "/"})
    assert taken(client, "workers").status_code == 200


@pytest.mark.parametrize("number", [50, 500])
def test_rows_are_looked_up_by_their_ids_and_not_searched_for_in_the_whole_area(cast, number):
    if connection.vendor != "sqlite":
        return
    question = WORKERS.rows(cast.devi, {}).order_by().filter(pk__in=among([uuid4() for _ in range(number)]))
    sql, values = question.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        plan = [row[3] for row in cursor.fetchall()]
    assert "(id=?)" in plan[0], plan
