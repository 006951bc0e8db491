"""What receipts and the look before them ask of the tables, in plain SQL: every form of every phone asks it. Reads only."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from karmika.kernel.asking import ask, ask_one, uuid_of


class Version(NamedTuple):
    """What the look needs to know of a version that is kept already."""

    mac: str
    held: bool
    submission: UUID
    project: UUID
    state: str
    related: UUID | None


def versions_of(instance_id: str) -> list[Version]:
    """Everything that arrived under this instance id, oldest first."""
    rows = ask(
        "SELECT v.mac, v.held, v.submission_id, s.project_id, s.state, s.related_id"
        " FROM intake_submissionversion v JOIN intake_submission s ON s.id = v.submission_id"
        " WHERE v.instance_id = %s ORDER BY v.entry_seq",
        instance_id,
    )
    return [
        Version(
            mac,
            bool(held),
            uuid_of(submission),
            uuid_of(project),
            state,
            uuid_of(related) if related else None,
        )
        for mac, held, submission, project, state, related in rows
    ]


def as_it_stands(instance_id: str, submission: UUID) -> tuple[bool, str, int, str]:
    """Whether the instance was accepted; then the submission's current instance id, number of versions and state.

    Nothing of all that ("", 0, "") for what has not arrived yet.
    """
    row = ask_one(
        "SELECT EXISTS (SELECT 1 FROM intake_submissionversion WHERE instance_id = %s AND NOT held),"
        " s.instance_id, s.versions, s.state FROM (SELECT 1 AS one) AS it"
        " LEFT JOIN intake_submission s ON s.id = %s",
        instance_id,
        submission,
    )
    assert row is not None
    return bool(row[0]), row[1] or "", row[2] or 0, row[3] or ""


def phone_was_here(device: UUID, day: date) -> bool:
    """Whether something of this phone was kept on that day."""
    found = ask_one(
        "SELECT 1 FROM intake_submissionversion WHERE device_id = %s AND received_on = %s LIMIT 1",
        device,
        day,
    )
    return found is not None


def published(project: UUID, form_id: str, version: str) -> tuple[UUID, str] | None:
    """A published version and the state of its form; None for what was never published in this project."""
    row = ask_one(
        "SELECT v.id, f.state FROM intake_formversion v JOIN intake_form f ON f.id = v.form_id"
        " WHERE f.project_id = %s AND f.form_id = %s AND v.version = %s",
        project,
        form_id,
        version,
    )
    return None if row is None else (uuid_of(row[0]), row[1])
