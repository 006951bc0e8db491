"""What receipts and the look before them ask of the tables, in plain SQL: every form of every phone asks it. Reads only."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from karmika.kernel.asking import ask_any, ask_one, uuid_of


class Version(NamedTuple):
    """What the look needs to know of a version that is kept already."""

    mac: str
    held: bool
    submission: UUID
    project: UUID
    state: str
    related: UUID | None


def versions_of(instance_ids: Sequence[str]) -> dict[str, list[Version]]:
    """Everything that arrived under each of these instance ids, oldest first."""
    found: dict[str, list[Version]] = {one: [] for one in instance_ids}
    rows = ask_any(
        "SELECT v.instance_id, v.mac, v.held, v.submission_id, s.project_id, s.state, s.related_id, v.entry_seq"
        " FROM intake_submissionversion v JOIN intake_submission s ON s.id = v.submission_id"
        " WHERE v.instance_id",
        list(found),
    )
    for one, mac, held, submission, project, state, related, _seq in sorted(rows, key=lambda row: row[-1]):
        found[one].append(
            Version(
                mac,
                bool(held),
                uuid_of(submission),
                uuid_of(project),
                state,
                uuid_of(related) if related else None,
            )
        )
    return found


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
