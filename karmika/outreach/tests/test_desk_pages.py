"""The desk on a page: token, next, form, receipt; a second click, a known person, no consent, what is hidden."""

import re
from uuid import UUID

import pytest

from karmika.intake.models import Submission
from karmika.outreach.models import Attendance, Camp
from karmika.outreach.tests import makers
from karmika.registry.models import Person
from karmika.registry.tests import doorstep


@pytest.fixture
def desk(cast):
    makers.published(cast)
    return makers.camp(cast)


def hidden(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode()).group(1)


def entry_of(response, action):
    form = re.search(
        rf'action="[^"]*{action}/".*?name="entry" value="([^"]+)"', response.content.decode(), re.S
    )
    return form.group(1)


def given(client, camp, desk=1):
    """A token was given and called; the address of its form."""
    page = client.get(f"/camps/{camp.id}/desk/{desk}/")
    client.post(f"/camps/{camp.id}/desk/{desk}/give/", {"entry": entry_of(page, "give")})
    called = client.post(f"/camps/{camp.id}/desk/{desk}/call/", {"entry": entry_of(page, "call")})
    assert called.status_code == 302
    return called["Location"]


def typed(page, **changes):
    said = {
        "started": hidden(page, "started"),
        "ended": hidden(page, "ended"),
        "do": "save",
        "consent_survey": "yes",
        "consent_schemes": "yes",
        "consent_share_department": "no",
        "member_name": "Sunita Devi",
        "sex": "female",
        "age_precision": "estimated",
        "age_years": "40",
        "phone": "9848012399",
        "may_call": "yes",
        "occupation": "mason",
        "construction_days": "120",
        "eshram": "no",
        "told": ["eshram"],
        "document_0": "aadhaar",
        "reason_0": "mobile_not_linked",
        "scheme_0": "eshram",
        "stage_0": "filed",
        "filed_number_0": "ACK-9",
    }
    return {**said, **changes}


def test_from_a_token_to_a_receipt(cast, client_for, desk):
    client = client_for("lakshmi")
    address = given(client, desk)
    saved = client.post(address, typed(client.get(address)))
    assert saved.status_code == 302
    receipt = client.get(saved["Location"]).content.decode()
    assert "R-K12-1-1" in receipt
    assert "Sunita" not in receipt
    came = Attendance.objects.get()
    assert (came.outcome, came.filed, came.may_call) == ("filed", ["eshram"], True)
    assert Submission.objects.get().state == "applied"
    assert Submission.objects.get().findings == []
    assert Person.objects.get().name == "Sunita Devi"


def test_a_second_click_saves_the_same_and_changes_nothing(cast, client_for, desk, nothing_written):
    client = client_for("lakshmi")
    address = given(client, desk)
    page = client.get(address)
    client.post(address, typed(page))
    with nothing_written():
        again = client.post(address, typed(page))
    assert again["Location"].endswith("/receipt/")


def test_two_clicks_that_cross_hand_in_the_same_bytes_once(cast, client_for, desk, nothing_written):
    from karmika.outreach.desk_form import DeskPageForm
    from karmika.outreach.handing_in import hand_in

    client = client_for("lakshmi")
    address = given(client, desk)
    page = client.get(address)
    came = Attendance.objects.get()
    client.post(address, typed(page))
    form = DeskPageForm(typed(page))
    assert form.is_valid(), form.errors
    with nothing_written():
        answer = hand_in(cast.lakshmi, desk, came.id, form.said(came, desk.code, cast.lakshmi.id))
    assert answer.status == 201


def test_a_second_click_gives_no_second_token_and_calls_nobody_else(cast, client_for, desk):
    client = client_for("lakshmi")
    page = client.get(f"/camps/{desk.id}/desk/1/")
    for _ in range(2):
        client.post(f"/camps/{desk.id}/desk/1/give/", {"entry": entry_of(page, "give")})
    assert Attendance.objects.count() == 1
    second = client.get(f"/camps/{desk.id}/desk/1/")
    client.post(f"/camps/{desk.id}/desk/1/give/", {"entry": entry_of(second, "give")})
    for _ in range(2):
        client.post(f"/camps/{desk.id}/desk/1/call/", {"entry": entry_of(second, "call")})
    assert Attendance.objects.filter(state="called").count() == 1


def test_after_a_crash_the_called_token_is_still_on_the_desk(cast, client_for, desk):
    client = client_for("lakshmi")
    address = given(client, desk)
    assert address.partition("?")[0] in client.get(f"/camps/{desk.id}/desk/2/").content.decode()


def test_without_consent_nothing_typed_is_kept(cast, client_for, desk):
    client = client_for("lakshmi")
    address = given(client, desk)
    client.post(address, typed(client.get(address), consent_survey="no"))
    came = Attendance.objects.get()
    assert (came.outcome, came.person_id) == ("no_consent", None)
    assert not Person.objects.exists()
    from karmika.journal.queries import source_of

    assert b"Sunita" not in source_of(Submission.objects.get().id)


def test_somebody_known_is_found_by_name_and_by_household_number(cast, client_for, desk):
    from karmika.registry.derive import index_everyone
    from karmika.registry.models import Household

    doorstep.take_in(cast, doorstep.survey(doorstep.member("Rukmini Bai", sex="female")))
    index_everyone()
    known = Person.objects.get()
    client = client_for("lakshmi")
    address = given(client, desk)
    find = address.replace("/?", "/find/?")
    for text in ("rukm", Household.objects.get().number, known.phone[-4:]):
        found = client.post(find, {"text": text}).content.decode()
        assert f"person={known.id}" in found
    page = client.get(f"{address}&person={known.id}")
    assert "Rukmini Bai" in page.content.decode()
    client.post(address, typed(page, member_name="Rukmini Bai", known_person=str(known.id)))
    assert Attendance.objects.get().person_id == known.id
    assert Person.objects.count() == 1


def test_somebody_of_another_ward_is_not_found(cast, client_for, desk):
    doorstep.take_in(
        cast, doorstep.survey(doorstep.member("Rukmini Bai"), ward="251746-W08"), viewer=cast.ramesh
    )
    client = client_for("lakshmi")
    address = given(client, desk)
    person = Person.objects.get()
    assert "Rukmini" not in client.get(f"{address}&person={person.id}").content.decode()


def test_an_answer_that_is_missing_is_asked_for_and_nothing_is_saved(cast, client_for, desk, nothing_written):
    client = client_for("lakshmi")
    address = given(client, desk)
    page = client.get(address)
    for changes in ({"consent_survey": ""}, {"member_name": ""}, {"filed_number_0": ""}, {"phone": "12"}):
        with nothing_written():
            answer = client.post(address, typed(page, **changes))
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()


def test_who_left_goes_out_of_the_queue(cast, client_for, desk):
    client = client_for("lakshmi")
    address = given(client, desk)
    client.post(address.replace("/?", "/left/?"))
    assert Attendance.objects.get().state == "left"


def test_the_evening_on_a_page_hands_in_who_still_waits_as_left(cast, client_for, desk):
    client = client_for("lakshmi")
    page = client.get(f"/camps/{desk.id}/desk/1/")
    client.post(f"/camps/{desk.id}/desk/1/give/", {"entry": entry_of(page, "give")})
    camp_page = client.get(f"/camps/{desk.id}/")
    entry = entry_of(camp_page, "close")
    wrong = client.post(f"/camps/{desk.id}/close/", {"entry": entry, "tokens_given": "5"})
    assert "5 tokens were given out" in wrong.content.decode()
    client.post(f"/camps/{desk.id}/close/", {"entry": entry, "tokens_given": "1"})
    assert Camp.objects.get().state == "closed"
    assert Submission.objects.get().state == "applied"


def test_the_form_that_is_not_published_is_said_so(cast, client_for):
    held = makers.camp(cast)
    client = client_for("lakshmi")
    address = given(client, held)
    answer = client.post(address, typed(client.get(address)))
    assert "not published" in answer.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", ["stranger", "colleague"])
def test_strangers_find_neither_camp_nor_desk(cast, client_for, desk, name):
    client = client_for("lakshmi")
    address = given(client, desk).partition("?")[0]
    other = client_for(name)
    for path in (f"/camps/{desk.id}/", f"/camps/{desk.id}/desk/1/", address, f"{address}receipt/"):
        assert other.get(path).status_code == 404


def test_the_office_plans_a_campaign_and_a_camp_on_pages(cast, client_for):
    client = client_for("fatima")
    plan = client.get("/campaigns/plan/")
    said = {
        "entry": hidden(plan, "entry"),
        "name": "Kaam Mango Abhiyan",
        "area": str(cast.area("251746")),
        "organisation": str(cast.mepma),
        "programme": str(cast.vog),
        "starts_on": "2026-11-01",
        "ends_on": "2027-03-31",
    }
    made = client.post("/campaigns/plan/", said)
    assert made.status_code == 302
    page = client.get(f"{made['Location']}camp/")
    said = {
        "entry": hidden(page, "entry"),
        "area": str(cast.area(makers.WARD)),
        "venue": "School",
        "held_on": "2026-12-01",
        "opens_at": "10:00",
        "closes_at": "15:00",
        "desks": "3",
        "agenda": ["eshram", "bocw"],
    }
    planned = client.post(f"{made['Location']}camp/", said)
    assert planned.status_code == 302, planned.content.decode()
    held = Camp.objects.get()
    assert (held.code, held.agenda, UUID(planned["Location"].split("/")[2])) == (
        "K01",
        ["eshram", "bocw"],
        held.id,
    )
    for path in (
        "/campaigns/",
        made["Location"],
        "/camps/",
        planned["Location"],
        f"{planned['Location']}change/",
    ):
        assert client.get(path).status_code == 200


def test_the_list_of_whom_to_ask_again_shows_and_ends_them(cast, client_for, desk):
    makers.send(cast, makers.said(1))
    client = client_for("lakshmi")
    shown = client.get("/follow-ups/?when=all").content.decode()
    assert shown.count("Sunita Devi") == 3
    address = re.search(r"/follow-ups/[0-9a-f-]{36}/", shown).group(0)
    page = client.get(address)
    client.post(address, {"entry": hidden(page, "entry"), "outcome": "in_progress"})
    assert client.get("/follow-ups/?when=all").content.decode().count("Sunita Devi") == 2
    audited = client_for("auditor").get("/follow-ups/?when=all").content.decode()
    assert "12399" not in audited


def test_what_is_owed_is_said_before_anything_is_saved(cast, client_for, desk, nothing_written):
    client = client_for("lakshmi")
    address = given(client, desk)
    page = client.get(address)
    asked = {"do": "check", "income_usual": "9000", "epf_esi": "none", "bank_account": "active", "bocw": "no"}
    with nothing_written():
        answer = client.post(address, typed(page, **asked)).content.decode()
    assert "Probably owed" in answer
    assert "e-Shram" in answer.split('id="owed"')[1]
    with nothing_written():
        silent = client.post(
            address, typed(page, **asked, consent_schemes="no", scheme_0="")
        ).content.decode()
    assert "nothing follows yet" in silent.split('id="owed"')[1]


def test_the_receipt_leads_to_the_papers_and_the_camp_to_the_form(cast, client_for, desk):
    from karmika.registry.derive import index_everyone

    doorstep.take_in(cast, doorstep.survey(doorstep.member("Rukmini Bai", sex="female")))
    index_everyone()
    known = Person.objects.get()
    client = client_for("lakshmi")
    address = f"{given(client, desk)}&person={known.id}"
    more = {"scheme_1": "bocw_registration", "stage_1": "prepared", "known_person": str(known.id)}
    said = typed(client.get(address), member_name="Rukmini Bai", **more)
    answer = client.post(address, {**said, "do": "check"}).content.decode()
    assert 'id="owed"' in answer and "#owed" in answer
    saved = client.post(address, said)
    assert saved.status_code == 302, re.findall(r'role="alert">.*?</div>', saved.content.decode(), re.S)
    receipt = client.get(saved["Location"]).content.decode()
    papers = re.findall(r'href="(/applications/[^"]*/(?:receipt|slip)/[a-z]+/)"', receipt)
    assert len(papers) == 4 and all(client.get(one).status_code == 200 for one in papers)
    assert 'data-aloud="aloud"' in receipt and "Rukmini" not in receipt
    camp = client_for("fatima").get(f"/camps/{desk.id}/").content.decode()
    (form,) = set(re.findall(r'href="(/submissions/[^"]+)"', camp))
    assert client_for("fatima").get(form).status_code == 200
    assert "/submissions/" not in client_for("admin").get(f"/camps/{desk.id}/").content.decode()


def test_what_is_wrong_with_a_long_form_is_named_at_its_top(cast, client_for, desk):
    client = client_for("lakshmi")
    address = given(client, desk)
    answer = client.post(address, typed(client.get(address), scheme_2="eshram")).content.decode()
    assert 'href="#id_stage_2"' in answer and re.search(r"<details open><summary>More than one", answer)


def test_signs_that_no_form_can_hold_are_left_out_of_what_was_copied_in(cast, client_for, desk):
    client = client_for("lakshmi")
    address = given(client, desk)
    odd = typed(client.get(address), member_name="Sunita\x0bDe\x01vi\ufffe", filed_number_0="A\x1fB")
    assert client.post(address, odd).status_code == 302
    assert Person.objects.get().name == "Sunita De vi"
