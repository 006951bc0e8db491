"""Files of offices (CSV, UTF-8): the file is one act, each row an act caused by it.

Bad rows are reported by their line and the rest is loaded. The id of a row's entry follows from its content, so loading a
file twice changes nothing; a row that says something new of a known code changes that office.
"""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from karmika.access.models import Organisation
from karmika.areas import queries as areas
from karmika.areas.acts.files import ImportFile, file_id
from karmika.areas.roles import MAP_MAKERS
from karmika.files import loading, reading, undoing
from karmika.files.kinds import FileKind, Handed
from karmika.files.loading import Importer, Prepared, Row
from karmika.files.reading import Cells
from karmika.journal.act import Act, Header
from karmika.kernel.dates import today
from karmika.kernel.ids import stable
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Viewer
from karmika.referrals.acts import ChangeOffice, CloseOffice, DefineOffice
from karmika.referrals.acts.offices import Details, details_of, office_id
from karmika.referrals.models import Office
from karmika.referrals.roles import OFFICE_KEEPERS

KIND = "offices"
COLUMNS = reading.Columns(
    ("code", "kind", "name_en", "area_level", "area_code", "services"),
    ("name_te", "name_hi", "phone", "hours", "address", "officers_of", "source"),
)


def prepare_offices(handed: Handed) -> Prepared:
    """A file of offices of one organisation. Raises Refused only when the file as a whole cannot be read."""
    lines, bad = reading.read(handed.content, COLUMNS)
    lines, twice = reading.keep_first(lines, ("code",))
    sha256 = hashlib.sha256(handed.content).hexdigest()
    whose = {"area": handed.area, "organisation": handed.organisation}
    act = ImportFile(
        what=KIND, file_name=handed.name, sha256=sha256, rows_count=len(lines), columns=COLUMNS.all, **whose
    )
    keeper = str(handed.organisation)

    def row_id(cells: Cells) -> UUID:
        return stable("referrals", "row", KIND, keeper, *(cells[column] for column in COLUMNS.all))

    first = file_id(sha256, handed.area, handed.organisation)

    def entry(viewer: Viewer) -> UUID:
        return loading.file_entry(viewer, first, lambda _entry: act)

    importer = Importer(row_id=row_id, act_of=lambda row: _act(row, handed), adds=(DefineOffice,))
    return Prepared(importer, lines, [*bad, *twice], entry)


def _act(row: Row, handed: Handed) -> Act | None:
    cells = row.cells
    if handed.organisation is None:
        raise Refused("referrals.choose")
    details = Details(
        office_kind=cells["kind"],
        area=areas.area_by_code(cells["area_level"], cells["area_code"]).id,
        services=tuple(code.strip() for code in cells["services"].split(";") if code.strip()),
        officers_of=_organisation(cells["officers_of"]),
        **{
            name: cells[name]
            for name in ("name_en", "name_te", "name_hi", "phone", "hours", "address", "source")
        },
    )
    details = details.checked(handed.organisation, today())
    held = Office.objects.filter(id=office_id(handed.organisation, cells["code"])).first()
    if held is None:
        return DefineOffice(code=cells["code"], organisation=handed.organisation, details=details)
    if details == details_of(held) and held.closed_on is None:
        return None
    return ChangeOffice(office=held.id, details=details)


def _organisation(code: str) -> UUID | None:
    if not code:
        return None
    found = Organisation.objects.filter(code=code).values_list("id", flat=True).first()
    if found is None:
        raise Refused("referrals.officers")
    return found


def take_office_back(head: Header, acts: Sequence[Act]) -> Sequence[Act]:
    """For files.undo: a new office is closed unless somebody was sent there; a changed one is as it was before."""
    (act,) = acts
    if isinstance(act, DefineOffice):
        key = office_id(act.organisation, act.code)
        held = Office.objects.filter(id=key).first()
        if held is None or undoing.in_use(held):
            raise Refused("files.in_use")
        return [CloseOffice(office=key)]
    assert isinstance(act, ChangeOffice)
    before = undoing.earlier(act.office, head.seq, (DefineOffice, ChangeOffice, CloseOffice))
    if isinstance(before, CloseOffice):
        return [CloseOffice(office=act.office)]
    assert isinstance(before, DefineOffice | ChangeOffice), "somebody defined what this row changed"
    return [ChangeOffice(office=act.office, details=before.details)]


REVERSALS = {KIND: take_office_back}

FILES = (
    FileKind(
        name="offices",
        title=_("Offices"),
        about=_(
            "Labour offices, secretariats, bank branches, hospitals and others to which people are sent. Services are "
            "codes, divided by a semicolon."
        ),
        roles=(OFFICE_KEEPERS & MAP_MAKERS) - {"operator"},
        columns=COLUMNS,
        sample=(
            {
                "code": "VJA-LO-1",
                "kind": "labour_office",
                "name_en": "Labour office, Vijayawada",
                "name_te": "కార్మిక కార్యాలయం, విజయవాడ",
                "name_hi": "श्रम कार्यालय, विजयवाड़ा",
                "area_level": "ulb",
                "area_code": "251746",
                "services": "bocw_registration; wage_claim",
                "phone": "0866 2571234",
                "hours": "Mon-Sat 10:00-17:00",
                "address": "Governorpet, Vijayawada",
                "source": "List of the labour department",
            },
        ),
        prepare=prepare_offices,
        asks=("area", "organisation"),
        page="referrals.offices",
    ),
)
