"""Staff from a CSV file."""

import pytest
from django.contrib.auth import authenticate

from karmika.access.acts import EndRole
from karmika.access.models import Account, RoleAssignment, User
from karmika.access.presets import posts
from karmika.access.roles import ASSIGNABLE, incompatible
from karmika.access.staff_import import load_staff
from karmika.access.viewer import viewer_for
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused

HEAD = "user_name,name,phone,language,role,area_level,area_code,programme\n"
GOOD = "sita,Sita Rani,9848099991,te,resource_person,ward,251746-W07,vog\n"
MORE = "gita,గీత,,hi,community_organiser,ulb,251746,vog\n"


def load(cast, text, viewer=None):
    return load_staff(viewer or cast.admin, text.encode())


def test_each_line_becomes_a_user_with_a_role_and_a_one_time_password(cast):
    report = load(cast, HEAD + GOOD + MORE)
    assert [login.username for login in report.logins] == ["sita", "gita"] and not report.bad
    for login in report.logins:
        assert authenticate(None, username=login.username, password=login.password) is not None
        assert Account.objects.get(id=login.user).must_change_password
    sita = User.objects.get(username="sita")
    assert (sita.name, sita.phone, sita.language) == ("Sita Rani", "+919848099991", "te")
    assert [grant.role for grant in viewer_for(sita).grants] == ["resource_person"]


def test_the_entries_of_the_lines_name_the_file_as_their_cause(cast):
    load(cast, HEAD + GOOD)
    line, file = Entry.objects.order_by("-seq")[:2]
    assert line.cause == file.id


def test_bad_lines_are_told_by_number_and_the_rest_is_loaded(cast):
    bad = [
        "sita2,Sita,12,te,resource_person,ward,251746-W07,vog\n",
        "sita3,Sita,,te,emperor,ward,251746-W07,vog\n",
        "sita4,Sita,,te,resource_person,ward,nowhere,vog\n",
        "sita5,Sita,,te,resource_person,ward,251746-W07,nothing\n",
        "99,Sita,,te,resource_person,ward,251746-W07,vog\n",
        "sita6,Sita,,te,state_programme_manager,state,28,vog\n",
        "sita7,Sita,,te,resource_person,village,UP-V1,vog\n",
        "sita8,Sita\n",
    ]
    report = load(cast, HEAD + GOOD + "".join(bad) + MORE)
    assert [login.username for login in report.logins] == ["sita", "gita"]
    assert [line.number for line in report.bad] == list(range(3, 11))
    assert all(line.why for line in report.bad)
    assert not User.objects.filter(username__startswith="sita").exclude(username="sita").exists()


def test_the_same_file_again_changes_nothing(cast, nothing_written):
    load(cast, HEAD + GOOD + MORE)
    password = Account.objects.get(username="sita").password
    with nothing_written():
        report = load(cast, HEAD + GOOD + MORE)
    assert (report.logins, report.unchanged, report.bad) == ([], 2, [])
    assert Account.objects.get(username="sita").password == password


def test_a_role_that_was_ended_since_does_not_come_back_with_the_file(cast):
    load(cast, HEAD + GOOD)
    role = RoleAssignment.objects.get(user__username="sita")
    perform(EndRole(assignment=role.id), cast.admin)
    load(cast, HEAD + GOOD)
    assert viewer_for(User.objects.get(username="sita")).grants == ()


def test_a_second_role_for_a_known_user_is_added(cast):
    load(cast, HEAD + GOOD)
    report = load(cast, HEAD + GOOD.replace("W07", "W08"))
    assert (report.logins, report.roles_added) == ([], 1)


def test_another_name_for_a_known_user_is_a_bad_line(cast):
    load(cast, HEAD + GOOD)
    report = load(cast, HEAD + GOOD.replace("Sita Rani", "Somebody Else"))
    assert [line.number for line in report.bad] == [2]


def test_a_user_of_another_organisation_is_only_a_name_that_is_taken(cast):
    report = load(cast, HEAD + "colleague,Anita Rao,,en,resource_person,ward,251746-W07,vog\n")
    assert [line.why for line in report.bad] == ["This user name is already in use. Choose another."]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "user_name,name\nx,y\n"])
def test_a_file_without_the_columns_is_refused_whole(cast, nothing_written, text):
    with nothing_written(), pytest.raises(Refused) as caught:
        load(cast, text)
    assert caught.value.code == "files.columns"


def test_bytes_that_are_no_text_are_refused(cast, nothing_written):
    with nothing_written(), pytest.raises(Refused) as caught:
        load_staff(cast.admin, b"PK\x03\x04\xff\xfe")
    assert caught.value.code == "files.unreadable"


def test_who_may_not_add_users_loads_none(cast, nothing_written):
    for viewer in (cast.ramesh, cast.auditor):
        with nothing_written(), pytest.raises(Refused) as caught:
            load(cast, HEAD + GOOD, viewer)
        assert caught.value.code == "access.not_yours"


def test_the_operator_names_the_organisation(cast):
    lines = HEAD.replace("programme", "organisation,programme") + GOOD.replace(",vog", ",mepma,vog")
    assert len(load(cast, lines, cast.operator).logins) == 1


POSTS = (
    "nina,Nina Das,,hi,ngo:coordinator,ulb,251746,vog\n"
    "omar,Omar Ali,,hi,NGO:resource_person,ward,251746-W07,vog\n"
    "priti,Priti Rao,,hi,ngo:paralegal,ulb,251746,vog\n"
    "qadir,Qadir Khan,,hi,ngo:viewer,ulb,251746,vog\n"
)


def roles_of(name):
    return {grant.role for grant in viewer_for(User.objects.get(username=name)).grants}


def test_four_posts_of_an_ngo_are_loaded_as_the_roles_they_stand_for(cast):
    report = load(cast, HEAD + POSTS, viewer=cast.devi)
    assert not report.bad and [login.username for login in report.logins] == [
        "nina",
        "omar",
        "priti",
        "qadir",
    ]
    assert roles_of("nina") == {"state_programme_manager", "district_project_director"}
    assert (roles_of("omar"), roles_of("priti"), roles_of("qadir")) == (
        {"resource_person"}, {"case_worker"}, {"auditor"},
    )  # fmt: skip
    again = load(cast, HEAD + POSTS, viewer=cast.devi)
    assert (again.logins, again.roles_added, again.unchanged) == ([], 0, 5)


def test_a_post_gives_no_role_that_one_may_not_give_by_hand(cast):
    report = load(cast, HEAD + POSTS.splitlines(keepends=True)[3])  # an administrator appoints no auditor
    assert not report.logins and [bad.number for bad in report.bad] == [2]
    assert not User.objects.filter(username="qadir").exists()


def test_a_post_that_is_in_no_preset_is_told_like_an_unknown_role(cast):
    report = load(cast, HEAD + "rita,Rita,,hi,ngo:emperor,ulb,251746,vog\n")
    assert [bad.number for bad in report.bad] == [2] and not report.logins


def test_every_role_of_a_preset_exists_and_goes_with_the_others():
    for post in posts().values():
        assert set(post.roles) <= ASSIGNABLE and post.names.keys() == {"en", "te", "hi"}
        assert not any(incompatible(one, other) for one in post.roles for other in post.roles)
