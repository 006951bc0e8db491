"""Restricted cases full of words that stand nowhere else, and the walk that looks for these words wherever anybody looks."""

import io
import zipfile
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from karmika.access.models import Account
from karmika.cases import acts
from karmika.cases.models import Case, CaseRecording
from karmika.cases.tests import makers
from karmika.cases.words import Words
from karmika.groups.tests import people
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from tests.rights_samples import SAMPLES
from tests.test_rights_matrix import ADDRESSES

OUTSIDE = {
    "paralegal": ("case_worker", "251746", "mepma"),
    "advisor elsewhere": ("legal_advisor", "251719", "mepma"),
    "advisor of another organisation": ("legal_advisor", "28", "other_org"),
    "director": ("district_project_director", "749", "mepma"),
    "mission director": ("state_mission_director", "28", "mepma"),
    "privacy officer": ("privacy_officer", "28", "mepma"),
    "expert": ("technical_expert", "28", "mepma"),
}


WORDS = (
    b"zqname", b"zqfamily", b"zqhours", b"zqsafeword", b"zqspeaker", b"zqstory", b"zqagainst", b"9848077123",
    b"zqnote", b"zqtask", b"zqfirnumber", b"zqline", b"zqsound", b"zqfile", b"zqform", b"violence_worker",
)  # fmt: skip
"""What was said; two letters may meet by chance among sealed bytes, these may not."""
UNANSWERED = b"zqunanswered"
"""In a report by form for which there was nobody: kept, and seen by nobody at all."""
SOUND = b"ID3 zqsound"


class Secret:
    """Restricted cases, by page and by form, in which everything has happened; what may be found of them: nothing."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        (self.person,) = people.make(cast, [77])
        self.outside = {
            name: makers.viewer(makers.staff(cast, f"outside{n}", role, area, getattr(cast, organisation)))
            for n, (name, (role, area, organisation)) in enumerate(OUTSIDE.items())
            if name != "paralegal"
        }
        self.before = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        assert self.send(UNANSWERED.decode()).status_code == 409
        self.staffed: set[int] = set()
        self._staff()

    def _staff(self) -> None:
        """The team comes, and a paralegal of the same city who is not of it."""
        first = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        self.member = makers.viewer(makers.staff(self.cast, "meena", "legal_advisor"))
        self.joined = makers.viewer(makers.staff(self.cast, "asha", "case_worker"))
        self.outside["paralegal"] = makers.viewer(makers.staff(self.cast, "outsider", "case_worker"))
        self.staffed = set(Entry.objects.filter(seq__gt=first).values_list("seq", flat=True))

    def happen(self) -> None:
        """Everything that can happen to a restricted case."""
        cast = self.cast
        told = makers.report(cast, cast.lakshmi, level=2, person=self.person, consent_how="in_person")
        self.case = told.case
        for act in self._work():
            perform(act, self.member)
        perform(acts.AssignCase(case=self.case, user=self.joined.id), self.member)
        assert self.send("Zqform", ("zqfile.mp3", SOUND, "audio/mpeg")).status_code == 201
        self.cases = list(Case.objects.filter(level=2))
        self.recording = CaseRecording.objects.get(case__level=2)
        assert len(self.cases) == 2
        self.bytes = {*WORDS[:-1], UNANSWERED, *(one.number.lower().encode() for one in self.cases)}

    def send(self, story: str, *files: tuple[str, bytes, str]) -> Any:
        """A report of violence by the phone of Lakshmi."""
        said = f"<matter>violence_worker</matter><told>anonymous</told><story>{story}</story>"
        xml = f'<data id="case_report"><who>{said}</who><meta><instanceID>uuid:{uuid4()}</instanceID></meta></data>'
        parts = {"xml_submission_file": SimpleUploadedFile("form.xml", xml.encode(), "text/xml")}
        parts |= {name: SimpleUploadedFile(name, content, kind) for name, content, kind in files}
        where = f"/v1/key/{self.cast.device_token}/projects/{self.cast.project_number}/submission"
        return Client().post(where, parts, headers={"X-OpenRosa-Version": "1.0"})

    def _work(self) -> list[Any]:
        case, day = self.case, today()
        return [
            acts.NoteFirstResponse(case=case, how="called"),
            acts.AddNote(case=case, note=uuid4(), words=Words(text="Zqnote")),
            acts.AddTask(case=case, task=uuid4(), what="safety", due_on=day, words=Words(text="Zqtask")),
            acts.RecordPaper(
                case=case, paper=uuid4(), what="fir", on_day=day, words=Words(number="Zqfirnumber")
            ),
            acts.RecordMoney(case=case, money=uuid4(), what="received", amount_paise=77_777_77, on_day=day),
            acts.SetClaimLine(
                case=case, line=uuid4(), half_days=2, rate_paise=1, paid_paise=0, words=Words(name="Zqline")
            ),
        ]

    def in_bytes(self, content: bytes, *, asked: str = "") -> list[bytes]:
        """Which secrets stand in there; an id that was asked for stands in the form that chooses a language."""
        low = unpacked(content).lower()
        ids = {str(one.id) for one in self.cases} | {str(self.recording.id)}
        wanted = {form.encode() for one in ids if one not in asked for form in (one, one.replace("-", ""))}
        return [one for one in self.bytes | wanted if one in low]

    def entries(self) -> set[int]:
        """Entries that nobody may be told of."""
        since = Entry.objects.filter(seq__gt=self.before)
        return set(since.values_list("seq", flat=True)) - self.staffed


def unpacked(content: bytes) -> bytes:
    """A workbook and the like are packed: what is in them counts."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def browsers(client_for, secret) -> dict[str, Client]:
    """Everybody outside of the team."""
    clients = {
        name: client_for(name)
        for name in ("lakshmi", "ramesh", "fatima", "devi", "auditor", "admin", "stranger")
    }
    for name, viewer in secret.outside.items():
        clients[name] = Client()
        clients[name].force_login(Account.objects.get(id=viewer.id))
    return {**clients, "nobody": Client()}


def addresses(cast) -> dict[str, str]:
    """Every address of the house that is asked for, of the sample things of ward 7."""
    return {
        name: reverse(name, kwargs=SAMPLES[name].arguments(cast) if name in SAMPLES else {})
        for name, address in ADDRESSES.items()
        if not address.route.startswith("v1/")
        and name != "account_logout"
        and (name in SAMPLES or "<" not in address.route)
    }


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def leaks(secret: Secret, clients: dict[str, Client], asked: Iterable[str]) -> tuple[list[Any], int]:
    """(who, address, secrets) wherever one stands in a body or a header; and how many answers were looked at."""
    wrong, seen = [], 0
    for where in asked:
        for who, client in clients.items():
            answer = client.get(where)
            told = repr((answer.headers.items(), answer.cookies.output())).encode()
            seen += 1
            if found := secret.in_bytes(body_of(answer), asked=where) + secret.in_bytes(told, asked=where):
                wrong.append((who, where, found))
    return wrong, seen


def own_addresses(secret: Secret) -> list[str]:
    """What somebody would try who suspects that there is such a case: every way to it, by its ids and its people's."""
    case = secret.case
    return [
        *(
            reverse(f"cases.{name}", args=[case])
            for name in ("case", "work", "forget", "refer", "add_recording")
        ),
        reverse("cases.recording", args=[secret.recording.case_id, secret.recording.id]),
        reverse("registry.person", args=[secret.person]),
        *(
            f"{reverse('cases.cases')}?{asked}"
            for asked in ("state=all", "state=closing", "matter=violence_worker")
        ),
        f"{reverse('jobs.list', args=['cases'])}?state=all",
        *(f"{reverse('monitoring.log')}?by={one}" for one in (secret.member.id, secret.cast.lakshmi.id)),
        f"{reverse('monitoring.log')}?kind=cases.open",
        reverse("intake.attachment", args=[case, secret.recording.id]),
        reverse("intake.submission", args=[secret.recording.case_id]),
        *(
            reverse("monitoring.entry", args=[entry])
            for entry in Entry.objects.filter(seq__in=secret.entries()).values_list("id", flat=True)
        ),
    ]
