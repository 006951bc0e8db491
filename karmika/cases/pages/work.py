"""What is done on the page of a case: each button sends one act."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karmika.access.pages import PageRequest, page
from karmika.access.roles import Role
from karmika.cases import acts, terms
from karmika.cases.pages.asking import a_day, a_moment, an_id, half_days, paise
from karmika.cases.pages.cases import may_see
from karmika.cases.queries import case_of
from karmika.cases.referring import CASE
from karmika.cases.words import Words
from karmika.journal.act import Act
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.referrals.pages.referrals import refer_subject
from karmika.ui.asked import id_of

Reads = Callable[[UUID, QueryDict], Act]


@page(roles=terms.READERS)
@require_POST
def work(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """Do what the button says. Who may do what is for the act to say."""
    may_see(request, case_id)
    return _perform(request, case_id, _ACTS.get(request.POST.get("do", "")))


@page(roles={Role.LEGAL_ADVISOR}, confirmed=True)
def forget(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """Destroy the words of a closed case; asks for the password again."""
    may_see(request, case_id)
    if request.method != "POST":
        return redirect("cases.case", case_id=case_id)
    return _perform(request, case_id, lambda case, sent: acts.ForgetCase(case=case))


@page(roles=terms.READERS)
def refer(request: PageRequest, case_id: UUID) -> HttpResponseBase:
    """Ask an office about a case of level 0; it answers by a link, or its officer does."""
    return refer_subject(request, CASE, case_id)


def _perform(request: PageRequest, case_id: UUID, read: Reads | None) -> HttpResponse:
    try:
        if read is None:
            raise Refused("cases.choose")
        perform(read(case_id, request.POST), request.viewer, entry_id=id_of(request.POST.get("entry", "")))
        messages.success(request, _("Noted."))
    except Refused as refused:
        messages.error(request, refused.sentence())
    # who stepped out of a team does not see its case any more
    if case_of(request.viewer, case_id) is None:
        return redirect("cases.cases")
    return redirect("cases.case", case_id=case_id)


def _answer(case: UUID, sent: QueryDict) -> Act:
    return acts.NoteFirstResponse(case=case, how=sent.get("how", ""), answered_at=a_moment(sent, "at"))


def _assign(case: UUID, sent: QueryDict) -> Act:
    return acts.AssignCase(case=case, user=an_id(sent, "user"))


def _join(case: UUID, sent: QueryDict) -> Act:
    return acts.JoinTeam(case=case, user=an_id(sent, "user"))


def _leave(case: UUID, sent: QueryDict) -> Act:
    return acts.LeaveTeam(case=case, user=an_id(sent, "user"), reason=sent.get("reason", ""))


def _note(case: UUID, sent: QueryDict) -> Act:
    return acts.AddNote(case=case, note=an_id(sent, "id"), words=Words(text=sent.get("text", "")))


def _task(case: UUID, sent: QueryDict) -> Act:
    text = sent.get("text", "").strip()
    return acts.AddTask(
        case=case,
        task=an_id(sent, "id"),
        what=sent.get("what", ""),
        due_on=a_day(sent, "due_on"),
        user=id_of(sent.get("user", "")),
        words=Words(text=text) if text else None,
    )


def _done(case: UUID, sent: QueryDict) -> Act:
    return acts.FinishTask(case=case, task=an_id(sent, "task"))


def _money(case: UUID, sent: QueryDict) -> Act:
    return acts.RecordMoney(
        case=case,
        money=an_id(sent, "id"),
        what=sent.get("what", ""),
        amount_paise=paise(sent, "rupees"),
        on_day=a_day(sent, "on_day"),
    )


def _paper(case: UUID, sent: QueryDict) -> Act:
    words = Words(number=sent.get("number", ""))
    return acts.RecordPaper(
        case=case,
        paper=an_id(sent, "id"),
        what=sent.get("what", ""),
        on_day=a_day(sent, "on_day"),
        words=words,
    )


def _line(case: UUID, sent: QueryDict) -> Act:
    return acts.SetClaimLine(
        case=case,
        line=an_id(sent, "id"),
        half_days=half_days(sent, "days"),
        rate_paise=paise(sent, "rate"),
        paid_paise=paise(sent, "paid"),
        words=Words(name=sent.get("name", "")),
    )


def _remove_line(case: UUID, sent: QueryDict) -> Act:
    return acts.RemoveClaimLine(case=case, line=an_id(sent, "line"))


def _close(case: UUID, sent: QueryDict) -> Act:
    return acts.AskClosure(case=case, result=sent.get("result", ""))


def _confirm(case: UUID, sent: QueryDict) -> Act:
    return acts.ConfirmClosure(case=case)


def _decline(case: UUID, sent: QueryDict) -> Act:
    return acts.DeclineClosure(case=case)


def _reopen(case: UUID, sent: QueryDict) -> Act:
    return acts.ReopenCase(case=case, reason=sent.get("reason", ""))


_ACTS: Mapping[str, Reads] = {
    "answer": _answer,
    "assign": _assign,
    "join": _join,
    "leave": _leave,
    "note": _note,
    "task": _task,
    "done": _done,
    "money": _money,
    "paper": _paper,
    "line": _line,
    "remove_line": _remove_line,
    "close": _close,
    "confirm": _confirm,
    "decline": _decline,
    "reopen": _reopen,
}
