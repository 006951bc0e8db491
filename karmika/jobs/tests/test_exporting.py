"""Long lists: prepared in slices, cancelled, killed and resumed without a doubled or lost row, for the asker alone."""

import os
import stat
from dataclasses import replace
from datetime import timedelta

import pytest

from karmika.access.acts import EndRole
from karmika.access.models import Export, RoleAssignment
from karmika.duties import WORKS
from karmika.groups.tests import people
from karmika.jobs import asking, duties, exporting, store, work
from karmika.jobs.models import Job
from karmika.jobs.tests.reading import csv_rows, xlsx_rows
from karmika.journal.perform import perform
from karmika.kernel.dates import now
from karmika.kernel.refused import Refused
from karmika.registry.acts import Restrict
from karmika.registry.listings import WORKERS
from karmika.registry.models import Worker
from karmika.testing import at_once

MANY = 23


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Few rows are many, so that a list takes several slices."""
    monkeypatch.setattr(exporting, "DIRECT_MAXIMUM", 10)
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 5)
    monkeypatch.setattr(work, "SLICE_S", 0)


@pytest.fixture
def workers(cast):
    return people.make(cast, range(MANY))


def asked_for(client, name="workers"):
    answer = client.post(f"/lists/{name}/", {"kind": "csv"})
    assert answer.status_code == 302, answer.content.decode()
    return Job.objects.get(id=answer.headers["Location"].split("/")[2])


def finish(works=WORKS):
    while work.run_slice(works):
        pass


def names(client, job):
    return sorted(row[0] for row in csv_rows(client.get(f"/jobs/{job.id}/file/?kind=csv")))


ALL = sorted(f"Worker {n}" for n in range(MANY))


@pytest.mark.django_db
def test_a_long_list_is_prepared_and_then_downloaded_in_both_kinds(client_for, workers):
    ramesh = client_for("ramesh")
    job = asked_for(ramesh)
    assert "Waits for its turn" in ramesh.get(f"/jobs/{job.id}/").content.decode()
    work.run_slice(WORKS)
    page = ramesh.get(f"/jobs/{job.id}/").content.decode()
    assert "hx-trigger" in page
    assert "<progress" in page
    finish()
    page = ramesh.get(f"/jobs/{job.id}/").content.decode()
    assert f"{MANY} rows are ready" in page
    assert "hx-trigger" not in page
    assert names(ramesh, job) == ALL
    assert len(xlsx_rows(ramesh.get(f"/jobs/{job.id}/file/?kind=xlsx"))) == MANY


@pytest.mark.django_db
def test_it_leaves_when_it_is_downloaded_and_that_is_noted_each_time(client_for, workers):
    ramesh = client_for("ramesh")
    job = asked_for(ramesh)
    finish()
    assert not Export.objects.exists()
    names(ramesh, job)
    names(ramesh, job)
    assert list(Export.objects.values_list("file", "persons")) == [("workers", MANY)] * 2


@pytest.mark.django_db
def test_a_worker_that_is_killed_in_a_slice_goes_on_without_a_doubled_or_lost_row(client_for, workers):
    ramesh = client_for("ramesh")
    job = asked_for(ramesh)
    reads = 0

    def killed(rows, viewer):
        nonlocal reads
        reads += 1
        if reads == 3:
            raise KeyboardInterrupt
        return WORKERS.read(rows, viewer)

    with pytest.raises(KeyboardInterrupt):
        finish({"export": exporting.Exporting([replace(WORKERS, read=killed)])})
    job.refresh_from_db()
    assert (job.state, job.position) == ("running", 10)
    store.append(job.id, ".rows", job.size, b'["half a li')  # written, but not noted
    finish()
    assert names(ramesh, job) == ALL


@pytest.mark.django_db
def test_a_power_cut_that_took_rows_which_were_noted_begins_anew(client_for, workers):
    ramesh = client_for("ramesh")
    job = asked_for(ramesh)
    for _ in range(3):
        work.run_slice(WORKS)
    os.truncate(store.path_of(job.id, ".rows"), 7)
    finish()
    assert names(ramesh, job) == ALL


@pytest.mark.django_db
def test_workers_recorded_meanwhile_are_not_in_it_and_nobody_is_twice(cast, client_for, workers):
    ramesh = client_for("ramesh")
    job = asked_for(ramesh)
    work.run_slice(WORKS)
    people.make(cast, range(100, 130))
    finish()
    assert names(ramesh, job) == ALL


@pytest.mark.django_db
def test_a_cancel_stops_it_and_leaves_no_row_behind(client_for, workers, data):
    ramesh = client_for("ramesh")
    job = asked_for(ramesh)
    work.run_slice(WORKS)
    ramesh.post(f"/jobs/{job.id}/cancel/")
    finish()
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert [path.suffix for path in (data / "jobs").iterdir()] == [".lock"]
    assert ramesh.get(f"/jobs/{job.id}/file/").status_code == 302
    ramesh.post(f"/jobs/{job.id}/resume/")
    finish()
    assert names(ramesh, job) == ALL


@pytest.mark.django_db
def test_a_cancel_in_the_middle_of_a_slice_takes_effect_at_its_end(cast, client_for, workers):
    job = asked_for(client_for("ramesh"))

    def cancelled_meanwhile(rows, viewer):
        asking.cancel(Job.objects.get(id=job.id))
        return WORKERS.read(rows, viewer)

    finish({"export": exporting.Exporting([replace(WORKERS, read=cancelled_meanwhile)])})
    job.refresh_from_db()
    assert (job.state, job.position) == ("cancelled", 0)
    assert not store.path_of(job.id, ".rows").exists()


@pytest.mark.django_db
def test_a_role_that_ends_ends_the_work_and_the_download(cast, client_for, workers):
    ramesh = client_for("ramesh")
    ready, begun = asked_for(ramesh), asked_for(ramesh)
    while Job.objects.get(id=ready.id).state != "done":
        work.run_slice(WORKS)
    Job.objects.filter(id=begun.id).update(state="waiting", position=0)
    role = RoleAssignment.objects.get(user_id=cast.user_id("ramesh"))
    perform(EndRole(assignment=role.id), cast.operator)
    finish()
    begun.refresh_from_db()
    assert (begun.state, begun.reason) == ("failed", "jobs.rights_ended")
    assert not store.path_of(begun.id, ".rows").exists()
    answer = ramesh.get(f"/jobs/{ready.id}/file/")
    assert answer.status_code in (302, 404)
    assert not Export.objects.exists()


@pytest.mark.django_db
def test_who_is_restricted_after_it_was_read_is_not_handed_out(cast, client_for, workers):
    ramesh = client_for("ramesh")
    job = asked_for(ramesh)
    finish()
    home = Worker.objects.get(id=people.worker_id(7)).household_id
    paper = {"reason": "own_request", "authority": "Order 12/2026", "reference": "R-7"}
    due = now().date() + timedelta(days=30)
    perform(Restrict(restriction=people.worker_id(999), household=home, due_on=due, **paper), cast.operator)
    assert names(ramesh, job) == [name for name in ALL if name != "Worker 7"]
    assert Export.objects.get().persons == MANY - 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["fatima", "colleague", "devi", "admin"])
def test_nobody_else_finds_it(client_for, workers, who):
    job = asked_for(client_for("ramesh"))
    finish()
    other = client_for(who)
    for way in ("", "file/"):
        assert other.get(f"/jobs/{job.id}/{way}").headers["Location"] == "/lists/"
    for way in ("cancel/", "resume/"):
        assert other.post(f"/jobs/{job.id}/{way}").headers["Location"] == "/lists/"
    job.refresh_from_db()
    assert job.state == "done"
    assert str(job.id) not in other.get("/lists/").content.decode()


@pytest.mark.django_db
def test_a_person_has_three_in_the_making_and_no_more(client_for, workers):
    ramesh = client_for("ramesh")
    first = asked_for(ramesh)
    asked_for(ramesh)
    asked_for(ramesh)
    page = ramesh.post("/lists/workers/", {"kind": "csv"})
    assert "3 of your files are in the making" in page.content.decode()
    assert Job.objects.count() == 3
    asked_for(client_for("fatima"))
    ramesh.post(f"/jobs/{first.id}/cancel/")
    asked_for(ramesh)
    ramesh.post(f"/jobs/{first.id}/resume/")
    first.refresh_from_db()
    assert first.state == "cancelled", "three others are in the making"


@pytest.mark.django_db
def test_old_ones_make_room_for_new_ones(client_for, workers):
    ramesh = client_for("ramesh")
    jobs = []
    for _ in range(asking.KEPT_MAXIMUM + 2):
        jobs.append(asked_for(ramesh).id)
        finish()
    assert set(Job.objects.values_list("id", flat=True)) == set(jobs[2:])
    assert not store.path_of(jobs[0], ".rows").exists()


@pytest.mark.django_db
def test_files_are_for_the_house_alone_and_are_gone_after_a_day(client_for, workers, data):
    job = asked_for(client_for("ramesh"))
    finish()
    assert stat.S_IMODE((data / "jobs").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (data / "jobs").iterdir()} == {0o600}
    duties.forget_old(now() + timedelta(hours=23))
    assert Job.objects.filter(id=job.id).exists()
    duties.forget_old(now() + timedelta(hours=25))
    assert not Job.objects.exists()
    assert list((data / "jobs").iterdir()) == []


@pytest.mark.django_db
def test_a_slice_that_breaks_off_again_and_again_ends_and_says_so(client_for, workers):
    ramesh = client_for("ramesh")
    job = asked_for(ramesh)

    def full(rows, viewer):
        raise OSError("No space left on device")

    finish({"export": exporting.Exporting([replace(WORKERS, read=full)])})
    job.refresh_from_db()
    assert (job.state, job.reason) == ("failed", "jobs.broke_off")
    assert "broke off 5 times" in ramesh.get(f"/jobs/{job.id}/").content.decode()
    ramesh.post(f"/jobs/{job.id}/resume/")
    finish()
    assert names(ramesh, job) == ALL


@pytest.mark.django_db
def test_jobs_have_their_turns_one_after_the_other(client_for, workers):
    first, second = asked_for(client_for("ramesh")), asked_for(client_for("fatima"))
    for _ in range(4):
        work.run_slice(WORKS)
    assert [Job.objects.get(id=job.id).position for job in (first, second)] == [10, 10]


@pytest.mark.django_db
def test_a_file_that_somebody_tampered_with_the_address_of_is_not_there(client_for, workers):
    ramesh = client_for("ramesh")
    job = asked_for(ramesh)
    assert ramesh.get(f"/jobs/{job.id}/file/").status_code == 302, "not ready"
    finish()
    assert ramesh.get(f"/jobs/{job.id}/file/?kind=../../x").status_code == 302
    assert ramesh.post(f"/jobs/{job.id}/file/").status_code == 405
    assert ramesh.get(f"/jobs/{people.worker_id(1)}/").status_code == 302


def test_two_workers_at_once_write_each_row_once(fresh_database, cast, client_for):
    people.make(cast, range(MANY))
    ramesh = client_for("ramesh")
    job = asked_for(ramesh)
    answers = at_once(finish, finish)
    assert answers == [None, None]
    finish()
    assert names(ramesh, job) == ALL


def test_four_asked_for_at_once_are_three(fresh_database, cast):
    people.make(cast, range(MANY))

    def ask():
        return asking.ask(cast.ramesh, ("export", "workers"), {}, language="en")

    answers = at_once(ask, ask, ask, ask)
    refused = [one for one in answers if isinstance(one, Refused)]
    assert [one.code for one in refused] == ["jobs.too_many"]
    assert Job.objects.count() == 3
