"""The drill: the house is lost and comes back, and whoever was erased since the backup stays erased."""

from uuid import uuid4

import pytest
from django.db import connections
from django.urls import reverse

from karmika import worker
from karmika.areas.acts.worksites import DefineWorksite, Details
from karmika.backup import erasures
from karmika.backup.archive import BackupError
from karmika.backup.dumping import back_up
from karmika.backup.restoring import Asked, restore
from karmika.candidates.acts import WithdrawCandidate
from karmika.candidates.models import Candidate
from karmika.candidates.tests.lists import load
from karmika.chain import heads, sealing, verifying
from karmika.intake.models import Submission, SubmissionVersion
from karmika.journal import keys
from karmika.journal.models import Entry, Key
from karmika.journal.perform import perform
from karmika.kernel.dates import now
from karmika.measures import tally
from karmika.reactions import REACTIONS
from karmika.rebuild import rebuild_and_compare
from karmika.registry import queries
from karmika.registry.acts import Erase
from karmika.registry.models import Household, Identifier, Person, SearchToken
from karmika.registry.tests import doorstep
from karmika.testing import at_once, written


def people():
    return dict(Person.objects.values_list("id", "name"))


@pytest.mark.by_migrations
def test_a_house_that_was_lost_comes_back_as_it_was(home, cast, folder, lose):
    hours = Details(
        area=cast.area("251746-W07"),
        worksite_kind="auto_stand",
        name_en="Night stand",
        source="the drill",
        opens_at="18:30",
        closes_at="23:45",
    )
    perform(DefineWorksite(code="VJA-AS-099", details=hours), cast.operator)
    sealing.seal(now())
    made = back_up(folder, now())
    before, names, tokens = written(), people(), SearchToken.objects.count()
    lose()
    done = restore(Asked(folder), now())
    assert written() == before
    assert people() == names and "Zulekha Quraishi" in names.values()
    assert SearchToken.objects.count() == tokens > 0
    assert heads.head().full == made.manifest.head
    assert done.chain.faults == () and done.chain.waiting == 0
    assert rebuild_and_compare().differing == 0
    assert tally.verify() == []
    assert done.kept == ""


def test_whoever_was_erased_after_the_backup_stays_erased(home, cast, made, folder, lose):
    home.erase()
    erasures.extend_if_new(folder, now())
    lose()
    done = restore(Asked(folder), now())
    assert done.people == 1
    person = Person.objects.get(id=home.person.id)
    assert (person.name, person.phone, person.born_on) == (None, None, None)
    assert person.erased_on is not None and person.hidden
    assert set(Identifier.objects.values_list("value", flat=True)) == {None}
    assert not SearchToken.objects.filter(person_id=person.id).exists()
    assert keys.read_keys([person.id]) == {person.id: None}
    assert Person.objects.get(id=home.other.id).name == "Anjaneya Murthy"
    assert queries.profile(cast.ramesh, person.id) is None
    worker.run_once(REACTIONS)
    assert rebuild_and_compare().differing == 0
    sealing.seal(now())
    assert verifying.verify().faults == ()


def test_phones_that_send_again_are_answered_201_and_counted_once(home, cast, made, folder, lose, client_for):
    later = doorstep.xml(doorstep.survey(doorstep.member("Sarada")), instance=f"uuid:{uuid4()}")
    about_her = doorstep.xml(doorstep.survey({**home.hers, "works": "no"}), instance=f"uuid:{uuid4()}")
    assert home.send(later).status == 201
    home.erase()
    assert home.send(about_her).status == 201
    erasures.extend_if_new(folder, now())
    lose()
    restore(Asked(folder), now())
    for _ in range(2):
        for xml in (home.xml, later, about_her):
            assert home.send(xml).status == 201
    worker.run_once(REACTIONS)
    assert SubmissionVersion.objects.count() == Submission.objects.count() == 3
    assert Person.objects.filter(name="Sarada").count() == 1
    assert not Person.objects.filter(name="Zulekha Quraishi").exists()
    assert Submission.objects.get(reason="intake.person_erased").secrecy == "erased"
    page = client_for("ramesh").get(reverse("intake.submission", args=[home.submission.id]))
    assert page.status_code in (200, 404) and "Zulekha" not in page.content.decode()
    assert rebuild_and_compare().differing == 0


def test_the_living_database_says_too_whom_it_erased(home, made, folder):
    home.erase()
    (folder / erasures.NAME).unlink()
    done = restore(Asked(folder, replace=True), now())
    assert done.people == 1 and done.sources == ("the living database",)
    assert Person.objects.get(id=home.person.id).name is None


def test_a_household_erased_whole_comes_back_without_its_address(home, made, folder, lose):
    home.erase(None)
    erasures.extend_if_new(folder, now())
    lose()
    assert restore(Asked(folder), now()).people == 2
    household = Household.objects.get()
    assert household.erased_on is not None and household.address is None
    assert rebuild_and_compare().differing == 0


def test_a_candidate_who_objected_after_the_backup_does_not_come_back_open(home, cast, folder, lose):
    load(cast)
    objected = Candidate.objects.get(reference="123456789012").id
    back_up(folder, now())
    perform(WithdrawCandidate(candidate=objected, reason="objected"), cast.ramesh)
    erasures.extend_if_new(folder, now())
    lose()
    restore(Asked(folder), now())
    held = Candidate.objects.get(id=objected)
    assert (held.state, held.reason, held.name, held.reference) == ("withdrawn", "restored", None, None)
    assert Candidate.objects.get(reference="123456789013").state == "open"
    assert load(cast).added == 0, "nor does the next copy of the list bring her back"
    assert rebuild_and_compare().differing == 0


def test_one_who_asked_before_the_backup_and_was_erased_after_it(home, privacy, folder, lose):
    """The operator had asked, somebody else erased; after the restore the operator's word alone must do."""
    restriction = home.restrict()
    back_up(folder, now())
    perform(Erase(restriction=restriction, at_once=True), privacy)
    erasures.extend_if_new(folder, now())
    lose()
    assert restore(Asked(folder), now()).people == 1
    assert Person.objects.get(id=home.person.id).restrictions.get().state == "erased"
    assert rebuild_and_compare().differing == 0


def test_without_any_erasure_list_nothing_is_restored_unless_somebody_says_so(home, made, folder, lose):
    (folder / erasures.NAME).unlink()
    lose()
    with pytest.raises(BackupError, match="--without-erasure-list"):
        restore(Asked(folder), now())
    done = restore(Asked(folder, without_erasure_list=True), now())
    assert done.sources == () and done.people == 0


def test_without_the_second_file_names_stay_sealed_and_the_rest_is_there(home, cast, made, folder, lose):
    lose()
    made.files.keys.unlink()
    with pytest.raises(BackupError, match="--without-keys"):
        restore(Asked(folder), now())
    done = restore(Asked(folder, without_keys=True), now())
    assert not done.named
    assert set(people().values()) == {None}
    assert not SearchToken.objects.exists()
    assert not Key.objects.filter(wrapped__isnull=False).exists()
    assert done.chain.faults == ()
    assert rebuild_and_compare().differing == 0


def test_a_living_house_is_not_overwritten_and_then_kept(home, made, folder, nothing_written):
    with nothing_written(), pytest.raises(BackupError, match="--replace"):
        restore(Asked(folder), now())
    doorstep_after = home.send(
        doorstep.xml(doorstep.survey(doorstep.member("Sarada")), instance=f"uuid:{uuid4()}")
    )
    assert doorstep_after.status == 201
    entries = Entry.objects.count()
    done = restore(Asked(folder, replace=True), now())
    assert Entry.objects.count() == made.manifest.entries < entries
    assert entries_kept(done.kept) == entries


def entries_kept(kept: str) -> int:
    """Entries of the database that was put aside."""
    import sqlite3

    if connections["default"].vendor == "sqlite":
        with sqlite3.connect(kept) as old:
            return old.execute("SELECT count(*) FROM journal_entry").fetchone()[0]
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {kept.removeprefix('schema ')}.journal_entry")
        return cursor.fetchone()[0]


def test_while_somebody_uses_the_house_nothing_is_restored(home, made, folder, nothing_written):
    other = connections.create_connection("default")
    try:
        other.ensure_connection()
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM journal_entry")
        with nothing_written(), pytest.raises(BackupError, match="Stop it first"):
            restore(Asked(folder, replace=True), now())
    finally:
        other.close()


def test_a_head_from_paper_must_be_in_what_comes_back(home, made, folder, lose):
    known = heads.head()
    home.restrict()
    sealing.seal(now())
    newer = heads.head()
    erasures.extend(folder, now())
    lose()
    with pytest.raises(BackupError, match="cut off"):
        restore(Asked(folder, against=newer.full), now())
    done = restore(Asked(folder, against=known.short), now())
    assert done.compared.holds
    done = restore(Asked(folder, against=newer.full, accept=True, replace=True), now())
    assert not done.compared.holds


def test_a_chain_that_was_broken_before_is_told(home, folder, lose):
    from karmika.kernel import guard

    with guard.opened(), connections["default"].cursor() as cursor:
        name = "journal_entry_no_update" if cursor.db.vendor == "sqlite" else "journal_entry_no_change"
        cursor.execute(f"DROP TRIGGER {name}" + ("" if cursor.db.vendor == "sqlite" else " ON journal_entry"))
        cursor.execute("UPDATE journal_entry SET role = 'operator2' WHERE seq = 3")
    back_up(folder, now())
    lose()
    with pytest.raises(BackupError, match="Entry 3 was changed"):
        restore(Asked(folder), now())
    assert restore(Asked(folder, accept=True), now()).chain.faults[0].seq == 3


def test_the_house_works_on_after_a_restore(home, cast, made, folder, lose):
    lose()
    restore(Asked(folder), now())
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first()
    results = at_once(*(lambda n=n: home.send(_survey(n)) for n in range(4)))
    assert [one.status for one in results] == [201] * 4
    assert Entry.objects.filter(seq__gt=last).count() >= 4
    worker.run_once(REACTIONS)
    sealing.seal(now())
    assert verifying.verify().faults == ()
    assert rebuild_and_compare().differing == 0


def _survey(number):
    said = doorstep.survey(doorstep.member(f"Sarada {number}"))
    return doorstep.xml(said, instance=f"uuid:{uuid4()}")


def test_a_backup_under_writers_is_of_one_moment(home, cast, folder, lose):
    def write():
        for number in range(6):
            assert home.send(_survey(number)).status == 201

    made, *_ = at_once(lambda: back_up(folder, now()), write, write)
    assert not isinstance(made, BaseException), made
    lose()
    restore(Asked(folder), now())
    assert Entry.objects.count() == made.manifest.entries
    assert rebuild_and_compare().differing == 0
