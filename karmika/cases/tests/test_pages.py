"""The pages of cases, as paralegals, managers and those who take reports down see them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from karmika.cases.acts import AddTask, AssignCase, NoteFirstResponse
from karmika.cases.models import Case, Reading
from karmika.cases.tests import makers
from karmika.cases.words import Words, file_of
from karmika.groups.tests import people
from karmika.journal.perform import perform
from karmika.kernel.dates import now, today


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def sent(cast, **more):
    said = {
        "case": str(uuid4()),
        "matter": "wage_unpaid",
        "told": "named",
        "name": "Zqname",
        "area": str(cast.area("251746-W07")),
        "phone": "98480 77123",
        "message_ok": "no",
    }
    return {**said, **more}


def test_a_report_of_wages_is_taken_down_and_leads_nowhere_for_who_took_it_down(cast, client_for):
    lakshmi = client_for("lakshmi")
    assert "Take down a report" in text_of(lakshmi.get(reverse("cases.report")))
    form = sent(cast)
    answer = text_of(lakshmi.post(reverse("cases.report"), form))
    case = Case.objects.get()
    assert case.number in answer and str(case.id) not in answer and "Zqname" not in answer
    assert lakshmi.get(reverse("cases.case", args=[case.id])).status_code == 404
    again = text_of(lakshmi.post(reverse("cases.report"), form))
    assert case.number in again and Case.objects.count() == 1
    assert file_of(case.id).report.message_ok is False


def test_a_refused_report_comes_back_with_what_was_typed(cast, client_for, nothing_written):
    lakshmi = client_for("lakshmi")
    with nothing_written():
        answer = text_of(lakshmi.post(reverse("cases.report"), sent(cast, name="", story="Zqstory")))
        assert "Zqstory" in answer and "Write down a name" in answer
        nobody = text_of(lakshmi.post(reverse("cases.report"), sent(cast, matter="violence_worker")))
        assert "112" in nobody
        for wrong in ({"matter": "x"}, {"area": "x"}, {"case": "x"}, {"happened_from": "x"}):
            text_of(lakshmi.post(reverse("cases.report"), sent(cast, **wrong)))
        elsewhere = sent(cast, area=str(cast.area("251719-W01")))
        text_of(lakshmi.post(reverse("cases.report"), elsewhere))


def test_a_report_about_a_person_of_ours_asks_for_consent(cast, client_for):
    (person,) = people.make(cast, [1])
    lakshmi = client_for("lakshmi")
    profile = text_of(lakshmi.get(reverse("registry.person", args=[person])))
    assert f"{reverse('cases.report')}?person={person}" in profile
    page = text_of(lakshmi.get(reverse("cases.report"), {"person": person}))
    assert "Worker 1" in page and "Agreed that we take it up" in page
    text_of(
        lakshmi.post(
            reverse("cases.report"), sent(cast, person=str(person), name="", consent_how="in_person")
        )
    )
    assert Case.objects.get().person_id == person
    assert lakshmi.get(reverse("cases.report"), {"person": uuid4()}).status_code == 404


def test_her_page_tells_her_case_to_who_may_see_it(cast, asha, browser, client_for):
    (person,) = people.make(cast, [1])
    act = makers.report(cast, cast.lakshmi, person=person, consent_how="in_person", words=None)
    where = reverse("registry.person", args=[person])
    assert "a report was taken down: Wages not paid" in text_of(browser(asha).get(where))
    for name in ("lakshmi", "auditor"):
        page = text_of(client_for(name).get(where))
        assert "a report was taken down" not in page and str(act.case) not in page


def test_a_restricted_case_is_not_on_her_page_for_anybody(cast, meena, browser, client_for):
    (person,) = people.make(cast, [1])
    act = makers.report(cast, cast.lakshmi, level=2, person=person, consent_how="in_person")
    for client in (browser(meena), client_for("fatima"), client_for("lakshmi")):
        page = text_of(client.get(reverse("registry.person", args=[person])))
        assert str(act.case) not in page and makers.row(act).number not in page
    assert "Worker 1" in text_of(browser(meena).get(reverse("cases.case", args=[act.case])))


def test_the_list_puts_first_who_waits_and_marks_two_hours_red(cast, asha, browser, monkeypatch):
    old = makers.report(cast, cast.lakshmi)
    perform(NoteFirstResponse(case=old.case, how="called"), asha)
    makers.report(cast, cast.lakshmi, told="anonymous", words=Words())
    page = text_of(browser(asha).get(reverse("cases.cases")))
    assert "To be answered" in page and "more than two hours" not in page
    assert page.index(Case.objects.get(answered_at=None).number) < page.index(makers.row(old).number)
    assert "Zqname Zqfamily" in page and "Wages not paid" in page
    later = now() + timedelta(hours=2, minutes=1)
    monkeypatch.setattr("karmika.cases.queries.now", lambda: later)
    assert "No answer for more than two hours" in text_of(browser(asha).get(reverse("cases.cases")))
    home = text_of(browser(asha).get("/"))
    assert "Reports nobody has answered" in home and "1 for more than two hours" in home


def test_the_list_narrows_by_state_matter_area_and_person_in_charge(cast, asha, browser):
    act = makers.report(cast, cast.lakshmi)
    number, client = makers.row(act).number, browser(asha)
    for asked, is_there in (
        ({"state": "closed"}, False),
        ({"state": "all", "matter": "wage_unpaid"}, True),
        ({"matter": "overtime_unpaid"}, False),
        ({"area": cast.area("251746-W08")}, False),
        ({"area": cast.area("251746")}, True),
        ({"whose": "mine"}, False),
        ({"area": "x", "page": "x", "state": "x", "matter": "x"}, True),
    ):
        assert (number in text_of(client.get(reverse("cases.cases"), asked))) == is_there, asked


def test_a_restricted_case_in_the_list_of_its_team_tells_nothing_over_a_shoulder(cast, meena, browser):
    act = makers.report(cast, cast.lakshmi, level=2)
    page = text_of(browser(meena).get(reverse("cases.cases")))
    assert makers.row(act).number in page and "Restricted" in page
    # not "Zq" alone: the random token of a form may hold it
    assert (
        not [said for said in makers.SECRETS.values() if said in page]
        and "beaten" not in page.lower().split("<tbody>")[1]
    )


def test_the_page_of_a_case_tells_how_to_call_and_what_the_law_offers(cast, asha, browser):
    act = makers.report(cast, cast.lakshmi, happened_from=date(2026, 1, 5))
    page = text_of(browser(asha).get(reverse("cases.case", args=[act.case])))
    for said in (*makers.SECRETS.values(), "What the law offers"):
        if said != makers.SECRETS["phone"]:
            assert said in page, said
    assert "+91 98480 77123" in page and "File by" in page and "too late" not in page
    assert "data-quick-exit" not in page


def test_a_claim_from_before_the_codes_has_a_safe_and_an_outer_date(cast, asha, browser):
    act = makers.report(cast, cast.lakshmi, happened_from=date(2025, 6, 1))
    page = text_of(browser(asha).get(reverse("cases.case", args=[act.case])))
    assert "safe date" in page and "outer date" in page and "too late" not in page


def test_a_restricted_page_has_a_quick_way_out_and_every_look_is_noted(cast, meena, browser):
    act = makers.report(cast, cast.lakshmi, level=2)
    client = browser(meena)
    page = text_of(client.get(reverse("cases.case", args=[act.case])))
    assert "data-quick-exit" in page and 'rel="noreferrer"' in page
    assert list(Reading.objects.values_list("case_id", "user_id")) == [(act.case, meena.id)]
    assert "Who opened this case" in text_of(client.get(reverse("cases.case", args=[act.case])))


@pytest.mark.parametrize("level", [0, 2])
def test_every_button_of_a_case_works(cast, asha, bina, meena, browser, level):
    act = makers.report(cast, cast.lakshmi, level=level)
    if level:
        perform(AssignCase(case=act.case, user=asha.id), meena)
    client, where = browser(asha), reverse("cases.work", args=[act.case])

    def do(by=client, **said):
        answer = by.post(where, {"entry": uuid4(), "id": uuid4(), **said}, follow=True)
        return text_of(answer)

    day = today().isoformat()
    assert "Noted." in do(do="answer", how="called")
    assert "Zqnote" in do(do="note", text="Zqnote")
    assert "Zqtask" in do(do="task", what="notice", due_on=day, text="Zqtask")
    task = Case.objects.get().tasks.get()
    assert "done" in do(do="done", task=task.id)
    assert "₹4,500" in do(do="line", name="Zqworker", days="12.5", rate="400", paid="500")
    assert "₹4,500" in do(do="money", what="disputed", rupees="4,500.00", on_day=day)
    assert "₹3,000.50" in do(do="money", what="offered", rupees="3,000.50", on_day=day)
    do(do="money", what="received", rupees="1000", on_day=day)
    assert "₹1,500.25" in do(do="money", what="received", rupees="500.25", on_day=day)
    assert "Zqfir" in do(do="paper", what="fir", number="Zqfir", on_day=day)
    assert "Zqorder" in do(do="paper", what="order", number="Zqorder", on_day=day)
    assert "You asked to close it yourself" in (do(do="close", result="full"), do(do="confirm"))[1]
    assert "Noted." in do(browser(meena if level else bina), do="confirm")
    assert "Noted." in do(do="reopen", reason="again")
    assert "Choose one of the answers" in do(do="dance")
    for wrong in (
        {"do": "money", "what": "offered", "rupees": "some", "on_day": day},
        {"do": "line", "name": "A", "days": "many", "rate": "1", "paid": "0"},
        {"do": "task", "what": "notice", "due_on": "soon"},
        {"do": "answer", "how": "called", "at": "noon"},
        {"do": "assign", "user": "x"},
    ):
        assert "Noted." not in do(**wrong), wrong


def test_a_manager_gives_a_case_on_its_page_and_does_not_work_on_it(cast, asha, client_for):
    act = makers.report(cast, cast.lakshmi)
    fatima, where = client_for("fatima"), reverse("cases.work", args=[act.case])
    page = text_of(fatima.post(where, {"do": "assign", "user": asha.id, "entry": uuid4()}, follow=True))
    assert "has the case" in page and "Write a note" not in page
    assert "Noted." not in text_of(
        fatima.post(where, {"do": "note", "id": uuid4(), "text": "x"}, follow=True)
    )


def test_who_steps_out_of_a_restricted_case_is_led_to_the_list(cast, asha, meena, browser):
    act = makers.report(cast, cast.lakshmi, level=2)
    perform(AssignCase(case=act.case, user=asha.id), meena)
    where = reverse("cases.work", args=[act.case])
    answer = browser(asha).post(where, {"do": "leave", "user": asha.id, "reason": "too_near"})
    assert answer.headers["Location"] == reverse("cases.cases")


def test_tasks_due_are_on_the_first_page(cast, asha, browser):
    act = makers.report(cast, cast.lakshmi)
    perform(AddTask(case=act.case, task=uuid4(), what="file", due_on=today()), asha)
    assert "Tasks due by today" in text_of(browser(asha).get("/"))
    assert "1 task due" in text_of(browser(asha).get(reverse("cases.cases")))


@pytest.mark.parametrize("language", ["te", "hi"])
def test_the_law_is_said_in_the_readers_language(cast, asha, browser, language):
    act = makers.report(cast, cast.lakshmi)
    client = browser(asha)
    client.post(reverse("access.language"), {"language": language, "next": "/"})
    page = text_of(client.get(reverse("cases.case", args=[act.case])))
    assert {"te": "వేతనం", "hi": "मज़दूरी"}[language] in page
