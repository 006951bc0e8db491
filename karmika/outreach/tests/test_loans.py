"""A camp is lent to a laptop: what is in the file and what is not, who may, and what the laptop makes of it."""

from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from karmika.access.acts import RegisterDevice, RevokeDevice
from karmika.access.device_keys import token_of
from karmika.access.models import Export, User
from karmika.access.viewer import Operator, viewer_for
from karmika.areas.acts.naming import area_id
from karmika.journal.perform import perform
from karmika.journal.queries import history
from karmika.kernel.dates import now, today
from karmika.kernel.refused import Refused
from karmika.outreach import lent
from karmika.outreach.loans import file, taking
from karmika.outreach.loans.lending import laptops, lend
from karmika.outreach.models import Camp, LentPerson, Loan
from karmika.outreach.tests import makers
from karmika.registry.acts.consent import WithdrawConsent
from karmika.registry.models import Consent, Person
from karmika.registry.numbers import household_number
from karmika.registry.tests import doorstep


@pytest.fixture
def camp(cast):
    makers.published(cast)
    return makers.camp(cast, team=(cast.user_id("lakshmi"),))


@pytest.fixture
def laptop(cast):
    act = RegisterDevice(
        device=uuid4(),
        name="Laptop 1",
        holder=cast.user_id("lakshmi"),
        organisation=cast.mepma,
        programme=cast.vog,
        area=cast.area(makers.WARD),
    )
    perform(act, cast.operator)
    return act.device


@pytest.fixture
def family(cast, camp):
    """A household of the ward, listed at its door."""
    doorstep.take_in(cast, doorstep.survey())
    return list(Person.objects.order_by("id"))


def code_of(work, *arguments, **more):
    with pytest.raises(Refused) as refused:
        work(*arguments, **more)
    return refused.value.code


def test_the_file_has_what_it_takes_to_know_somebody_again_and_no_more(cast, camp, laptop, family):
    made = lend(cast.fatima, camp.id, laptop)
    loan = file.opened(made.content, token_of(laptop))
    assert {one.person for one in loan.people} == {one.id for one in family} and made.people == len(family)
    assert set(file.LentPerson.__struct_fields__) == {
        "person", "household", "number", "name", "sex", "age_years", "phone_end", "area", "agreed",
    }  # fmt: skip
    first = next(one for one in loan.people if one.phone_end)
    known = Person.objects.get(id=first.person)
    assert first.phone_end == known.phone[-4:] and first.number == known.household.number
    assert "survey" in first.agreed
    assert [one.username for one in loan.staff] == ["lakshmi"]
    assert loan.details.held_on == camp.held_on


def test_nobody_can_read_it_without_the_key_of_that_laptop(cast, camp, laptop, family):
    made = lend(cast.fatima, camp.id, laptop)
    assert family[0].name.encode() not in made.content
    assert code_of(file.opened, made.content, cast.device_token) == "outreach.loan_not_for_this_key"
    assert code_of(file.opened, made.content[:-1], token_of(laptop)) == "outreach.loan_not_for_this_key"
    changed = made.content.replace(str(made.until).encode(), b"2099-01-01")
    assert code_of(file.opened, changed, token_of(laptop)) == "outreach.loan_not_for_this_key"
    for bad in (b"", b"anything", file.MAGIC, file.MAGIC + b"{}"):
        assert code_of(file.opened, bad, token_of(laptop)) == "outreach.loan_unreadable"


def test_whoever_is_hidden_or_has_not_agreed_is_not_in_it(cast, camp, laptop, family):
    for one in Consent.objects.filter(purpose="survey", given=True):
        act = WithdrawConsent(household=one.household_id, person=one.person_id, purpose=one.purpose)
        perform(act, cast.lakshmi)
    assert lend(cast.fatima, camp.id, laptop).people == 0


def test_it_stands_in_the_history_of_the_camp_and_in_the_log_of_what_left(cast, camp, laptop, family):
    lend(cast.fatima, camp.id, laptop)
    assert f"with {len(family)} people" in history(camp.id)[-1].sentence
    noted = Export.objects.get(what="outreach.loan")
    assert (noted.persons, noted.user_id) == (len(family), cast.fatima.id)


def test_who_may_and_to_which_laptop_and_how_long(cast, camp, laptop, family):
    for viewer in (cast.lakshmi, cast.auditor, cast.stranger, cast.colleague):
        assert code_of(lend, viewer, camp.id, laptop) == "access.not_yours"
    assert code_of(lend, cast.fatima, camp.id, uuid4()) == "outreach.laptop_unknown"
    late = today() + timedelta(days=15)
    assert code_of(lend, cast.fatima, camp.id, laptop, late) == "outreach.loan_days"
    assert code_of(lend, cast.fatima, camp.id, laptop, today() - timedelta(days=1)) == "outreach.loan_days"
    perform(RevokeDevice(device=laptop, reason="lost"), cast.operator)
    assert code_of(lend, cast.fatima, camp.id, laptop) == "outreach.laptop_unknown"
    assert laptop not in {one.id for one in laptops(camp)}
    assert not Export.objects.filter(what="outreach.loan").exists()


def test_a_camp_to_which_nobody_comes_is_not_lent(cast, laptop):
    makers.published(cast)
    held = makers.camp(cast)
    assert code_of(lend, cast.fatima, held.id, laptop) == "outreach.loan_nobody_comes"


def made_elsewhere(cast, camp, laptop, **changes):
    """The file as another house has made it: here the laptop is unknown, and so is everybody in it."""
    loan = file.opened(lend(cast.fatima, camp.id, laptop).content, token_of(laptop))
    homes = {one.household: uuid4() for one in loan.people}
    people = tuple(
        msgspec.structs.replace(
            one,
            person=uuid4(),
            household=homes[one.household],
            number=household_number(homes[one.household]),
        )
        for one in loan.people
    )
    loan = msgspec.structs.replace(loan, **{"people": people, **changes})
    return loan, file.sealed(loan, uuid4(), "key")


def test_on_the_laptop_everybody_can_be_found_and_nobody_is_written_down(cast, camp, laptop, family):
    loan, content = made_elsewhere(cast, camp, laptop)
    persons = Person.objects.count()
    taken = taking.take(Operator(), content, "key")
    assert (taken.code, taken.people, taken.rules_differ) == ("K12", len(family), False)
    assert Person.objects.count() == persons
    somebody = loan.people[0]
    for text in (somebody.name.split()[0], somebody.number):
        assert somebody.person in {one.person_id for one in lent.search(cast.lakshmi, camp, text, most=12)}
    assert lent.search(cast.stranger, camp, somebody.name.split()[0], most=12) == []
    assert lent.search(cast.lakshmi, camp, "%", most=12) == []
    again = taking.take(Operator(), content, "key")
    assert again.logins == [] and LentPerson.objects.count() == len(family) and Loan.objects.count() == 1


def test_the_lender_itself_takes_no_file_and_a_wrong_clock_or_day_is_told(cast, camp, laptop, family):
    own = lend(cast.fatima, camp.id, laptop)
    assert code_of(taking.take, Operator(), own.content, token_of(laptop)) == "outreach.loan_own"
    loan, _content = made_elsewhere(cast, camp, laptop)
    over = msgspec.structs.replace(loan, until=today() - timedelta(days=1))
    assert code_of(taking.take, Operator(), file.sealed(over, uuid4(), "key"), "key") == "outreach.loan_over"
    ahead = msgspec.structs.replace(loan, made_at=loan.made_at + timedelta(days=400))
    assert (
        code_of(taking.take, Operator(), file.sealed(ahead, uuid4(), "key"), "key") == "outreach.loan_clock"
    )
    assert not LentPerson.objects.exists()


def test_a_newer_file_moves_the_camp(cast, camp, laptop, family):
    loan, _content = made_elsewhere(cast, camp, laptop)
    moved = msgspec.structs.replace(loan, details=makers.details(venue="School", team=loan.details.team))
    taking.take(Operator(), file.sealed(moved, uuid4(), "key"), "key")
    assert Camp.objects.get(id=camp.id).venue == "School"


def test_somebody_lent_who_comes_keeps_her_id_and_household(cast, camp, laptop, family):
    loan, content = made_elsewhere(cast, camp, laptop)
    taking.take(Operator(), content, "key")
    known, neighbour = loan.people[0], loan.people[-1]
    makers.send(cast, makers.said(1, person={"known_person": str(known.person), "member_name": known.name}))
    person = Person.objects.get(id=known.person)
    assert person.household_id == known.household
    by_slip = {"household_number": neighbour.number, "member_name": neighbour.name, "sex": neighbour.sex}
    makers.send(cast, makers.said(2, person=by_slip))
    assert Person.objects.filter(id=neighbour.person).exists()
    found = {one.person_id for one in lent.search(cast.lakshmi, camp, known.name.split()[0], most=12)}
    assert known.person not in found


def test_the_people_vanish_with_the_loan_and_what_was_written_stays(cast, camp, laptop, family):
    loan, content = made_elsewhere(cast, camp, laptop)
    taking.take(Operator(), content, "key")
    makers.send(cast, makers.said(1, person={"known_person": str(loan.people[0].person)}))
    lent.forget_old(now() + timedelta(days=2))
    assert LentPerson.objects.exists()
    lent.forget_old(now() + timedelta(days=20))
    assert not LentPerson.objects.exists() and not Loan.objects.exists()
    assert Person.objects.filter(id=loan.people[0].person).exists()
    taking.take(Operator(), content, "key")
    assert taking.give_back() == len(family) - 1


def test_a_backup_of_the_laptop_has_them_in_the_file_that_dies(cast):
    from karmika.backup.personal import WHOLE

    assert WHOLE[LentPerson._meta.db_table] == "person_id"


def test_the_page_gives_the_file_to_who_may(cast, camp, laptop, family, client_for):
    browser = client_for("fatima")
    shown = browser.get(f"/camps/{camp.id}/lend/")
    assert "Laptop 1" in shown.content.decode()
    typed = {"laptop": str(laptop), "until": (today() + timedelta(days=2)).isoformat()}
    given = browser.post(f"/camps/{camp.id}/lend/", typed)
    assert given["Content-Disposition"] == 'attachment; filename="K12.karmika"'
    assert file.opened(given.content, token_of(laptop)).code == "K12"
    assert client_for("lakshmi").get(f"/camps/{camp.id}/lend/").status_code in (403, 404)
    bad = browser.post(f"/camps/{camp.id}/lend/", {**typed, "laptop": str(uuid4())})
    assert bad.status_code == 200 and not bad.has_header("Content-Disposition")


def test_a_house_that_knows_nothing_of_it_has_all_of_it_afterwards(cast, camp, laptop, family):
    """Organisation, programme, ground, colleagues with passwords, form, campaign and camp: under the lender's ids."""
    loan, _content = made_elsewhere(cast, camp, laptop)
    ground = file.LentArea(
        level="ward",
        code="251746-W99",
        names=("Ward 99", "", ""),
        area_kind="",
        parent=cast.area("251746"),
        valid_from=loan.areas[0].valid_from,
    )
    here = area_id("ward", "251746-W99")
    users = tuple(
        msgspec.structs.replace(one, id=uuid4(), username=f"lent.{one.username}") for one in loan.staff
    )
    changed = msgspec.structs.replace(
        loan,
        organisation=file.LentBody(id=uuid4(), code="lender", name="A lender", body_kind="mission"),
        programme=file.LentBody(id=uuid4(), code="lent", name="A programme"),
        areas=(*loan.areas, ground),
        campaign=uuid4(),
        camp=uuid4(),
        camp_area=here,
        campaign_area=cast.area("251746"),
        staff=users,
        details=makers.details(team=tuple(one.id for one in users)),
        people=tuple(msgspec.structs.replace(one, area=here) for one in loan.people),
    )
    content = file.sealed(changed, uuid4(), "key")
    taken = taking.take(Operator(), content, "key")
    assert [one.username for one in taken.logins] == ["lent.lakshmi"] and taken.logins[0].password
    held = Camp.objects.get(id=changed.camp)
    assert (held.code, held.area_id, held.organisation_id) == ("K12", here, changed.organisation.id)
    sender = viewer_for(User.objects.get(id=users[0].id))
    assert {one.area for one in sender.grants} == {here}
    found = lent.search(sender, held, changed.people[0].name.split()[0], most=12)
    assert changed.people[0].person in {one.person_id for one in found}
    assert taking.take(Operator(), content, "key").logins == []
