"""To be forgotten: restricted at once, erased when due; figures and other people stay; nothing comes back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from karmika import worker
from karmika.access.models import Project
from karmika.access.viewer import device_access
from karmika.intake import queries as intake
from karmika.intake import senders
from karmika.intake.enclosures import File
from karmika.intake.models import Attachment, Submission
from karmika.intake.publishing import publish
from karmika.intake.receiving import receive
from karmika.journal import keys
from karmika.journal.models import Key
from karmika.journal.perform import perform
from karmika.journal.queries import source_of
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.measures.queries import figures
from karmika.reactions import REACTIONS
from karmika.rebuild import rebuild_and_compare
from karmika.registry import queries
from karmika.registry.acts import CorrectPerson, Erase, LiftRestriction, RemovePerson, Restrict
from karmika.registry.erasure_list import destroy_again, erasure_list
from karmika.registry.facts import Owner, PersonFacts
from karmika.registry.models import Household, Identifier, OccupationSpell, Person, PersonPlace, SearchToken
from karmika.registry.searching import search
from karmika.registry.tests import doorstep
from karmika.rooms import INTERPRETERS


class Home:
    """A household of two that was surveyed by phone with a photo: Zulekha, who works, and Anjaneya."""

    def __init__(self, cast):
        self.cast = cast
        self.project = Project.objects.get(id=cast.project)
        publish(cast.devi, self.project, doorstep.FORM.read_bytes(), doorstep.FORM.name)
        self.hers = doorstep.member(name="Zulekha Quraishi", work=doorstep.worker_answers())
        self.his = doorstep.member(name="Anjaneya Murthy")
        self.instance = f"uuid:{uuid4()}"
        self.xml = doorstep.xml(doorstep.survey(self.hers, self.his), instance=self.instance)
        self.photo = File("card.jpg", b"\xff\xd8 a photo of a card", "image/jpeg")
        assert self.send(self.xml, self.photo).status == 201
        self.submission = Submission.objects.get()
        assert self.submission.state == "applied", self.submission.reason
        self.person = Person.objects.get(name="Zulekha Quraishi")
        self.other = Person.objects.get(name="Anjaneya Murthy")
        worker.run_once(REACTIONS)

    def send(self, xml, *files):
        sender = senders.phone(device_access(self.cast.device_token), self.project)
        return receive(sender, xml, interpreters=INTERPRETERS, files=files)

    def restrict(self, person="hers", days=30, **given):
        who = {"hers": self.person.id, "his": self.other.id, None: None}[person]
        act = Restrict(
            restriction=uuid7(),
            household=self.person.household_id,
            person=who,
            **{
                "reason": "own_request",
                "authority": "Order 12/2026 of the city office",
                "reference": "RTBF-7",
                "due_on": today() + timedelta(days=days),
                **given,
            },
        )
        perform(act, self.cast.operator)
        return act.restriction

    def erase(self, person="hers"):
        perform(Erase(restriction=self.restrict(person, days=0)), self.cast.operator)
        worker.run_once(REACTIONS)


@pytest.fixture
def home(cast):
    return Home(cast)


def test_restricted_she_is_seen_by_nobody_but_the_privacy_officer_and_the_figures_stay(home, cast, privacy):
    before = figures(cast.devi, ["workers", "persons"], area=cast.area("28"))
    home.restrict()
    worker.run_once(REACTIONS)
    for viewer in (cast.lakshmi, cast.ramesh, cast.fatima, cast.devi, cast.auditor):
        assert not queries.workers(viewer).exists()
        assert search(viewer, "Zulekha").persons == []
        assert queries.profile(viewer, home.person.id) is None
        seen = queries.household_view(viewer, home.person.household_id)
        assert [one.name for one in seen.persons] == ["Anjaneya Murthy"]
        assert intake.submission(viewer, home.submission.id) is None
        assert intake.attachment(viewer, home.submission.id, Attachment.objects.get().id) is None
    assert queries.profile(privacy, home.person.id).person.name == "Zulekha Quraishi"
    assert intake.submission(privacy, home.submission.id) is not None
    assert figures(cast.devi, ["workers", "persons"], area=cast.area("28")) == before
    assert not SearchToken.objects.filter(person_id=home.person.id).exists()


def test_her_household_is_hidden_with_its_last_member(home, cast):
    home.restrict("hers")
    assert queries.household_view(cast.ramesh, home.person.household_id) is not None
    home.restrict("his")
    assert queries.household_view(cast.ramesh, home.person.household_id) is None


def test_a_request_that_is_withdrawn_shows_everything_again(home, cast):
    restriction = home.restrict()
    worker.run_once(REACTIONS)
    perform(LiftRestriction(restriction=restriction, reason="withdrawn"), cast.operator)
    worker.run_once(REACTIONS)
    assert search(cast.ramesh, "Zulekha").persons == [home.person]
    assert queries.profile(cast.ramesh, home.person.id) is not None
    assert intake.submission(cast.ramesh, home.submission.id).secrecy == ""


def test_a_lifted_request_shows_nobody_whom_another_request_hides(home, cast):
    mine = home.restrict("hers")
    home.restrict(None)
    perform(LiftRestriction(restriction=mine, reason="withdrawn"), cast.operator)
    assert queries.profile(cast.ramesh, home.person.id) is None
    assert queries.household_view(cast.ramesh, home.person.household_id) is None
    assert intake.submission(cast.ramesh, home.submission.id) is None


def test_erased_her_name_phone_cards_and_form_are_gone_and_the_others_stay(home, cast):
    home.erase()
    person = Person.objects.get(id=home.person.id)
    assert (person.name, person.phone, person.born_on, person.sex) == (None, None, None, "male")
    assert set(OccupationSpell.objects.values_list("employer_name", flat=True)) == {None}
    assert set(PersonPlace.objects.values_list("description", flat=True)) == {None}
    assert set(Identifier.objects.values_list("value", flat=True)) == {None}
    assert keys.read_keys([person.id]) == {person.id: None}
    assert source_of(home.submission.current_id) is None
    assert source_of(Attachment.objects.get().id) is None
    assert Person.objects.get(id=home.other.id).name == "Anjaneya Murthy"
    assert Household.objects.get().address is not None
    assert not intake.opened(intake.submission(cast.ramesh, home.submission.id), "en").readable


def test_the_household_is_erased_with_its_last_member(home, cast):
    home.erase("hers")
    home.erase("his")
    household = Household.objects.get()
    assert (household.address, household.landmark, household.lat_e6) == (None, None, None)
    assert keys.read_keys([household.id]) == {household.id: None}


def test_a_whole_household_is_erased_with_everybody_in_it(home, cast):
    home.erase(None)
    assert set(Person.objects.values_list("name", flat=True)) == {None}
    assert Household.objects.get().erased_on is not None


def test_before_the_day_nothing_is_erased_unless_at_once(home, cast, nothing_written):
    restriction = home.restrict(days=1)
    with nothing_written(), pytest.raises(Refused) as refused:
        perform(Erase(restriction=restriction), cast.operator)
    assert refused.value.code == "registry.not_due"


def test_before_the_day_it_takes_a_second_person(home, cast, privacy, nothing_written):
    restriction = home.restrict(days=1)
    with nothing_written(), pytest.raises(Refused) as refused:
        perform(Erase(restriction=restriction, at_once=True), cast.operator)
    assert refused.value.code == "registry.second_person"
    perform(Erase(restriction=restriction, at_once=True), privacy)
    assert Person.objects.get(id=home.person.id).name is None


def test_a_paper_is_named_and_never_the_person(home, cast, nothing_written):
    with nothing_written(), pytest.raises(Refused) as refused:
        home.restrict(authority="Letter of Zulekha")
    assert refused.value.code == "registry.name_in_authority"


def test_only_the_privacy_officer_and_the_operator_make_anybody_vanish(home, cast, nothing_written):
    restriction = home.restrict()
    with nothing_written():
        for name in ("lakshmi", "ramesh", "fatima", "devi", "auditor", "admin", "stranger", "colleague"):
            for act in (
                Erase(restriction=restriction, at_once=True),
                LiftRestriction(restriction=restriction, reason="withdrawn"),
            ):
                with pytest.raises(Refused) as refused:
                    perform(act, getattr(cast, name))
                assert refused.value.code == "access.not_yours"


def test_erased_live_and_rebuilt_without_the_keys_are_the_same(fresh_database, cast):
    home = Home(cast)
    home.erase()
    compared = rebuild_and_compare()
    assert compared.differing == 0, compared.first


def test_a_key_ends_for_good(home, cast):
    home.erase()
    owner = Key.objects.get(owner=home.person.id)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_key SET wrapped = %s, master = 2 WHERE wrapped IS NULL", [b"x"])
    with pytest.raises(DatabaseError), transaction.atomic():
        Key.objects.filter(wrapped__isnull=False).update(wrapped=b"x")
    owner.refresh_from_db()
    assert owner.wrapped is None


def test_a_late_act_brings_no_name_back(home, cast, monkeypatch):
    """Even one whose own check lets it through: her key is gone, so `perform` takes the name away before `apply`."""
    home.erase()
    monkeypatch.setattr("karmika.registry.acts.checking.demand_open", lambda row: None)
    whose = Owner(
        area=home.person.area_id, organisation=home.person.organisation_id, programme=home.person.programme_id
    )
    act = CorrectPerson(
        person=home.person.id, whose=whose, name="Zulekha Quraishi", answers=PersonFacts(relation="head")
    )
    perform(act, cast.ramesh)
    assert Person.objects.get(id=home.person.id).name is None


def test_what_staff_may_not_see_they_cannot_change(home, cast, nothing_written):
    home.restrict()
    with nothing_written(), pytest.raises(Refused) as refused:
        perform(RemovePerson(person=home.person.id, reason="twice"), cast.fatima)
    assert refused.value.code == "intake.person_restricted"


def test_the_erasure_list_names_every_key_that_ended_and_ends_it_again(home, cast):
    home.erase()
    ended = set(erasure_list())
    assert ended == set(Key.objects.filter(wrapped__isnull=True).values_list("owner", flat=True))
    assert destroy_again(ended) == 0
    assert destroy_again([home.other.id]) == 1
    assert keys.read_keys([home.other.id]) == {home.other.id: None}


def test_a_group_keeps_her_seat_without_her_name(home, cast, client_for, privacy):
    from karmika.groups.queries.persons import shown

    home.restrict()
    assert str(shown(cast.ramesh, [home.person.id])[home.person.id].name) == "(data restricted)"
    perform(Erase(restriction=home.person.restrictions.get().id, at_once=True), privacy)
    assert str(shown(cast.ramesh, [home.person.id])[home.person.id].name) == "(erased)"
    page = client_for("ramesh").get(reverse("registry.person", args=[home.person.id]))
    assert page.status_code == 404
