"""Lists that reach the phone as CSV files made for it at that moment: wards, worksites, households of its area.

Rooms bring them (`attachments` in karmika/rooms.py); a form asks for them by name.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from karmika.access.models import Device
from karmika.kernel.sheets import as_csv
from karmika.kernel.viewer import Viewer


@dataclass(frozen=True)
class GeneratedFile:
    """A list of a room: file name, columns, and the rows that this phone may have, in a stable order."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Viewer, Device], Iterable[tuple[object, ...]]]
    names_of: Callable[[Collection[str]], Mapping[str, str]] = lambda codes: {}
    """What codes of the list are called, also where this phone does not have them; unknown ones are missing."""
    of_persons: bool = False
    """Whether its rows stand for persons or households: then it is noted that the list left (access/exports.py)."""

    def content(self, viewer: Viewer, device: Device) -> bytes:
        """The file as CSV in UTF-8. The same rows give the same bytes."""
        return as_csv(self.columns, self.rows(viewer, device))

    @property
    def list_name(self) -> str:
        """How the questions of a form name the list: the file without its ending."""
        return self.name.rpartition(".")[0]


def by_name(files: Sequence[GeneratedFile], name: str) -> GeneratedFile | None:
    """The generated list with this name."""
    return next((file for file in files if file.name == name), None)
