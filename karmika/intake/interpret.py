"""From answers to acts: what an interpreter is given, what it gives, and what happens when it fails.

Interpreters belong to the rooms that own the meaning; they are handed in as a mapping from form id to function.
"""

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.module_loading import import_string

from karmika.intake.acts.receipts import Noted
from karmika.intake.definition import FormDefinition, stored_definition
from karmika.intake.findings import answers, read_form
from karmika.intake.instances import Answers, Instance, read_instance
from karmika.intake.look import Look
from karmika.intake.models import FormVersion, SubmissionVersion
from karmika.intake.secrecy import ANEW, BECAUSE
from karmika.journal.act import Act
from karmika.journal.queries import source_of
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer

_log = logging.getLogger(__name__)

NOTED_MAXIMUM = 200
"""Findings kept of one submission; more than that says no more."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Interpreting:
    """What an interpreter gets: the answers, what they were before, who sent them, what a person decided."""

    submission_id: UUID
    instance_id: str
    form_id: str
    version: str
    answers: Answers
    before: Answers | None
    """The answers that counted until now, when this version edits one that was taken in."""
    language: str
    viewer: Viewer
    organisation: UUID
    programme: UUID
    area: UUID
    """The area of the phone."""
    decisions: frozenset[str] = frozenset()
    look: Look = field(default_factory=Look)
    """For questions to the tables that several submissions ask alike."""
    pending: frozenset[str] = frozenset()
    """Names of the parts of the version that counts until now which still wait for a person."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What may wait for a person by itself: if it is refused, the rest of the form is taken in nevertheless.

    `name` tells the parts of one form apart and stays the same in its edits. `refused`: why it cannot even be read.
    """

    name: str
    acts: tuple[Act, ...] = ()
    refused: Refused | None = None


Interpreter = Callable[[Interpreting], list[Act] | tuple[list[Act], list[Part]]]
"""Returns acts (and parts, performed after them), deterministically; raises Refused when a person must look."""

Interpreters = Mapping[str, Interpreter]


def installed() -> Interpreters:
    """The interpreters of the house: settings name where they are listed, for no room may import that list."""
    found: Interpreters = import_string(
        getattr(settings, "KARMIKA_INTERPRETERS", "karmika.rooms.INTERPRETERS")
    )
    return found


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What came of a submission before anything is written: oddities, and acts or the reason why there are none."""

    noted: tuple[Noted, ...] = ()
    acts: tuple[Act, ...] = ()
    parts: tuple[Part, ...] = ()
    refused: Refused | None = None


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One version of a submission, on its way to be interpreted."""

    submission: UUID
    instance: Instance
    instance_id: str
    form_version: UUID
    viewer: Viewer
    language: str
    organisation: UUID
    programme: UUID
    area: UUID
    applied: UUID | None = None
    decisions: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()
    look: Look = field(default_factory=Look)


@lru_cache(maxsize=32)
def definition_of(form_version: UUID) -> FormDefinition:
    """The definition of a published version, which never changes."""
    stored = FormVersion.objects.values_list("definition", flat=True).get(id=form_version)
    return stored_definition(stored)


def read(matter: Matter, interpreters: Interpreters) -> Reading:
    """Check and interpret one version. A refusal, or a fault in an interpreter, is a result: nothing is raised."""
    noted: list[Noted] = []

    def work() -> Reading:
        if ANEW not in matter.decisions and (secrecy := matter.look.secrecy_of(matter.instance.root)):
            raise Refused(BECAUSE[secrecy])
        definition = definition_of(matter.form_version)
        form = read_form(matter.instance, definition)
        found = form.findings[:NOTED_MAXIMUM]
        noted.extend(Noted(path=f.path[:200], code=f.code, facts=f.facts) for f in found)
        interpreter = interpreters.get(matter.instance.form_id)
        meant = [] if interpreter is None else interpreter(_interpreting(matter, form.answers()))
        acts, parts = meant if isinstance(meant, tuple) else (meant, [])
        return Reading(noted=tuple(noted), acts=tuple(acts), parts=tuple(parts))

    try:
        return carefully(
            work, lambda: Reading(noted=tuple(noted), refused=Refused("intake.interpreter_failed"))
        )
    except Refused as refused:
        return Reading(noted=tuple(noted), refused=refused)


def _interpreting(matter: Matter, given: Answers) -> Interpreting:
    return Interpreting(
        submission_id=matter.submission,
        instance_id=matter.instance_id,
        form_id=matter.instance.form_id,
        version=matter.instance.version,
        answers=given,
        before=None if matter.applied is None or ANEW in matter.decisions else answers_of(matter.applied),
        language=matter.language,
        viewer=matter.viewer,
        organisation=matter.organisation,
        programme=matter.programme,
        area=matter.area,
        decisions=matter.decisions,
        look=matter.look,
        pending=matter.pending,
    )


def answers_of(submission_version: UUID) -> Answers:
    """The typed answers of a version that was kept. Raises Refused("intake.source_erased")."""
    version = SubmissionVersion.objects.filter(id=submission_version).first()
    source = source_of(submission_version)
    if source is None or version is None or version.form_version_id is None:
        raise Refused("intake.source_erased")
    return answers(read_instance(source), definition_of(version.form_version_id))


def carefully(work: Callable[[], T], otherwise: Callable[[], T]) -> T:
    """Do the work; where the program itself fails, log the place (never the data) and do the other thing.

    A phone must not be sent away, again and again, because an interpreter has a fault. Refusals and a database
    that is out of reach go up: the phone sends again.
    """
    try:
        return work()
    except (Refused, OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  a fault of one form must not stop the phones
        where = traceback.extract_tb(error.__traceback__)[-1]
        _log.error("interpretation failed: %s at %s:%s", type(error).__name__, where.filename, where.lineno)
        return otherwise()
