"""What phones still send about somebody who was erased: never lost, never read, destroyed in time, unless she comes back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from karmika.access.acts import SetRetention
from karmika.intake import duties, queue, waiting
from karmika.intake import queries as intake
from karmika.intake.enclosures import File
from karmika.intake.models import Attachment, Submission, SubmissionVersion
from karmika.journal import keys
from karmika.journal.perform import perform
from karmika.journal.queries import source_of
from karmika.kernel.dates import now
from karmika.kernel.refused import Refused
from karmika.registry.models import Household, Person
from karmika.registry.tests import doorstep
from karmika.registry.tests.test_erasing import Home
from karmika.rooms import INTERPRETERS


@pytest.fixture
def home(cast):
    return Home(cast)


def edit_of(home, **changes):
    """The form once more, with another answer of hers, as a correction of what was sent."""
    said = doorstep.survey({**home.hers, **changes}, home.his)
    said["meta"] = {"instanceID": f"uuid:{uuid4()}", "deprecatedID": home.instance}
    xml = doorstep.xml(said, instance="unused")
    return xml.replace(b"<meta><instanceID>unused</instanceID></meta>", b"")


def anew_with(home):
    """A form of its own that names her: her household's and her own id under another number."""
    said = doorstep.survey(home.hers, home.his)
    said["household_uid"] = str(home.person.household_id)
    return doorstep.xml(said, instance=f"uuid:{uuid4()}")


def test_the_known_form_posted_again_is_taken_and_changes_nothing(home, nothing_written):
    home.erase()
    with nothing_written():
        answer = home.send(home.xml, home.photo)
    assert (answer.status, answer.submission) == (201, home.submission.id)


@pytest.mark.parametrize("make", [edit_of, anew_with])
def test_a_new_form_that_names_her_is_taken_and_waits_unread(home, cast, client_for, make):
    home.erase()
    answer = home.send(make(home))
    assert answer.status == 201
    late = Submission.objects.get(id=answer.submission)
    assert (late.state, late.reason, late.secrecy) == ("waiting", "intake.person_erased", "erased")
    assert source_of(late.current_id) is not None, "kept, for the case that she consents"
    assert Person.objects.get(id=home.person.id).name is None
    page = client_for("ramesh").get(reverse("intake.submission", args=[late.id])).content.decode()
    assert "Zulekha" not in page and "data was erased" in page
    for deed in (
        lambda: queue.try_again(cast.fatima, late, interpreters=INTERPRETERS),
        lambda: queue.correct(
            cast.fatima, late, {"/data/end": "x"}, because="slip", interpreters=INTERPRETERS
        ),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code == "intake.person_erased"


@pytest.mark.parametrize("make", [edit_of, anew_with])
def test_about_somebody_restricted_it_waits_for_the_privacy_officer_alone(home, cast, make):
    home.restrict()
    answer = home.send(make(home))
    late = Submission.objects.get(id=answer.submission)
    assert (answer.status, late.state, late.secrecy) == (201, "waiting", "restricted")
    assert intake.submission(cast.fatima, late.id) is None
    assert not waiting.found(cast.fatima, waiting.Sought()).exists()


def test_a_form_that_is_not_accepted_is_kept_unread_too(home, cast):
    home.erase()
    xml = home.xml.replace(b'version="', b'version="never-published-')
    late = Submission.objects.get(id=home.send(xml.replace(home.instance.encode(), b"uuid:other")).submission)
    assert (late.state, late.secrecy) == ("held", "erased")
    other = Submission.objects.get(
        id=home.send(home.xml.replace(b"Anjaneya Murthy", b"Anjaneya M")).submission
    )
    assert (other.reason, other.secrecy) == ("intake.same_id_other_content", "erased")


@pytest.mark.parametrize("make", [edit_of, anew_with])
def test_after_thirty_days_it_is_destroyed(home, make):
    home.erase()
    late = home.send(make(home), File("late.jpg", b"\xff\xd8 late", "image/jpeg")).submission
    duties.shred_old(now() + timedelta(days=29))
    current = Submission.objects.get(id=late).current_id
    photo = Attachment.objects.get(name="late.jpg")
    assert source_of(current) is not None and source_of(photo.id) is not None
    duties.shred_old(now() + timedelta(days=31))
    duties.shred_old(now() + timedelta(days=31))
    assert source_of(current) is None and source_of(photo.id) is None
    assert Submission.objects.get(id=late).state == ("applied" if make is edit_of else "dismissed")


def test_an_organisation_may_keep_it_longer(home, cast):
    home.erase()
    late = home.send(anew_with(home)).submission
    act = SetRetention(
        organisation=cast.mepma, area=cast.area("28"), purpose="late_submissions", days=60, source="G.O. 12"
    )
    perform(act, cast.operator)
    duties.shred_old(now() + timedelta(days=59))
    assert source_of(Submission.objects.get(id=late).current_id) is not None
    duties.shred_old(now() + timedelta(days=61))
    assert source_of(Submission.objects.get(id=late).current_id) is None


def test_what_is_older_than_the_retention_of_raw_forms_is_destroyed_and_what_it_said_stays(home):
    duties.shred_old(now() + timedelta(days=3 * 365 - 1))
    assert source_of(home.submission.current_id) is not None
    duties.shred_old(now() + timedelta(days=3 * 365 + 1))
    assert source_of(home.submission.current_id) is None
    assert SubmissionVersion.objects.get().shredded and Attachment.objects.get().shredded
    assert Person.objects.filter(name="Zulekha Quraishi").exists()
    assert Submission.objects.get().state == "applied"


@pytest.mark.parametrize("make", [edit_of, anew_with])
def test_she_consents_anew_and_is_a_new_person(home, cast, make):
    home.erase()
    late = Submission.objects.get(id=home.send(make(home)).submission)
    tried = queue.try_again(cast.fatima, late, interpreters=INTERPRETERS, decision="consented_anew")
    assert tried.refused is None
    new = Person.objects.get(name="Zulekha Quraishi")
    assert new.id != home.person.id and new.household_id == home.person.household_id
    assert Person.objects.get(id=home.person.id).name is None
    assert keys.read_keys([home.person.id]) == {home.person.id: None}
    assert Person.objects.get(id=home.other.id).name == "Anjaneya Murthy"
    late.refresh_from_db()
    assert (late.state, late.secrecy) == ("applied", "")
    assert intake.opened(late, "en").readable
    duties.shred_old(now() + timedelta(days=31))
    assert source_of(late.current_id) is not None


def test_a_household_that_consents_anew_is_a_new_household(home, cast):
    home.erase(None)
    late = Submission.objects.get(id=home.send(anew_with(home)).submission)
    tried = queue.try_again(cast.fatima, late, interpreters=INTERPRETERS, decision="consented_anew")
    assert tried.refused is None
    new = Person.objects.get(name="Zulekha Quraishi")
    assert new.household_id != home.person.household_id
    assert Household.objects.get(id=new.household_id).address is not None
    assert Household.objects.get(id=home.person.household_id).address is None


def test_a_new_survey_of_the_same_door_is_an_ordinary_one(home):
    home.erase(None)
    answer = home.send(
        doorstep.xml(doorstep.survey(doorstep.member(name="Zulekha Quraishi")), instance=f"uuid:{uuid4()}")
    )
    assert Submission.objects.get(id=answer.submission).state == "applied"
    assert Person.objects.filter(name="Zulekha Quraishi").count() == 1
