"""Acts of helping rooms with a word of its own wherever they keep words, for the search in test_canaries.py."""

from typing import Any

from karmika.cases.acts import AddNote, AddTask, OpenCase, RecordPaper, SetClaimLine, TellClaimLine
from karmika.cases.tests import makers as reports
from karmika.cases.words import Words
from karmika.entitlements.acts import CloseGap, FileApplication, NoteGap, NoteQuery, RecordDocument, Reject
from karmika.entitlements.tests import people as applicants
from karmika.groups.acts import HoldMeeting, RecordFinancialEvent
from karmika.groups.tests.people import group, worker_id
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.referrals.acts import NoteAnswer
from karmika.referrals.tests import makers as offices


def report_full_of_words(canaries: Any) -> None:
    """A restricted report, and what its team wrote down; a word of its own in every act that carries words."""
    cast, day = canaries.cast, today()
    meena = reports.viewer(reports.staff(cast, "meena", "legal_advisor"))
    said = {
        name: canaries.person("case", name)
        for name in ("name", "hours", "safe_word", "speaks", "story", "against")
    }
    phone = canaries.person("case", "phone", digits=True)
    case = reports.report(cast, cast.lakshmi, level=2, words=Words(**said, phone=phone)).case
    for act in (
        AddNote(case=case, note=uuid7(), words=Words(text=canaries.person("case note"))),
        AddTask(case=case, task=uuid7(), what="safety", due_on=day, words=Words(text=canaries.person("case task"))),
        RecordPaper(case=case, paper=uuid7(), what="fir", on_day=day, words=Words(number=canaries.person("case paper"))),
        SetClaimLine(
            case=case, line=uuid7(), half_days=1, rate_paise=1, paid_paise=0,
            words=Words(name=canaries.person("case line")),
        ),
    ):  # fmt: skip
        perform(act, meena)
    gang = uuid7()
    place = {"area": cast.area("251746-W07"), "organisation": cast.mepma, "programme": cast.vog}
    told = {"told": "anonymous", "matter": "bonded_labour"}
    line = {"line": uuid7(), "position": 1, "half_days": 1, "rate_paise": 1, "paid_paise": 0}
    words = Words(name=canaries.person("gang"))
    perform(
        [OpenCase(case=gang, level=2, **place, **told), TellClaimLine(case=gang, **line, words=words)],
        cast.lakshmi,
    )


def help_full_of_words(canaries: Any) -> None:
    """A worker whom we help with papers, an application and two offices: a word of its own wherever words are kept."""
    cast, day, said = canaries.cast, today(), canaries.person
    (her,) = applicants.make(cast, 90)
    paper, gap = {"document_kind": "eshram_card", "last_digits": "4711"}, uuid7()
    perform(RecordDocument(document=uuid7(), person=her.id, **paper), cast.lakshmi)
    noted = {"reason": "mobile_not_linked", "due_on": day, "note": said("gap note")}
    perform(NoteGap(gap=gap, person=her.id, **noted), cast.lakshmi)
    perform(CloseGap(gap=gap, outcome="could_not", on=day, what_was_done=said("gap closed")), cast.lakshmi)
    asked = applicants.prepare(cast, her)
    for act in (
        FileApplication(application=asked.id, external_number=said("filed").upper(), filed_on=day),
        NoteQuery(application=asked.id, on=day, query=said("query")),
        Reject(application=asked.id, on=day, reason="other", words=said("rejected")),
    ):
        perform(act, cast.lakshmi)
    office = offices.office(cast, code="LO-90")
    first = offices.refer(cast, her.id, office, note=said("referral"), shared=("name",))
    about = {"referral": first.id, "subject": her.id, "answer": "done", "why": "advice"}
    perform(NoteAnswer(**about, how="phone", words=said("noted answer")), cast.lakshmi)
    row = offices.at_department(cast, 91, shared=("name",))
    answer = offices.answer(row, answer="done", why="registered", words=said("answer"))
    perform(answer, offices.officer(cast, cast.mepma))


def organise_full_of_words(canaries: Any) -> None:
    """A group that met and said words of its own, and a member with an account: its whole number is to be nowhere."""
    cast, day = canaries.cast, today()
    found = group(cast, range(5000, 5005), name="Of few words")
    came = tuple(worker_id(n) for n in range(5000, 5005))
    words = canaries.person("meeting")
    perform(HoldMeeting(meeting=uuid7(), group=found.id, on=day, attended=came, words=words), cast.lakshmi)
    account = canaries.person("account", digits=True)
    step = {"step": "account_verified", "evidence": "test_payment", "account": account}
    perform(RecordFinancialEvent(worker=worker_id(5000), happened_on=day, **step), cast.lakshmi)
