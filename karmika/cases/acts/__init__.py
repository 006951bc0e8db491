"""What can happen to cases: reported, answered, worked on by a team, closed by two, opened again, forgotten."""

from karmika.cases.acts.claims import RemoveClaimLine, SetClaimLine, TellClaimLine
from karmika.cases.acts.closing import AskClosure, ConfirmClosure, DeclineClosure, ForgetCase, ReopenCase
from karmika.cases.acts.opening import NoteFirstResponse, OpenCase
from karmika.cases.acts.recordings import AddRecording, KeepReport
from karmika.cases.acts.team import AssignCase, JoinTeam, LeaveTeam
from karmika.cases.acts.work import AddNote, AddTask, FinishTask, RecordMoney, RecordPaper
from karmika.journal.act import Act

ACTS: tuple[type[Act], ...] = (
    OpenCase,
    NoteFirstResponse,
    AssignCase,
    JoinTeam,
    LeaveTeam,
    AddNote,
    AddTask,
    FinishTask,
    RecordMoney,
    RecordPaper,
    SetClaimLine,
    RemoveClaimLine,
    TellClaimLine,
    AddRecording,
    KeepReport,
    AskClosure,
    ConfirmClosure,
    DeclineClosure,
    ReopenCase,
    ForgetCase,
)

__all__ = [
    "ACTS",
    "AddNote",
    "AddRecording",
    "AddTask",
    "AskClosure",
    "AssignCase",
    "ConfirmClosure",
    "DeclineClosure",
    "FinishTask",
    "ForgetCase",
    "JoinTeam",
    "KeepReport",
    "LeaveTeam",
    "NoteFirstResponse",
    "OpenCase",
    "RecordMoney",
    "RecordPaper",
    "RemoveClaimLine",
    "ReopenCase",
    "SetClaimLine",
    "TellClaimLine",
]
