"""The list of offices: what an act refuses, and a file that is loaded, loaded again and undone."""

import pytest

from karmika.files.kinds import Handed
from karmika.files.models import LoadedFile
from karmika.files.undoing import undo
from karmika.groups.tests import people
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.referrals import terms
from karmika.referrals.acts import ChangeOffice, CloseOffice, DefineOffice
from karmika.referrals.imports import REVERSALS, prepare_offices
from karmika.referrals.models import Office
from karmika.referrals.service_list import read, services
from karmika.referrals.tests.makers import details, office, refer

HEAD = "code,kind,name_en,name_te,area_level,area_code,services,phone\n"
LINE = (
    "VJA-LO-1,labour_office,Labour office,కార్మిక కార్యాలయం,ulb,251746,wage_claim; bocw_registration,0866 2571234\n"
)


def loaded(cast, text):
    handed = Handed(content=text.encode(), name="offices.csv", area=cast.area("28"), organisation=cast.mepma)
    return prepare_offices(handed).load(cast.devi)


def refused(nothing_written, act, viewer):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"services": ()}, "referrals.no_service"),
        ({"services": ("magic",)}, "referrals.unknown_service"),
        ({"office_kind": "temple"}, "referrals.unknown_kind"),
        ({"name_en": " "}, "referrals.name"),
        ({"name_te": "క" * 121}, "referrals.name"),
        ({"hours": "x" * 301}, "referrals.text_too_long"),
        ({"phone": "ring me"}, "kernel.phone"),
    ],
)
def test_an_office_that_cannot_be_is_refused(cast, nothing_written, change, code):
    act = DefineOffice(code="LO-1", organisation=cast.mepma, details=details(cast, **change))
    assert refused(nothing_written, act, cast.fatima) == code


def test_officers_answer_for_another_organisation_than_the_one_that_sends(cast, nothing_written):
    act = DefineOffice(code="LO-1", organisation=cast.mepma, details=details(cast, officers_of=cast.mepma))
    assert refused(nothing_written, act, cast.fatima) == "referrals.officers"


def test_a_code_is_used_once_in_an_organisation_and_again_in_another(cast, nothing_written):
    office(cast)
    again = DefineOffice(code="LO-1", organisation=cast.mepma, details=details(cast))
    assert refused(nothing_written, again, cast.fatima) == "referrals.office_exists"
    office(cast, organisation=cast.other_org)
    odd = DefineOffice(code="a b", organisation=cast.mepma, details=details(cast))
    assert refused(nothing_written, odd, cast.fatima) == "referrals.code"


@pytest.mark.parametrize("who", ["lakshmi", "ramesh", "stranger", "colleague", "auditor"])
def test_who_keeps_no_list_changes_none(cast, nothing_written, who):
    key = office(cast)
    act = ChangeOffice(office=key, details=details(cast, hours="10-17"))
    assert refused(nothing_written, act, getattr(cast, who)) == "access.not_yours"
    assert refused(nothing_written, CloseOffice(office=key), getattr(cast, who)) == "access.not_yours"


def test_an_office_is_not_moved_to_where_one_may_not_keep_it(cast, nothing_written):
    key = office(cast)
    act = ChangeOffice(office=key, details=details(cast, area=cast.area("251719-W01")))
    assert refused(nothing_written, act, cast.fatima) == "access.not_yours"


def test_a_change_that_changes_nothing_is_refused_and_opens_what_was_closed(cast, nothing_written):
    key = office(cast)
    same = ChangeOffice(office=key, details=details(cast))
    assert refused(nothing_written, same, cast.fatima) == "referrals.nothing_to_change"
    perform(CloseOffice(office=key), cast.fatima)
    assert refused(nothing_written, CloseOffice(office=key), cast.fatima) == "referrals.office_closed"
    perform(same, cast.fatima)
    assert Office.objects.get().closed_on is None


def test_a_file_of_offices_is_loaded_once_and_its_bad_lines_stay_out(cast):
    bad = LINE.replace("VJA-LO-1", "VJA-LO-2").replace("wage_claim", "magic")
    found = loaded(cast, HEAD + LINE + bad)
    assert (found.added, [one.line for one in found.bad]) == (1, [3])
    one = Office.objects.get()
    assert (one.code, one.services, one.phone) == (
        "VJA-LO-1",
        ["bocw_registration", "wage_claim"],
        "+918662571234",
    )
    again = loaded(cast, HEAD + LINE)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    changed = loaded(cast, HEAD + LINE.replace("Labour office", "Labour office Vijayawada"))
    assert changed.changed == 1 and Office.objects.get().name_en == "Labour office Vijayawada"


def test_a_file_is_undone_office_by_office_unless_somebody_was_sent_there(cast):
    other = LINE.replace("VJA-LO-1", "VJA-LO-2")
    loaded(cast, HEAD + LINE + other)
    (person,) = people.make(cast, [60])
    refer(cast, person, Office.objects.get(code="VJA-LO-2").id)
    result = undo(cast.devi, LoadedFile.objects.get().id, "wrong_file", REVERSALS)
    assert result.taken_back == 1 and [one.refused.code for one in result.kept] == ["files.in_use"]
    assert Office.objects.get(code="VJA-LO-1").closed_on is not None
    assert Office.objects.get(code="VJA-LO-2").closed_on is None


def test_every_service_has_names_in_three_languages_and_kinds_that_exist():
    assert len(services()) >= 15
    for one in services().values():
        assert set(one.names) == {"en", "te", "hi"} and all(one.names.values()), one.code
        assert set(one.kinds) <= set(terms.OFFICE_KINDS), one.code


def test_a_service_that_stands_twice_stops_the_start():
    line = "  - {code: a, kinds: [], names: {en: A}}\n"
    with pytest.raises(ValueError, match="twice"):
        read("services:\n" + line + line)
