"""Lists of other offices become candidates, never workers."""

from datetime import timedelta

import pytest

from karmika.candidates.acts import SettleCandidate, WithdrawCandidate
from karmika.candidates.duties import forget_old
from karmika.candidates.imports import load_list
from karmika.candidates.models import Candidate
from karmika.candidates.tests.lists import ESHRAM, REGISTER, load, source
from karmika.files.models import LoadedFile
from karmika.files.undoing import undo
from karmika.groups.models import Group
from karmika.journal.models import Entry, Key
from karmika.journal.perform import perform
from karmika.kernel.dates import now
from karmika.kernel.refused import Refused
from karmika.registry.models import Person, Worker
from karmika.rooms import REVERSALS

pytestmark = pytest.mark.django_db


def found(reference):
    return Candidate.objects.get(reference=reference)


def test_a_list_brings_candidates_and_no_person_and_no_worker(cast):
    before = (Person.objects.count(), Worker.objects.count(), Group.objects.count())
    assert (load(cast).added, load(cast, REGISTER, "shg_register").added) == (2, 2)
    sarada, durga = found("123456789012"), found("SHG-1")
    assert (sarada.name, sarada.phone, sarada.birth_year, sarada.what) == (
        "Sarada Devi",
        "+919848012399",
        1984,
        "person",
    )
    assert (durga.title, durga.name, durga.members_count, durga.what) == (
        "Sri Durga Sangham",
        "Padmavathi",
        12,
        "group",
    )
    assert before == (Person.objects.count(), Worker.objects.count(), Group.objects.count())


def test_the_file_is_one_act_that_says_where_it_comes_from_and_who_checked_it(cast):
    load(cast, ESHRAM.replace("reference,", "UAN,"), mapping={"reference": "UAN"})
    file = LoadedFile.objects.get()
    assert (file.what, file.rows_count, file.mapping) == ("eshram", 2, [["reference", "UAN"]])
    assert file.basis.startswith("Letter 12") and file.checked_by and not file.name
    assert Entry.objects.filter(cause=file.id).count() == 2


def test_the_same_list_again_changes_nothing(cast, nothing_written):
    load(cast)
    with nothing_written():
        again = load(cast)
        other_order = load(
            cast, "\n".join([ESHRAM.splitlines()[0], *reversed(ESHRAM.splitlines()[1:])]) + "\n"
        )
    assert (again.added, again.unchanged, other_order.unchanged) == (0, 2, 2)


def test_bad_lines_are_told_by_number_and_the_rest_is_loaded(cast):
    bad = [
        "123456789014,,,,,,,ward,251746-W07",
        ",Somebody,,,,,,ward,251746-W07",
        "123456789015,Somebody,12,,,,,ward,251746-W07",
        "123456789016,Somebody,,,woman,,,ward,251746-W07",
        "123456789017,Somebody,,,,84,,ward,251746-W07",
        "123456789018,Somebody,,,,,emperor,ward,251746-W07",
        "123456789019,Somebody,,,,,,ward,nowhere",
        "123456789020,Somebody,,,,,,ward,251719-W01",
        "123456789021,Somebody,,lives at 2341 2341 2346,,,,ward,251746-W07",
        "123456789012,Somebody else,,,,,,ward,251746-W07",
        "123456789022,Somebody,,,,,,ward,251746-W07,one too many",
    ]
    loaded = load(cast, ESHRAM + "\n".join(bad) + "\n")
    assert loaded.added == 2
    assert [(row.line, row.refused.code) for row in loaded.bad] == [
        (4, "candidates.name"),
        (5, "candidates.reference"),
        (6, "kernel.phone"),
        (7, "candidates.sex"),
        (8, "candidates.birth_year"),
        (9, "candidates.occupation"),
        (10, "candidates.area_unknown"),
        (11, "candidates.area_outside"),
        (12, "candidates.aadhaar"),
        (13, "files.line_twice"),
        (14, "files.cells"),
    ]
    assert all("Somebody" not in row.refused.sentence() for row in loaded.bad)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe", "files.unreadable"),
        (b"name\nx\n", "files.columns"),
        (b"", "files.columns"),
        (b"a\x00b\n", "files.unreadable"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(cast, nothing_written, content, code):
    with nothing_written(), pytest.raises(Refused) as caught:
        load_list(cast.operator, source(cast), content)
    assert caught.value.code == code


def test_a_twelve_digit_number_is_kept_only_where_the_list_has_such_numbers(cast):
    aadhaar_like = ESHRAM.replace("123456789012", "234123412346")
    assert load(cast, aadhaar_like).added == 2
    assert [row.refused.code for row in load(cast, aadhaar_like, "bocw").bad] == ["candidates.aadhaar"]


def test_a_newer_list_corrects_whom_nobody_has_found_yet(cast):
    load(cast)
    loaded = load(cast, ESHRAM.replace("Door 4-1", "Door 9-9"))
    assert (loaded.changed, loaded.unchanged) == (1, 1)
    assert found("123456789012").address == "Door 9-9"


def test_undoing_the_newer_list_brings_the_older_line_back_and_undoing_the_older_forgets(cast):
    load(cast)
    load(cast, ESHRAM.replace("Door 4-1", "Door 9-9"))
    older, newer = LoadedFile.objects.order_by("entry_seq")
    assert undo(cast.operator, newer.id, "wrong list", REVERSALS).taken_back == 1
    assert found("123456789012").address == "Door 4-1"
    done = undo(cast.operator, older.id, "wrong list", REVERSALS)
    assert (done.taken_back, done.kept) == (2, [])
    assert not Candidate.objects.exclude(name=None, phone=None, address=None, reference=None).exists()
    assert not Key.objects.filter(owner__in=Candidate.objects.values("id"), wrapped__isnull=False).exists()


def test_undone_twice_is_undone_once_and_a_list_that_was_undone_can_be_loaded_again(cast, nothing_written):
    load(cast)
    file = LoadedFile.objects.get()
    undo(cast.operator, file.id, "too early", REVERSALS)
    with nothing_written():
        assert undo(cast.operator, file.id, "too early", REVERSALS).before == 2
    assert load(cast).added == 2
    assert Candidate.objects.filter(state="open").count() == 2
    assert LoadedFile.objects.filter(undone_on=None).count() == 1
    assert load(cast).unchanged == 2


def test_whom_somebody_settled_stays_when_the_list_is_undone(cast):
    load(cast)
    act = SettleCandidate(candidate=found("123456789013").id, outcome="not_found", reason="moved")
    perform(act, cast.ramesh)
    done = undo(cast.operator, LoadedFile.objects.get().id, "wrong list", REVERSALS)
    assert (done.taken_back, [kept.refused.code for kept in done.kept]) == (1, ["files.touched"])
    assert found("123456789013").state == "not_found"


def test_who_asked_not_to_be_on_the_list_is_not_brought_back_by_a_newer_one(cast):
    load(cast)
    perform(WithdrawCandidate(candidate=found("123456789012").id, reason="objected"), cast.ramesh)
    loaded = load(cast, ESHRAM.replace("Door 4-1", "Door 9-9"))
    assert (loaded.added, loaded.unchanged) == (0, 2)
    assert not Candidate.objects.filter(reference="123456789012").exists()


def test_whom_nobody_found_in_a_year_is_forgotten(cast):
    load(cast)
    forget_old(now() + timedelta(days=364))
    assert Candidate.objects.filter(state="open").count() == 2
    forget_old(now() + timedelta(days=366))
    assert set(Candidate.objects.values_list("state", "reason", "name")) == {("withdrawn", "expired", None)}


@pytest.mark.parametrize("reason", ["objected", "wrong_list"])
def test_who_was_barred_is_brought_back_by_no_list_however_it_is_written(cast, reason):
    load(cast)
    perform(WithdrawCandidate(candidate=found("123456789012").id, reason=reason), cast.ramesh)
    for text in (ESHRAM, ESHRAM.replace("Door 4-1", "Door 9-9"), ESHRAM.replace("Sarada", "Sharada") + "\n"):
        assert load(cast, text).added == 0
    assert not Candidate.objects.filter(reference="123456789012").exists()


@pytest.mark.parametrize("reason", ["expired", "twice"])
def test_who_was_taken_off_for_another_reason_comes_with_a_newer_list_and_not_with_the_same(cast, reason):
    load(cast)
    before = found("123456789012").id
    viewer = cast.operator if reason == "expired" else cast.ramesh
    perform(WithdrawCandidate(candidate=before, reason=reason), viewer)
    assert (load(cast).added, load(cast).unchanged) == (0, 2), "the same file is not a newer one"
    newer = "\n".join([*ESHRAM.splitlines()[:2], "123456789099,Rama Rao,,,,,,ward,251746-W07"]) + "\n"
    assert load(cast, newer).added == 2, "the very words of before, in a newer list"
    again = found("123456789012")
    assert (again.id == before, again.state, again.name) == (False, "open", "Sarada Devi")
    assert (load(cast).added, load(cast, newer).added, load(cast, newer).unchanged) == (0, 0, 2)
    perform(WithdrawCandidate(candidate=again.id, reason="objected"), cast.ramesh)
    assert load(cast, newer.replace("Rama", "Ramana")).added == 0
    assert not Candidate.objects.filter(reference="123456789012").exists()


def test_a_newer_list_that_was_undone_can_be_loaded_again_after_an_older_one_ended(cast):
    load(cast)
    perform(WithdrawCandidate(candidate=found("123456789012").id, reason="expired"), cast.operator)
    newer = ESHRAM.replace("Door 4-2", "Door 9-9")
    assert (load(cast, newer).added, found("123456789012").state) == (1, "open")
    undo(cast.operator, LoadedFile.objects.latest("entry_seq").id, "too early", REVERSALS)
    assert not Candidate.objects.filter(reference="123456789012").exists()
    assert load(cast, newer).added == 1
    assert found("123456789012").state == "open"


@pytest.mark.parametrize("who", ["admin", "lakshmi", "ramesh", "fatima", "auditor", "stranger", "colleague"])
def test_only_the_state_office_and_the_operator_load_lists(cast, nothing_written, who):
    with nothing_written(), pytest.raises(Refused) as caught:
        load_list(getattr(cast, who), source(cast), ESHRAM.encode())
    assert caught.value.code == "access.not_yours"


def test_the_state_office_loads_a_list(cast):
    assert load_list(cast.devi, source(cast), ESHRAM.encode()).added == 2
