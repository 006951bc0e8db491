"""The queue and a submission, as pages."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from karmika.intake.enclosures import File
from karmika.intake.models import Attachment, Submission
from karmika.intake.tests.doorstep import Form
from karmika.intake.tests.test_receiving import send
from karmika.testing import assert_nothing_written

pytestmark = pytest.mark.usefixtures("survey")
ClientFor = Callable[[str], Any]


def text(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def page_of(submission: Submission, what: str = "") -> str:
    return f"/submissions/{submission.id}/{what}"


def test_the_queue_lists_what_waits_with_its_reason(cast: Any, client_for: ClientFor) -> None:
    send(cast, Form(ward="251746-W08"))
    send(cast, Form(version="9"))
    body = text(client_for("ramesh").get("/queue/"))
    assert "2 forms wait." in body
    assert "Outside the area of the phone" in body
    assert "Version not known" in body
    assert "Lakshmi Devi" in body
    only = text(client_for("ramesh").get("/queue/?reason=access.not_yours"))
    assert only.count("/submissions/") == 1
    assert "then it is recorded in your name" in only


def test_an_empty_queue_says_what_would_come_here(cast: Any, client_for: ClientFor) -> None:
    assert "Nothing waits." in text(client_for("ramesh").get("/queue/"))


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_others_find_nothing(cast: Any, client_for: ClientFor, who: str) -> None:
    send(cast, Form(ward="251746-W08"))
    client = client_for(who)
    assert "Nothing waits." in text(client.get("/queue/"))
    assert client.get(page_of(Submission.objects.get())).status_code == 404


def test_an_administrator_sees_no_answers(cast: Any, client_for: ClientFor) -> None:
    send(cast, Form(ward="251746-W08"))
    client = client_for("admin")
    assert client.get("/queue/").status_code == 404
    assert client.get(page_of(Submission.objects.get())).status_code == 404


def test_a_submission_shows_answers_beside_labels_findings_and_its_reason(
    cast: Any, client_for: ClientFor
) -> None:
    send(cast, Form(head="refuse", rooms="77", photo="a.jpg"))
    body = text(client_for("ramesh").get(page_of(Submission.objects.get())))
    for words in (
        "Head of household",
        "Own house",
        "Yes",
        "Against the rule of the question",
        "Member 1",
        "Sita",
    ):
        assert words in body
    assert "has not arrived" in body
    assert "Try again" in body
    assert "<title>A form that was sent" in body


def test_labels_are_in_the_viewers_language(cast: Any, client_for: ClientFor) -> None:
    send(cast, Form())
    client = client_for("ramesh")
    client.cookies["django_language"] = "te"
    body = text(client.get(page_of(Submission.objects.get())))
    assert "కుటుంబ పెద్ద" in body or "Head of household" in body
    direct = [line.label for line in _opened("te").answers]
    assert "కుటుంబ పెద్ద" in direct


def _opened(language: str) -> Any:
    from karmika.intake.queries import opened

    return opened(Submission.objects.get(), language)


def test_the_auditor_reads_but_has_nothing_to_press(cast: Any, client_for: ClientFor) -> None:
    send(cast, Form(head="refuse"))
    submission = Submission.objects.get()
    client = client_for("auditor")
    assert "What you can do" not in text(client.get(page_of(submission)))
    with assert_nothing_written():
        assert client.post(page_of(submission, "again/")).status_code == 404


def test_an_unknown_form_is_shown_without_answers(cast: Any, client_for: ClientFor) -> None:
    answer = send(cast, Form(form_id="elsewhere"))
    body = text(client_for("ramesh").get(f"/submissions/{answer.submission}/"))
    assert "The answers cannot be shown" in body
    assert "The form elsewhere is not known in this project." in body


def test_a_held_form_of_an_unknown_version_is_shown_with_todays_labels(
    cast: Any, client_for: ClientFor
) -> None:
    answer = send(cast, Form(version="9"))
    body = text(client_for("ramesh").get(f"/submissions/{answer.submission}/"))
    assert "Head of household" in body
    assert "Version 9 of the form doorstep was never published here." in body


def test_two_forms_that_disagree_are_shown_side_by_side(cast: Any, client_for: ClientFor) -> None:
    form = Form(head="Gita")
    send(cast, form)
    answer = send(cast, Form(instance_id=form.instance_id, head="Rita"))
    body = text(client_for("ramesh").get(f"/submissions/{answer.submission}/"))
    assert "In the other form" in body
    assert "Gita" in body
    assert body.count("differs") == 1


def test_trying_again_from_the_page(cast: Any, client_for: ClientFor) -> None:
    send(cast, Form(ward="251746-W08"))
    submission = Submission.objects.get()
    body = text(client_for("ramesh").post(page_of(submission, "again/"), follow=True))
    assert "The answers were taken in." in body
    submission.refresh_from_db()
    assert submission.state == "applied"


def test_correcting_from_the_page(cast: Any, client_for: ClientFor) -> None:
    send(cast, Form(ward="251746-W08"))
    submission = Submission.objects.get()
    client = client_for("ramesh")
    page = client.get(page_of(submission, "correct/"))
    form = page.context["form"]
    data = {}
    for name, line in form.lines.items():
        data[name] = "251746-W07" if line.key == "/data/ward" else line.value
    with assert_nothing_written():
        assert "Choose why you correct this." in text(client.post(page_of(submission, "correct/"), data))
    data["because"] = "place"
    body = text(client.post(page_of(submission, "correct/"), data, follow=True))
    assert "The answers were taken in." in body
    submission.refresh_from_db()
    assert (submission.state, submission.versions) == ("applied", 2)


def test_deciding_adopting_and_dismissing_from_the_page(cast: Any, client_for: ClientFor) -> None:
    client = client_for("ramesh")
    form = Form(members=(("a", "Sita"), ("b", "Ravi")))
    send(cast, form)
    send(cast, form.edited(members=(("a", "Sita"),)))
    submission = Submission.objects.get()
    assert "take them out" in text(client.get(page_of(submission)))
    client.post(page_of(submission, "again/"), {"decision": "remove_vanished"})
    submission.refresh_from_db()
    assert submission.state == "applied"

    held = Submission.objects.get(id=send(cast, Form(instance_id=form.instance_id, head="Gita")).submission)
    client.post(page_of(held, "adopt/"))
    held.refresh_from_db()
    assert held.state == "released"

    send(cast, Form(head="refuse"))
    refused = Submission.objects.get(state="waiting")
    body = text(client.post(page_of(refused, "dismiss/"), {"reason": "other", "note": ""}, follow=True))
    assert "Say in a few words" in body
    client.post(page_of(refused, "dismiss/"), {"reason": "practice", "note": ""})
    refused.refresh_from_db()
    assert refused.state == "dismissed"


def test_a_photo_is_served_to_those_who_may_read_and_never_as_a_page(
    cast: Any, client_for: ClientFor
) -> None:
    files = [File("a.jpg", b"\xff\xd8 photo", "image/jpeg"), File("x.html", b"<script>", "text/html")]
    send(cast, Form(photo="a.jpg"), files=files)
    submission = Submission.objects.get()
    client = client_for("ramesh")
    photo, page = (
        client.get(page_of(submission, f"attachments/{Attachment.objects.get(name=name).id}/"))
        for name in ("a.jpg", "x.html")
    )
    assert (photo["Content-Type"], photo.content) == ("image/jpeg", b"\xff\xd8 photo")
    assert page["Content-Type"] == "application/octet-stream"
    assert page["Content-Disposition"].startswith("attachment")
    attachment = Attachment.objects.get(name="a.jpg").id
    assert client_for("stranger").get(page_of(submission, f"attachments/{attachment}/")).status_code == 404


def test_the_correction_asks_for_answers_of_the_kind_of_the_question(
    cast: Any, client_for: ClientFor
) -> None:
    send(cast, Form(rooms="many", head="Sita"))
    submission = Submission.objects.get()
    client = client_for("ramesh")
    page = client.get(page_of(submission, "correct/"))
    body = text(page)
    assert "the form waits for this answer" in body
    assert "The answer to “Rooms” cannot be read: it should be a whole number." in body
    names = {line.key: name for name, line in page.context["form"].lines.items()}
    data = {name: line.value for name, line in page.context["form"].lines.items()} | {"because": "slip"}
    assert 'type="radio"' not in body
    assert f'<select name="{names["/data/own"]}"' in body
    assert 'value="many"' in body
    with assert_nothing_written():
        wrong = text(client.post(page_of(submission, "correct/"), {**data, names["/data/rooms"]: "a few"}))
    assert "This should be a whole number." in wrong
    with assert_nothing_written():
        odd = {**data, names["/data/own"]: "perhaps", names["/data/rooms"]: "3"}
        assert client.post(page_of(submission, "correct/"), odd).status_code == 200
    body = text(
        client.post(page_of(submission, "correct/"), {**data, names["/data/rooms"]: "3"}, follow=True)
    )
    assert "The answers were taken in." in body
    assert "In the version before" in body
    assert "many" in body
    assert "A slip, as the other answers show" in body


def test_several_from_the_page(cast: Any, client_for: ClientFor) -> None:
    ids = [str(send(cast, Form(ward="251746-W08")).submission) for _ in range(3)]
    refused = str(send(cast, Form(head="refuse")).submission)
    client = client_for("ramesh")
    assert "Do something with several" in text(client.get("/queue/"))
    body = text(client.post("/queue/several/", {"action": "again", "submission": [*ids[:2], refused]}))
    assert body.count('<span class="tag good">Done</span>') == 2
    assert "Still waits" in body
    everything = {"action": "again", "all": "1", "reason": "access.not_yours"}
    body = text(client.post("/queue/several/", everything))
    assert body.count('<span class="tag good">Done</span>') == 1
    body = text(
        client.post(
            "/queue/several/", {"action": "give", "submission": refused, "to": str(cast.user_id("fatima"))}
        )
    )
    assert "Done" in body
    assert "Fatima Begum" in text(client.get("/queue/"))
    body = text(
        client.post("/queue/several/", {"action": "dismiss", "submission": refused, "dismissal": "practice"})
    )
    assert "Done" in body
    assert set(Submission.objects.values_list("state", flat=True)) == {"applied", "dismissed"}


def test_nonsense_sent_to_several_is_refused_in_words(cast: Any, client_for: ClientFor) -> None:
    form = str(send(cast, Form(head="refuse")).submission)
    client = client_for("ramesh")
    nonsense: list[dict[str, Any]] = [
        {},
        {"action": "again"},
        {"action": "again", "submission": ["x", "' OR 1=1", ""]},
        {"action": "destroy", "submission": form},
        {"action": "give", "submission": form, "to": "nobody at all"},
        {"action": "dismiss", "submission": form, "dismissal": "x"},
        {"action": "dismiss", "submission": form, "dismissal": "other"},
        {"action": "again", "submission": [str(uuid4()) for _ in range(501)]},
        {"action": "again", "all": "1", "area": "x", "older": "99999999999", "given": "x", "reason": "\x00"},
    ]
    with assert_nothing_written():
        for data in nonsense:
            text(client.post("/queue/several/", data))
        assert client.get("/queue/several/").status_code == 405


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_forms_of_others_are_not_there_for_several(cast: Any, client_for: ClientFor, who: str) -> None:
    form = str(send(cast, Form(head="refuse")).submission)
    client = client_for(who)
    with assert_nothing_written():
        for data in ({"submission": form}, {"all": "1"}):
            body = text(
                client.post("/queue/several/", {"action": "dismiss", "dismissal": "practice", **data})
            )
            assert "No form was chosen." in body
            assert form not in body


def test_several_needs_the_token_of_its_page(cast: Any, client_for: ClientFor) -> None:
    form = str(send(cast, Form(head="refuse")).submission)
    client = client_for("ramesh")
    client.handler.enforce_csrf_checks = True
    with assert_nothing_written():
        answer = client.post(
            "/queue/several/", {"action": "dismiss", "dismissal": "practice", "submission": form}
        )
    assert answer.status_code == 403


def test_the_queue_asks_few_questions_however_long_it_is(
    cast: Any, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        send(cast, Form(ward="251746-W08"))
        send(cast, Form(head="refuse"))
    client = client_for("ramesh")
    client.get("/queue/")  # begins the session
    addresses = ("/queue/", f"/queue/?sender={cast.user_id('lakshmi')}&area={cast.area('251746')}&older=1")
    for address in addresses:
        with django_assert_max_num_queries(15):
            text(client.get(address))
    with django_assert_max_num_queries(15):
        text(client.get(page_of(Submission.objects.filter(state="waiting").first())))
