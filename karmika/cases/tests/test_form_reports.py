"""A report that a phone sends as a form, with a voice note: a case, or kept and refused; never a submission."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from karmika.access.acts import RevokeDevice
from karmika.access.models import Project
from karmika.access.viewer import device_access
from karmika.cases import terms
from karmika.cases.acts import AskClosure, ConfirmClosure, ForgetCase, TellClaimLine
from karmika.cases.models import Case, CaseRecording, ClaimLine
from karmika.cases.tests import makers
from karmika.cases.words import Words, file_of
from karmika.intake import senders
from karmika.intake.batch import Sent, receive_many
from karmika.intake.models import Attachment, Submission, SubmissionVersion
from karmika.intake.publishing import publish
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.journal.queries import source_of
from karmika.kernel.refused import Refused
from karmika.measures.models import Contribution
from karmika.monitoring.log import log
from karmika.registry.occupations import occupations

FORM = Path(__file__).parents[1] / "forms" / "case_report.md"
SOUND = b"\x00\x00\x00 ftypM4A zqsound " + bytes(range(256))


@pytest.fixture
def send(cast, client):
    """`send(answers, files)`: as ODK Collect does; the answer of the server."""

    def post(xml: str, files=(), token=None):
        parts = {"xml_submission_file": SimpleUploadedFile("form.xml", xml.encode(), "text/xml")}
        parts |= {name: SimpleUploadedFile(name, content, kind) for name, content, kind in files}
        where = f"/v1/key/{token or cast.device_token}/projects/{cast.project_number}/submission"
        return client.post(where, parts, headers={"X-OpenRosa-Version": "1.0"})

    return post


def letter(case=None, workers=(), meta="", **answers) -> str:
    said = {
        "matter": "wage_unpaid", "ward": "251746-W07", "told": "named", "name": "Zqname", "phone": "9848077123",
        "hours": "Zqhours", "safe_word": "Zqsafeword", "message_ok": "no", "story": "Zqstory", **answers,
    }  # fmt: skip
    flat = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    gang = "".join(
        f"<worker><worker_name>{name}</worker_name><days>{days}</days><rate>{rate}</rate><paid>{paid}</paid></worker>"
        for name, days, rate, paid in workers
    )
    ids = f"<meta><instanceID>uuid:{case or uuid4()}</instanceID>{meta}</meta>"
    return f'<data id="case_report" version="2026112801"><who>{flat}</who>{gang}{ids}</data>'


def test_the_form_can_be_published_and_offers_what_the_room_knows(cast):
    publish(cast.devi, Project.objects.get(id=cast.project), FORM.read_bytes(), FORM.name)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in FORM.read_text().splitlines()]
    offered: dict[str, list[str]] = {}
    for row in rows:
        if len(row) == 6 and row[1] != "list_name":
            offered.setdefault(row[1], []).append(row[2])
    assert sorted(offered["matters"]) == sorted([*terms.matters(0), *terms.matters(2)])
    assert offered["told"] == list(terms.TOLD) and offered["channels"] == list(terms.CHANNELS)
    assert offered["occupations"] == list(occupations())


def test_a_report_by_form_is_a_case_at_once_and_no_submission(cast, send, asha):
    case = uuid4()
    assert send(letter(case)).status_code == 201
    row = Case.objects.get()
    assert (row.id, row.level, row.matter, row.told) == (case, 0, "wage_unpaid", "named")
    assert row.area_id == cast.area("251746-W07") and row.opened_by == cast.lakshmi.id
    words = file_of(case).report
    assert (words.name, words.phone, words.message_ok) == ("Zqname", "+919848077123", False)
    assert (words.hours, words.safe_word, words.story) == ("Zqhours", "Zqsafeword", "Zqstory")
    for model in (Submission, SubmissionVersion, Attachment):
        assert not model.objects.exists()
    assert Case.objects.visible_to(asha).exists() and not Case.objects.visible_to(cast.lakshmi).exists()


def test_a_phone_that_sends_it_twice_or_in_parts_makes_one_case(cast, send):
    text = letter(uuid4())
    assert send(text).status_code == send(text).status_code == 201
    assert send(text, [("a.m4a", SOUND, "audio/mp4")]).status_code == 201
    assert send(text, [("a.m4a", SOUND, "audio/mp4")]).status_code == 201
    assert Case.objects.count() == CaseRecording.objects.count() == 1


def test_reports_among_other_forms_that_are_taken_in_together_are_cases_too(cast):
    project = Project.objects.get(id=cast.project)
    sender = senders.phone(device_access(cast.device_token), project)
    sent = [Sent(sender, letter().encode()) for _ in range(3)]
    answers = receive_many([*sent, sent[0]], interpreters={})
    assert [one.status for one in answers] == [201] * 4
    assert Case.objects.count() == 3 and not Submission.objects.exists()


def test_told_without_a_name_or_on_behalf(cast, send):
    assert send(letter(told="anonymous", name="")).status_code == 201
    assert send(letter(told="on_behalf", name="", speaks="Her sister")).status_code == 201
    assert {one.told for one in Case.objects.all()} == {"anonymous", "on_behalf"}
    refused = send(letter(told="anonymous"))
    assert refused.status_code == 409 and "without a name" in refused.content.decode()


def test_a_grave_report_tells_nothing_in_tables_log_or_figures(cast, send, meena):
    assert send(letter(matter="violence_worker"), [("zqfile.m4a", SOUND, "audio/mp4")]).status_code == 201
    row = Case.objects.get()
    assert (row.level, row.matter, row.occupation) == (2, "", "")
    assert Case.objects.visible_to(meena).get().id == row.id
    assert not Submission.objects.exists() and not Contribution.objects.exists()
    mine = set(Entry.objects.filter(device=cast.device).values_list("seq", flat=True))
    assert len(mine) == 2 and not mine & {line.seq for line in log(cast.auditor).lines}
    kept = b" ".join(bytes(entry.acts) for entry in Entry.objects.filter(seq__in=mine)).lower()
    assert not any(word in kept for word in (b"zqname", b"zqhours", b"zqsafeword", b"zqstory", b"zqfile"))


def test_a_grave_report_where_nobody_may_answer_is_refused_and_its_bytes_stay_sealed(cast, send):
    text = letter(matter="violence_worker")
    first = send(text, [("a.m4a", SOUND, "audio/mp4")])
    assert first.status_code == 409 and "112" in first.content.decode()
    assert send(text).status_code == 409
    assert not Case.objects.exists() and not Submission.objects.exists()
    kept = Entry.objects.filter(device=cast.device)
    assert {source_of(one.id) for one in kept} == {text.encode(), SOUND}
    assert not {line.seq for line in log(cast.auditor).lines} & {one.seq for one in kept}
    makers.staff(cast, "meena", "legal_advisor")
    assert send(text, [("a.m4a", SOUND, "audio/mp4")]).status_code == 201
    assert Case.objects.count() == CaseRecording.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"matter": "x"}, {"matter": ""}, {"told": "x"}, {"ward": "251746-W99"}, {"ward": "251719-W01"},
        {"happened_from": "soon"}, {"happened_from": "2027-01-01"}, {"phone": "12"}, {"sex": "x"},
        {"story": "z" * 4001}, {"name": ""}, {"happened_from": "2026-02-02", "happened_to": "2026-02-01"},
    ],
)  # fmt: skip
def test_what_cannot_be_taken_up_is_said_and_kept(cast, send, wrong):
    text = letter(**wrong)
    answer = send(text)
    assert answer.status_code == 409 and "cases." not in answer.content.decode()
    assert not Case.objects.exists() and not Submission.objects.exists()
    (kept,) = Entry.objects.filter(device=cast.device)
    assert source_of(kept.id) == text.encode()


def test_other_words_under_the_same_id_change_nothing(cast, send):
    case = uuid4()
    send(letter(case))
    assert send(letter(case, story="Other")).status_code == 409
    assert file_of(case).report.story == "Zqstory"
    edit = letter(uuid4(), meta=f"<deprecatedID>uuid:{case}</deprecatedID>")
    answer = send(edit)
    assert answer.status_code == 409 and "case team" in answer.content.decode()
    assert Case.objects.count() == 1


def test_a_gang_is_one_case_with_a_line_for_each_and_exact_sums(cast, send, asha, browser):
    gang = [
        ("Rani", "12.5", "433.35", "1000"),
        ("Sita", "26.0", "400.0", "0.0"),
        ("Gopi", "1", "500", "700.10"),
    ]
    case = uuid4()
    assert send(letter(case, workers=gang)).status_code == 201
    lines = list(ClaimLine.objects.order_by("position"))
    # 12.5 x 433.35 = 5416.875, half up 5416.88
    assert [line.due_paise for line in lines] == [441_688, 10_400_00, 0]
    page = browser(asha).get(reverse("cases.case", args=[case])).content.decode()
    assert "14,816.88" in page and all(name in page for name, *_ in gang)
    for bad in (
        [("", "1", "1", "0")],
        [("A", "0", "1", "0")],
        [("A", "x", "1", "0")],
        [("A", "1", "-1", "0")],
    ):
        assert send(letter(workers=bad)).status_code == 409
    assert Case.objects.count() == 1


def test_a_line_cannot_be_told_into_a_report_of_before(cast, send, nothing_written):
    case = uuid4()
    send(letter(case))
    line = {"line": uuid4(), "position": 1, "half_days": 2, "rate_paise": 1, "paid_paise": 0}
    with nothing_written(), pytest.raises(Refused, match=r"cases\.unknown"):
        perform(TellClaimLine(case=case, words=Words(name="X"), **line), cast.lakshmi)


def test_the_team_hears_the_voice_note_and_nobody_else(cast, send, meena, asha, browser, client_for):
    send(letter(matter="violence_worker"), [("zqfile.m4a", SOUND, "audio/mp4")])
    note = CaseRecording.objects.get()
    where = reverse("cases.recording", args=[note.case_id, note.id])
    heard = browser(meena).get(where)
    assert heard.content == SOUND and heard["Content-Type"] == "audio/mp4"
    assert "no-store" in heard["Cache-Control"] and heard["X-Content-Type-Options"] == "nosniff"
    assert where in browser(meena).get(reverse("cases.case", args=[note.case_id])).content.decode()
    for client in (browser(asha), client_for("fatima"), client_for("lakshmi"), client_for("admin")):
        assert client.get(where).status_code in (403, 404)
    wage = makers.report(cast, cast.lakshmi)
    assert browser(meena).get(reverse("cases.recording", args=[wage.case, note.id])).status_code == 404


def test_a_voice_note_by_page_with_the_report_and_later(cast, meena, browser, client_for):
    form = {
        "case": str(uuid4()), "matter": "violence_worker", "told": "anonymous", "area": str(cast.area("251746-W07")),
        "recording": SimpleUploadedFile("zqfile.ogg", SOUND, "audio/ogg; codecs=opus"),
    }  # fmt: skip
    assert client_for("lakshmi").post(reverse("cases.report"), form).status_code == 200
    case = Case.objects.get()
    assert source_of(CaseRecording.objects.get().id) == SOUND
    add = reverse("cases.add_recording", args=[case.id])
    later = SimpleUploadedFile("b.mp3", b"ID3 more", "audio/mpeg")
    assert client_for("lakshmi").post(add, {"recording": later}).status_code in (403, 404)
    later.seek(0)
    browser(meena).post(add, {"recording": later})
    assert CaseRecording.objects.count() == 2
    for wrong in (
        {},
        {"recording": SimpleUploadedFile("c.html", b"<script>", "text/html")},
        {"recording": SimpleUploadedFile("d.mp3", b"", "audio/mpeg")},
    ):
        browser(meena).post(add, wrong)
    assert CaseRecording.objects.count() == 2


def test_a_report_with_a_file_that_is_no_sound_is_refused_whole(cast, client_for, nothing_written):
    form = {
        "case": str(uuid4()), "matter": "wage_unpaid", "told": "anonymous", "area": str(cast.area("251746-W07")),
        "recording": SimpleUploadedFile("c.html", b"<script>", "text/html"),
    }  # fmt: skip
    with nothing_written():
        page = client_for("lakshmi").post(reverse("cases.report"), form).content.decode()
    assert "no voice note" in page


def test_forgetting_a_case_ends_its_voice_notes(cast, send, meena, asha):
    send(letter(), [("a.m4a", SOUND, "audio/mp4")])
    case, note = Case.objects.get(), CaseRecording.objects.get()
    perform(AskClosure(case=case.id, result="full"), asha)
    perform(ConfirmClosure(case=case.id), meena)
    perform(ForgetCase(case=case.id), meena)
    assert source_of(note.id) is None and file_of(case.id).report.story == ""
    assert send(letter(case.id), [("b.m4a", SOUND + b"2", "audio/mp4")]).status_code == 409
    assert CaseRecording.objects.count() == 1


def test_a_withdrawn_phone_takes_no_report_up_and_loses_none(cast, send):
    perform(RevokeDevice(device=cast.device, reason="lost"), cast.admin)
    text = letter()
    assert send(text).status_code == 409
    (kept,) = Entry.objects.filter(device=cast.device).order_by("-seq")[:1]
    assert source_of(kept.id) == text.encode() and not Case.objects.exists()


def test_what_was_kept_of_a_report_before_it_could_be_taken_up_ends_with_the_case(cast, send):
    text = letter(matter="violence_worker")
    assert send(text, [("a.m4a", SOUND, "audio/mp4")]).status_code == 409
    kept = [one.id for one in Entry.objects.filter(device=cast.device)]
    assert len(kept) == 2 and all(map(source_of, kept))
    meena = makers.viewer(makers.staff(cast, "meena", "legal_advisor"))
    asha = makers.viewer(makers.staff(cast, "asha", "legal_advisor"))
    assert send(text).status_code == 201
    case = Case.objects.get()
    perform(AskClosure(case=case.id, result="full"), asha)
    perform(ConfirmClosure(case=case.id), meena)
    perform(ForgetCase(case=case.id), meena)
    assert not any(map(source_of, kept))
    assert not {line.seq for line in log(cast.auditor).lines} & set(
        Entry.objects.filter(device=cast.device).values_list("seq", flat=True)
    )


def test_a_report_does_not_wait_for_a_voice_note_that_cannot_be_taken_up(cast, send, meena, monkeypatch):
    """Who was recorded for too long, or not at all, would wait for an answer that nobody knows of."""
    assert send(letter(matter="violence_worker"), [("a.m4a", b"", "audio/mp4")]).status_code == 201
    assert Case.objects.visible_to(meena).count() == 1 and not CaseRecording.objects.exists()
    monkeypatch.setattr("karmika.cases.acts.recordings.RECORDING_BYTES", 100)
    text = letter(matter="violence_worker")
    answer = send(text, [("a.m4a", SOUND, "audio/mp4"), ("b.m4a", b"short", "audio/mp4")])
    assert answer.status_code == 409 and "too large" in answer.content.decode()
    assert Case.objects.visible_to(meena).count() == 2 and CaseRecording.objects.count() == 1
    assert SOUND in {source_of(one.id) for one in Entry.objects.filter(device=cast.device)}
    assert send(text, [("a.m4a", SOUND, "audio/mp4"), ("b.m4a", b"short", "audio/mp4")]).status_code == 409
    assert Case.objects.count() == 2 and CaseRecording.objects.count() == 1
