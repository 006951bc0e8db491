"""Phones that send the survey, and an account of what each was told: what the database must hold is compared with it."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import canonicalize

from django.db.models import Count
from django.test import Client

from karmika.access.acts import RegisterDevice
from karmika.access.device_keys import token_of
from karmika.access.models import Project
from karmika.cli.synth.drawing import new_uuid
from karmika.cli.synth.writing import Writer
from karmika.intake.models import Submission, SubmissionVersion
from karmika.intake.publishing import publish
from karmika.journal.perform import perform
from karmika.journal.queries import source_of
from karmika.kernel.ids import stable
from karmika.registry.tests import doorstep

Answers = dict[str, Any]
AADHAAR = "2341 2341 2346"
"""Made up, with a right check digit: it must be kept nowhere."""


@dataclass(frozen=True)
class Letter:
    """One version of one filled-in form, as it lies on a phone."""

    instance: str
    answers: Answers
    xml: bytes
    replaces: str = ""


class Phones:
    """Lakshmi's phone and one of the city's office, on one published form."""

    def __init__(self, cast: Any) -> None:
        self.cast, self.client = cast, Client()
        publish(
            cast.devi, Project.objects.get(id=cast.project), doorstep.FORM.read_bytes(), doorstep.FORM.name
        )
        self.writer = Writer(doorstep.form().definition)
        second = stable("simulation", "device")
        perform(
            RegisterDevice(
                device=second,
                name="The phone of the office",
                holder=cast.user_id("ramesh"),
                organisation=cast.mepma,
                programme=cast.vog,
                area=cast.area("251746"),
            ),
            cast.operator,
        )
        number = cast.project_number
        self.addresses = [
            f"/v1/key/{token}/projects/{number}/submission" for token in (cast.device_token, token_of(second))
        ]
        self.accepted: set[tuple[str, bytes]] = set()
        self.kept: dict[tuple[str, bytes], int] = {}
        self.posts = 0

    def write(self, rng: Any, answers: Answers, replaces: Letter | None = None, instance: str = "") -> Letter:
        """A finished form, or a new version of one."""
        instance, replaced = instance or new_uuid(rng), replaces.instance if replaces else ""
        return Letter(instance, answers, self.writer.xml(answers, instance, replaced), replaced)

    def send(self, letter: Letter, phone: int = 0) -> int:
        """Hand it in over HTTP; what was answered is kept in the account."""
        part = BytesIO(letter.xml)
        part.name = "submission.xml"
        answer = self.client.post(
            self.addresses[phone], {"xml_submission_file": part}, headers={"X-OpenRosa-Version": "1.0"}
        )
        status = answer.status_code
        self.posts += 1
        assert status in (201, 404, 409), answer.content
        if status == 201:
            self.accepted.add((letter.instance, letter.xml))
        else:
            self.kept[letter.instance, letter.xml] = status
        return status


def is_kept(entry: UUID, xml: bytes) -> bool:
    """Whether an entry kept the bytes as sent; where they hold an Aadhaar number, the same XML without it."""
    source = source_of(entry)
    if source is None or AADHAAR.encode() not in xml:
        return source == xml
    return bool(canonicalize(source) == canonicalize(xml.replace(AADHAAR.encode(), b"XXXXXXXX2346")))


def accepted_but_not_once(phones: Phones) -> list[str]:
    """What was answered 201 and is not there exactly once, with its bytes.

    What was held at first and then adopted by the office counts: its answers went into a version of the office.
    """
    found: dict[str, list[UUID]] = {}
    adopted: dict[str, list[UUID]] = {}
    for instance, entry, held, state in SubmissionVersion.objects.values_list(
        "instance_id", "id", "held", "submission__state"
    ):
        if not held or state == "released":
            (adopted if held else found).setdefault(instance.removeprefix("uuid:"), []).append(entry)
    wrong = []
    for instance, xml in sorted(phones.accepted):
        copies = [entry for entry in found.get(instance, []) if is_kept(entry, xml)]
        copies = copies or [entry for entry in adopted.get(instance, []) if is_kept(entry, xml)]
        if len(copies) != 1 or len(found.get(instance, [])) > 1:
            wrong.append(f"{instance}: {len(copies)} copies")
    return wrong


def refused_but_not_kept(phones: Phones) -> list[str]:
    """What was answered 4xx and is not kept exactly once, with its bytes."""
    wrong = []
    for (instance, xml), status in phones.kept.items():
        held = SubmissionVersion.objects.filter(instance_id=f"uuid:{instance}", held=True)
        copies = [entry for entry in held.values_list("id", flat=True) if is_kept(entry, xml)]
        if len(copies) != 1:
            wrong.append(f"{instance}, answered {status}: kept {len(copies)} times")
    return wrong


def versions_out_of_order() -> list[str]:
    """Submissions whose accepted versions are not numbered 1, 2, 3 as they came."""
    counted = (
        SubmissionVersion.objects.filter(held=False)
        .values("submission_id", "submission__versions")
        .annotate(n=Count("id"), distinct=Count("number", distinct=True))
    )
    wrong = [
        str(row["submission_id"])
        for row in counted
        if not row["n"] == row["distinct"] == row["submission__versions"]
    ]
    without = Submission.objects.exclude(state__in=("held", "released", "dismissed")).filter(history=None)
    return wrong + [str(one) for one in without.values_list("id", flat=True)]
