"""Files handed in on the console: looked through, confirmed, loaded in slices, told line by line, taken back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from karmika.access.acts import EndRole
from karmika.access.models import RoleAssignment
from karmika.areas.models import Worksite
from karmika.candidates.models import Candidate
from karmika.candidates.tests.lists import ESHRAM
from karmika.duties import WORKS
from karmika.files.models import LoadedFile
from karmika.jobs import importing, work
from karmika.jobs.models import Job
from karmika.jobs.tests.reading import body, csv_rows, xlsx_rows
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.programme.models import OutsideFigure
from karmika.rooms import FILES

HEAD = "code,area_level,area_code,kind,name_en,name_te,name_hi,lat,lon,opens_at,closes_at,source"


def sites(*numbers, name="Stand"):
    lines = [f"X-{n},ward,251746-W07,auto_stand,{name} {n},,,,,,,seen" for n in numbers]
    return "\n".join((HEAD, *lines)) + "\n"


def workbook(text):
    book = Workbook()
    for line in text.splitlines():
        book.active.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Few lines are many, so that a file takes several slices."""
    monkeypatch.setattr(importing, "LINES_AT_ONCE", 3)
    monkeypatch.setattr(work, "SLICE_S", 0)


@pytest.fixture
def devi(client_for):
    return client_for("devi")


def beside(cast, kind):
    said = {"area": str(cast.area("28")), "organisation": str(cast.mepma)}
    if kind not in ("worksites", "outside-figures"):
        said |= {"programme": str(cast.vog), "basis": "Letter 12", "checked_by": "State office"}
    return said


def hand_in(client, cast, content, kind="worksites", name="sites.csv", **other):
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, content)
    return client.post(f"/files/load/{kind}/", {**beside(cast, kind), "file": file, **other})


def job_of(answer):
    assert answer.status_code == 302, answer.content.decode()
    return Job.objects.get(id=answer.headers["Location"].split("/")[2])


def finish(works=WORKS):
    while work.run_slice(works):
        pass


def checked(client, cast, content, kind="worksites"):
    job = job_of(hand_in(client, cast, content, kind))
    finish()
    job.refresh_from_db()
    assert job.state == "checked", (job.state, job.reason)
    return job


def loaded(client, cast, content, kind="worksites"):
    job = checked(client, cast, content, kind)
    client.post(f"/jobs/{job.id}/confirm/")
    finish()
    job.refresh_from_db()
    assert job.state == "done", (job.state, job.reason)
    return job


def counts(job):
    return [job.found[name] for name in ("added", "changed", "unchanged", "bad")]


@pytest.mark.django_db
def test_a_file_is_looked_through_without_loading_any_of_it(cast, devi):
    before = Entry.objects.count()
    bad = "X-90,ward,nowhere,auto_stand,Stand,,,,,,,seen\nX-91,ward,251746-W07,palace,Stand,,,,,,,seen\n"
    job = checked(
        devi, cast, sites(*range(7)).replace("source", "source,owner").replace("seen", "seen,") + bad
    )
    assert counts(job) == [7, 0, 0, 2]
    assert Entry.objects.count() == before
    assert not Worksite.objects.filter(code__startswith="X-").exists()
    page = devi.get(f"/jobs/{job.id}/").content.decode()
    assert "Nothing is loaded yet" in page
    assert "owner" in page, "a column that is passed over"
    assert '<th scope="row">9</th>' in page, "the line of the file"
    assert '<th scope="row">10</th>' in page


@pytest.mark.django_db
def test_after_the_confirmation_it_is_loaded_and_the_same_file_again_changes_nothing(cast, devi):
    job = loaded(devi, cast, sites(*range(7)))
    assert counts(job) == [7, 0, 0, 0]
    assert Worksite.objects.filter(code__startswith="X-").count() == 7
    entries = Entry.objects.count()
    again = loaded(devi, cast, sites(*range(7)))
    assert counts(again) == [0, 0, 7, 0]
    assert Entry.objects.count() == entries


@pytest.mark.django_db
def test_a_workbook_is_loaded_as_its_csv_would_be(cast, devi):
    assert counts(loaded(devi, cast, workbook(sites(*range(4))))) == [4, 0, 0, 0]
    assert counts(loaded(devi, cast, sites(*range(4)))) == [0, 0, 4, 0]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", FILES, ids=lambda kind: kind.name)
@pytest.mark.parametrize("how", ["csv", "xlsx"])
def test_the_sample_of_each_kind_can_be_handed_in_as_it_is(cast, devi, kind, how):
    sample = devi.get(f"/files/sample/{kind.name}/?kind={how}")
    job = checked(devi, cast, body(sample), kind.name)
    assert job.found["lines"] == 1
    assert job.found["bad"] == 0, list(importing.not_taken(job))
    assert job.asked["strange"] == []


@pytest.mark.django_db
def test_a_list_of_candidates_is_loaded_for_the_organisation_and_its_name_is_not_kept(cast, devi):
    job = loaded(devi, cast, ESHRAM, "eshram")
    assert counts(job) == [2, 0, 0, 0]
    assert "sites.csv" not in str(job.asked), "who knows what a name says"
    file = LoadedFile.objects.get()
    assert (file.basis, file.checked_by, file.organisation_id) == ("Letter 12", "State office", cast.mepma)


@pytest.mark.django_db
def test_a_worker_that_is_killed_in_a_slice_loads_no_line_twice_and_counts_right(cast, devi):
    job = checked(devi, cast, sites(*range(8)))
    devi.post(f"/jobs/{job.id}/confirm/")
    works = {**WORKS, "load": importing.Importing([_killed_at_line(6)])}
    with pytest.raises(KeyboardInterrupt):
        finish(works)
    job.refresh_from_db()
    assert (job.state, job.position, job.found["added"]) == ("running", 3, 3)
    assert Worksite.objects.filter(code__startswith="X-").count() == 3
    finish()
    job.refresh_from_db()
    assert (job.state, counts(job)) == ("done", [8, 0, 0, 0])


def _killed_at_line(number):
    """Worksites, read by somebody who is killed at a line: the seam is the kind of file's own `prepare`."""
    from dataclasses import replace

    (kind,) = (one for one in FILES if one.name == "worksites")

    def prepare(handed):
        read = kind.prepare(handed)

        def act_of(row):
            if row.line == number:
                raise KeyboardInterrupt
            return read.importer.act_of(row)

        return replace(read, importer=replace(read.importer, act_of=act_of))

    return replace(kind, prepare=prepare)


@pytest.mark.django_db
def test_a_cancel_keeps_what_was_loaded_says_so_and_can_be_resumed(cast, devi):
    job = checked(devi, cast, sites(*range(8)))
    devi.post(f"/jobs/{job.id}/confirm/")
    work.run_slice(WORKS)
    devi.post(f"/jobs/{job.id}/cancel/")
    finish()
    assert Worksite.objects.filter(code__startswith="X-").count() == 3
    assert "What was loaded before the cancel stays" in devi.get(f"/jobs/{job.id}/").content.decode()
    devi.post(f"/jobs/{job.id}/resume/")
    finish()
    job.refresh_from_db()
    assert counts(job) == [8, 0, 0, 0]


@pytest.mark.django_db
def test_a_file_is_taken_back_but_for_what_was_changed_since(cast, devi):
    loaded(devi, cast, sites(*range(8)))
    file = LoadedFile.objects.get()
    loaded(devi, cast, sites(3, name="Better name"))
    job = job_of(devi.post(f"/files/{file.id}/undo/", {"reason": "The list was an old one"}))
    finish()
    job.refresh_from_db()
    assert (job.state, job.found) == ("done", {"taken_back": 7, "before": 0, "bad": 1})
    assert Worksite.objects.filter(code__startswith="X-", closed_on=None).count() == 1
    (row,) = csv_rows(devi.get(f"/jobs/{job.id}/report/?kind=csv"))
    assert "Somebody changed it" in row[1]
    assert "taken back on" in devi.get("/files/").content.decode()


@pytest.mark.django_db
def test_lines_that_were_not_taken_are_in_the_report(cast, devi):
    bad = "".join(f"B-{n},ward,nowhere,auto_stand,Stand,,,,,,,seen\n" for n in range(60))
    job = checked(devi, cast, sites(1) + bad)
    page = devi.get(f"/jobs/{job.id}/").content.decode()
    assert page.count('<th scope="row">') == 50
    assert "The report has all of them" in page
    for read, kind in ((csv_rows, "csv"), (xlsx_rows, "xlsx")):
        assert len(read(devi.get(f"/jobs/{job.id}/report/?kind={kind}"))) == 60


@pytest.mark.django_db
def test_a_role_that_ended_loads_nothing_more(cast, devi):
    job = checked(devi, cast, sites(*range(8)))
    devi.post(f"/jobs/{job.id}/confirm/")
    work.run_slice(WORKS)
    role = RoleAssignment.objects.get(user_id=cast.user_id("devi"))
    perform(EndRole(assignment=role.id), cast.operator)
    finish()
    job.refresh_from_db()
    assert (job.state, job.reason) == ("failed", "jobs.rights_ended")
    assert Worksite.objects.filter(code__startswith="X-").count() == 3, "what was loaded before stays"


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["ramesh", "fatima", "auditor", "lakshmi"])
def test_others_have_no_such_pages(cast, client_for, who):
    client = client_for(who)
    for address in ("/files/", "/files/load/worksites/", "/files/sample/eshram/"):
        assert client.get(address).status_code == 404
    assert hand_in(client, cast, sites(1)).status_code == 404
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_the_administrator_loads_worksites_but_no_people(cast, client_for):
    admin = client_for("admin")
    page = admin.get("/files/").content.decode()
    assert "/files/load/worksites/" in page
    assert "/files/load/eshram/" not in page
    assert hand_in(admin, cast, ESHRAM, "eshram").headers["Location"] == "/files/"
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_file_for_another_organisation_or_area_is_not_offered_and_not_taken(cast, devi):
    for other in ({"organisation": str(cast.other_org)}, {"area": str(cast.area("9"))}):
        answer = hand_in(devi, cast, sites(1), **other)
        assert answer.status_code == 200
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_lines_outside_ones_area_are_not_taken(cast, devi):
    line = "Z-1,village,UP-V1,auto_stand,Stand,,,,,,,seen\n"
    job = loaded(devi, cast, sites(1) + line)
    assert counts(job) == [1, 0, 0, 1]
    assert not Worksite.objects.filter(code="Z-1").exists()


@pytest.mark.django_db
def test_figures_from_outside_are_the_organisations_that_loaded_them(cast, devi):
    sample = body(devi.get("/files/sample/outside-figures/"))
    assert counts(loaded(devi, cast, sample, "outside-figures")) == [1, 0, 0, 0]
    assert OutsideFigure.objects.get().organisation_id == cast.mepma


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "lacks the columns"),
        ("a,b\n1,2\n", "lacks the columns"),
        (HEAD + "\n", "no lines"),
        (b"\xff\xfe\x00x", "not a CSV in UTF-8"),
        (b"PK\x03\x04 but no more", "not a workbook"),
        ("x" * 100, "lacks the columns"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_good_is_refused_at_once_and_not_kept(cast, devi, data, content, says):
    answer = hand_in(devi, cast, content)
    if content == "":
        assert "empty" in answer.content.decode()
    else:
        assert says in answer.content.decode()
    assert not Job.objects.exists()
    assert not list((data / "jobs").glob("*.file")) if (data / "jobs").exists() else True


@pytest.mark.django_db
def test_too_many_lines_are_refused(cast, devi):
    answer = hand_in(devi, cast, HEAD + "\n" * 200_002)
    assert "more than 200000 lines" in answer.content.decode().replace(",", "")


@pytest.mark.django_db
def test_nobody_else_confirms_it_or_reads_its_report(cast, client_for, devi):
    job = checked(devi, cast, sites(1))
    admin = client_for("admin")
    assert admin.post(f"/jobs/{job.id}/confirm/").headers["Location"] == "/lists/"
    assert admin.get(f"/jobs/{job.id}/report/").headers["Location"] == "/lists/"
    finish()
    assert not Worksite.objects.filter(code="X-1").exists()


@pytest.mark.django_db
def test_somebody_elses_file_is_not_taken_back(cast, client_for, devi, nothing_written):
    loaded(devi, cast, sites(1))
    file = LoadedFile.objects.get()
    with nothing_written():
        for who in ("admin", "ramesh", "colleague"):
            assert client_for(who).post(f"/files/{file.id}/undo/", {"reason": "because"}).status_code == 404
        devi.post(f"/files/{file.id}/undo/", {"reason": ""})
        assert not Job.objects.filter(kind="undo").exists()


@pytest.mark.django_db
def test_a_second_click_on_confirm_loads_once(cast, devi):
    job = checked(devi, cast, sites(*range(5)))
    devi.post(f"/jobs/{job.id}/confirm/")
    devi.post(f"/jobs/{job.id}/confirm/")
    finish()
    devi.post(f"/jobs/{job.id}/confirm/")
    finish()
    job.refresh_from_db()
    assert (job.state, counts(job)) == ("done", [5, 0, 0, 0])


@pytest.mark.django_db
def test_candidates_that_were_looked_through_left_no_trace(cast, devi):
    checked(devi, cast, ESHRAM, "eshram")
    assert not Candidate.objects.exists()
    assert not LoadedFile.objects.exists()
