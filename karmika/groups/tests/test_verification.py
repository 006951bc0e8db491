"""Four levels in their order, each by another person, none by who entered the group; new members open them again."""

import pytest

from karmika.groups import verification_levels
from karmika.groups.acts import AddMember, EndMembership
from karmika.groups.acts.trusting import entered_by, standing
from karmika.groups.models import Verification
from karmika.groups.tests.checkers import hire, verify
from karmika.groups.tests.people import approved, counted, form, group, make, worker_id
from karmika.groups.verification_levels import levels_of
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution


@pytest.fixture
def staff(cast):
    return {
        "organiser": hire(cast, "kavitha", "community_organiser"),
        "city": cast.fatima,
        "expert": hire(cast, "srinivas", "technical_expert"),
        "director": hire(cast, "usha", "district_project_director"),
    }


def refused(code, act, *arguments, **named):
    with pytest.raises(Refused) as caught:
        act(*arguments, **named)
    assert caught.value.code == code, caught.value.code


def test_a_group_is_verified_on_four_levels_and_each_is_counted(cast, staff):
    found = group(cast)
    for number, (level, viewer) in enumerate(staff.items(), 1):
        act = verify(found, level, viewer)
        assert (act.number, act.stands, act.complete) == (number, number, number == 4)
    assert standing(found).levels == 4 and counted("group_verifications") == 4
    cells = Contribution.objects.filter(measure="group_verifications").values_list("category", "verified")
    assert sorted(cells) == [("city", False), ("director", True), ("expert", False), ("organiser", False)]
    refused("groups.level_not_due", verify, found, "director", staff["director"])


def test_levels_are_taken_in_their_order_and_by_their_own_role(cast, staff):
    found = group(cast)
    refused("groups.level_not_due", verify, found, "city", staff["city"])
    refused("access.not_yours", verify, found, "organiser", staff["city"])
    refused("groups.unknown_level", verify, found, "minister", staff["city"])
    verify(found, "organiser", staff["organiser"])
    refused("groups.level_not_due", verify, found, "organiser", staff["organiser"])


def test_nobody_verifies_what_he_entered_in_whatever_role(cast, staff):
    found = group(cast)  # Ramesh entered it
    refused("groups.own_group", verify, found, "organiser", cast.ramesh)
    verify(found, "organiser", staff["organiser"])
    hire_ramesh_as_manager(cast)
    refused("groups.own_group", verify, found, "city", cast.ramesh)


def hire_ramesh_as_manager(cast):
    from karmika.access.acts import AssignRole
    from karmika.kernel.ids import uuid7
    from karmika.testing import SINCE

    act = AssignRole(
        assignment=uuid7(), user=cast.user_id("ramesh"), role="city_mission_manager", area=cast.area("251746"),
        organisation=cast.mepma, programme=cast.vog, valid_from=SINCE,
    )  # fmt: skip
    perform(act, cast.operator)


def test_who_added_a_member_does_not_verify_though_another_formed_the_group(cast, staff):
    found = form(cast, approved(cast))
    make(cast, [40])
    add = AddMember(
        group=found.id, worker=worker_id(40), joined_on=today(), how="in_person", consent_on=today()
    )
    perform(add, staff["organiser"])
    assert entered_by(found) == {cast.user_id("ramesh"), staff["organiser"].id}
    refused("groups.own_group", verify, found, "organiser", staff["organiser"])


def test_of_one_person_with_two_roles_only_one_level(cast, staff):
    found = group(cast)
    both = hire(cast, "kavitha", "city_mission_manager")
    verify(found, "organiser", both)
    refused("groups.one_level", verify, found, "city", both)
    verify(found, "city", staff["city"])


def test_sending_back_says_why_and_opens_the_level_before(cast, staff):
    found = group(cast)
    verify(found, "organiser", staff["organiser"])
    verify(found, "city", staff["city"])
    refused("groups.unknown_reason", verify, found, "expert", staff["expert"], "sent_back")
    refused("groups.unknown_reason", verify, found, "expert", staff["expert"], reason="no_consent")
    verify(found, "expert", staff["expert"], "sent_back", "papers_missing")
    assert standing(found).levels == 1 and counted("group_verifications") == 2
    verify(found, "city", staff["city"])
    verify(found, "expert", staff["expert"])
    assert standing(found).levels == 3


def test_the_first_level_sends_back_too(cast, staff):
    found = group(cast)
    verify(found, "organiser", staff["organiser"], "sent_back", "members_unknown")
    assert standing(found).levels == 0
    verify(found, "organiser", staff["organiser"])
    assert standing(found).levels == 1


def test_a_change_of_members_opens_every_level_from_before_it(cast, staff):
    found = group(cast)
    for level in ("organiser", "city"):
        verify(found, level, staff[level])
    leave = EndMembership(group=found.id, worker=worker_id(0), reason="own_wish", on=today())
    perform(leave, cast.ramesh)
    now = standing(found)
    assert (now.levels, now.reopened) == (0, True)
    refused("groups.level_not_due", verify, found, "expert", staff["expert"])
    verify(found, "organiser", staff["organiser"])
    assert standing(found).levels == 1 and Verification.objects.count() == 3


def test_something_must_have_been_looked_at(cast, staff):
    found = group(cast)
    for what in ((), ("nothing",), ("photo", "photo")):
        refused("groups.looked_at", verify, found, "organiser", staff["organiser"], looked_at=what)
    refused("groups.unknown_outcome", verify, found, "organiser", staff["organiser"], outcome="fine")


def test_a_group_of_another_city_or_organisation_is_not_verified(cast):
    found = group(cast)
    for name in ("stranger", "colleague", "lakshmi"):
        refused("access.not_yours", verify, found, "organiser", getattr(cast, name))


def test_the_levels_are_dated_data_and_a_broken_file_is_refused():
    assert [one.code for one in levels_of("cig", today())] == ["organiser", "city", "expert", "director"]
    assert levels_of("cig", today().replace(year=2020)) == ()
    text = verification_levels.FILE.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="named once"):
        verification_levels.read(
            text.replace("[organiser, city, expert, director]", "[organiser, organiser]", 1)
        )
    with pytest.raises(ValueError, match="named once"):
        verification_levels.read(text.replace("[organiser, city, expert, director]", "[]", 1))
