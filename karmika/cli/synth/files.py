"""Submissions as files: one XML each, in a folder per ward, and an index that says in which order they are sent."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from karmika.cli.synth.city import SyntheticSubmission


def write_submissions(submissions: Iterable[SyntheticSubmission], into: Path) -> int:
    """Write DIR/<ward>/<number>-<instance id>.xml and DIR/index.jsonl (one line each, in sending order); their number."""
    into.mkdir(parents=True, exist_ok=True)
    number = 0
    with (into / "index.jsonl").open("wb") as index:
        for number, letter in enumerate(submissions, start=1):
            folder = into / letter.ward
            folder.mkdir(exist_ok=True)
            file = folder / f"{number:07}-{letter.instance_id}.xml"
            file.write_bytes(letter.xml)
            line = {
                "file": f"{letter.ward}/{file.name}",
                "instance_id": letter.instance_id,
                "ward": letter.ward,
                "device_index": letter.device_index,
                "occurred_at": letter.occurred_at,
                "follows": letter.follows,
                "again": letter.again,
                "replaces": letter.replaces,
            }
            index.write(msgspec.json.encode(line) + b"\n")
    return number
