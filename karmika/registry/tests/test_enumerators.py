"""The work at the doors, person by person: what is counted, who sees it, what is behind each number."""

from datetime import timedelta

import pytest
from django.urls import reverse

from karmika.access.acts import EndRole
from karmika.access.models import RoleAssignment
from karmika.intake import queue
from karmika.intake.models import Submission
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.registry import enumerators
from karmika.registry.enumerators import CODES, Sought
from karmika.registry.tests import doorstep
from karmika.registry.tests.test_from_the_phone import instance_id, publish_survey, send
from karmika.rooms import INTERPRETERS

LIST = "/enumerators/"


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def numbers(viewer, user_id, **sought):
    found, _more = enumerators.enumerators(viewer, Sought(**sought))
    (one,) = [one for one in found if one.user.id == user_id]
    return {code: number for code, number in one.numbers.items() if number}


def at(said, hour=11, minutes=12, days_ago=1):
    """The same survey, filled in at another hour of another day, in so many minutes."""
    day = (today() - timedelta(days=days_ago)).isoformat()
    start = f"{day}T{hour:02}:00:00.000+05:30"
    return {**said, "start": start, "end": f"{day}T{hour:02}:{minutes:02}:00.000+05:30"}


@pytest.fixture
def sender(cast):
    return publish_survey(cast)


@pytest.fixture
def lakshmi(cast):
    return cast.user_id("lakshmi")


def test_forms_are_counted_by_what_became_of_them(cast, sender, lakshmi):
    send(sender, at(doorstep.survey()), instance_id())
    first = instance_id()
    said = at(doorstep.survey())
    send(sender, said, first)
    send(sender, {**said, "home": {**said["home"], "landmark": "Mosque"}}, instance_id(), first)
    send(sender, at(doorstep.survey(ward="251746-W08")), instance_id())
    later = Submission.objects.get(state="waiting")
    queue.try_again(cast.ramesh, later, interpreters=INTERPRETERS)
    send(sender, at(doorstep.survey(ward="251746-W08")), instance_id())
    queue.dismiss(cast.ramesh, Submission.objects.get(state="waiting"), "practice", "")
    send(sender, at(doorstep.survey(ward="251746-W08")), instance_id())
    found = numbers(cast.fatima, lakshmi)
    assert {
        code: found.get(code, 0) for code in ("sent", "at_once", "waiting", "corrected", "dismissed")
    } == {
        "sent": 5,
        "at_once": 2,
        "waiting": 1,
        "corrected": 1,
        "dismissed": 1,
    }


def test_doors_are_counted_by_outcome_length_hour_and_place(cast, sender, lakshmi):
    send(sender, at(doorstep.survey(), minutes=4), instance_id())
    send(sender, at(doorstep.survey(), hour=21, minutes=20), instance_id())
    without_point = at(doorstep.survey(), hour=6, minutes=5)
    del without_point["home"]["point"]
    send(sender, without_point, instance_id())
    send(sender, at(doorstep.nobody()), instance_id())
    send(sender, at(doorstep.nobody("locked"), hour=19, minutes=59), instance_id())
    send(sender, at(doorstep.refused(), minutes=1), instance_id())
    assert set(Submission.objects.values_list("state", flat=True)) == {"applied"}
    found = numbers(cast.fatima, lakshmi)
    wanted = {
        "doors": 6,
        "interviews": 3,
        "refused": 1,
        "nobody_there": 2,
        "timed": 3,
        "short": 1,
        "odd_hours": 2,
        "placed": 3,
        "no_point": 1,
    }
    assert {code: found.get(code, 0) for code in wanted} == wanted


def test_workers_are_counted_by_phone_and_by_skills_that_are_all_alike(cast, sender, lakshmi):
    alike = {**doorstep.LITERACY, **dict.fromkeys(doorstep.LITERACY, "no")}
    half = {"can_read": "no"}
    people = (
        doorstep.member(work=doorstep.worker_answers(literacy=alike), phone=""),
        doorstep.member("Two", relation="child", work=doorstep.worker_answers()),
        doorstep.member("Three", relation="child", work=doorstep.worker_answers(literacy=half)),
        doorstep.member("Four", relation="child"),
    )
    send(sender, at(doorstep.survey(*people)), instance_id())
    assert Submission.objects.get().state == "applied", Submission.objects.get().reason
    found = numbers(cast.fatima, lakshmi)
    assert {code: found.get(code, 0) for code in ("workers", "no_phone", "skilled", "alike")} == {
        "workers": 3,
        "no_phone": 1,
        "skilled": 2,
        "alike": 1,
    }


def test_every_number_opens_to_just_the_forms_behind_it(cast, sender, lakshmi):
    send(sender, at(doorstep.survey(), minutes=4), instance_id())
    send(sender, at(doorstep.survey(), hour=21), instance_id())
    send(sender, at(doorstep.nobody()), instance_id())
    send(sender, at(doorstep.survey(ward="251746-W08")), instance_id())
    found = numbers(cast.fatima, lakshmi)
    by_worker = {"workers", "no_phone", "skilled", "alike"}
    for code in CODES - by_worker:
        behind = enumerators.behind(cast.fatima, lakshmi, code, Sought())
        assert behind.count() == found.get(code, 0), code
        assert {one.user_id for one in behind} <= {lakshmi}
    assert enumerators.behind(cast.fatima, lakshmi, "workers", Sought()).count() == 2


def test_only_the_asked_time_and_area_count(cast, sender, lakshmi):
    send(sender, at(doorstep.survey(), days_ago=1), instance_id())
    send(sender, at(doorstep.survey(), days_ago=20), instance_id())
    assert numbers(cast.fatima, lakshmi, days=30)["doors"] == 2
    assert numbers(cast.fatima, lakshmi, days=7)["doors"] == 1
    assert numbers(cast.fatima, lakshmi, area=cast.area("251746"))["doors"] == 2
    found, _more = enumerators.enumerators(cast.fatima, Sought(area=cast.area("251746-W08")))
    assert lakshmi not in [one.user.id for one in found]


def test_who_left_in_that_time_is_still_there_and_who_left_before_is_not(cast, sender, lakshmi):
    send(sender, at(doorstep.survey()), instance_id())
    perform(EndRole(assignment=RoleAssignment.objects.get(user_id=lakshmi).id), cast.admin)
    assert numbers(cast.fatima, lakshmi)["sent"] == 1


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_others_see_neither_the_person_nor_the_forms(cast, client_for, sender, lakshmi, who):
    send(sender, at(doorstep.survey()), instance_id())
    client = client_for(who)
    assert "Lakshmi" not in text(client.get(LIST))
    for code in ("sent", "doors", "workers"):
        assert client.get(reverse("registry.enumerator_forms", args=[lakshmi, code])).status_code == 404
        assert not enumerators.behind(getattr(cast, who), lakshmi, code, Sought()).exists()


@pytest.mark.parametrize("who", ["lakshmi", "admin"])
def test_neither_the_field_nor_the_administrator_has_this_page(client_for, who):
    assert client_for(who).get(LIST).status_code == 404


@pytest.mark.parametrize("who", ["ramesh", "fatima", "devi", "auditor"])
def test_the_office_the_organiser_and_the_auditor_see_it(client_for, sender, who):
    send(sender, at(doorstep.survey(), minutes=4), instance_id())
    body = text(client_for(who).get(LIST))
    assert "Lakshmi Devi" in body
    assert "1 of 1" in body, "of few the numbers come first"
    assert "<small>100" in body


def test_the_page_lists_by_name_asks_questions_and_links_each_number(cast, client_for, sender, lakshmi):
    send(sender, at(doorstep.survey(), minutes=4), instance_id())
    client = client_for("fatima")
    body = text(client.get(f"{LIST}?days=7"))
    assert body.index("Lakshmi Devi") < body.index("Ramesh Babu")
    assert "What to ask" in body
    address = f"/enumerators/{lakshmi}/short/?days=7"
    assert address.replace("&", "&amp;") in body
    behind = text(client.get(address))
    assert f"/submissions/{Submission.objects.get().id}/" in behind
    assert "<title>Work at the doors" in behind
    assert client.get(f"/enumerators/{lakshmi}/nonsense/").status_code == 404
    assert client.get(f"/enumerators/{uuid7()}/sent/").status_code == 404
    text(client.get(f"{LIST}?days=x&area=x&page=x"))
    text(client.get(f"{LIST}?days=99999&area={uuid7()}&page=7"))


def test_the_pages_ask_few_questions(cast, client_for, sender, lakshmi, django_assert_max_num_queries):
    send(sender, at(doorstep.survey(), minutes=4), instance_id())
    client = client_for("fatima")
    client.get(LIST)
    for address in (f"{LIST}?area={cast.area('251746')}", f"/enumerators/{lakshmi}/workers/"):
        with django_assert_max_num_queries(15):
            text(client.get(address))
