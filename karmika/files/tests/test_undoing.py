"""Files of worksites and staff are taken back by file; what is in use stays."""

from uuid import UUID

import pytest
from click.testing import CliRunner
from django.urls import reverse

from karmika.access.acts import ChangeUser
from karmika.access.models import Account, User
from karmika.access.staff_import import load_staff
from karmika.access.viewer import Operator, viewer_for
from karmika.areas.imports import WORKSITE_COLUMNS, load_areas, load_worksites
from karmika.areas.models import Worksite
from karmika.cli.files import PAGES, undo_file
from karmika.cli.papers import all_acts
from karmika.files.models import LoadedFile
from karmika.files.undoing import undo
from karmika.groups.tests import people
from karmika.journal.perform import perform
from karmika.kernel.refused import Refused
from karmika.programme.imports import load_outside_figures
from karmika.programme.models import OutsideFigure
from karmika.rooms import REVERSALS
from tests.house import HOUSE

pytestmark = pytest.mark.django_db
ONE = UUID(int=1)

SITE = "NEW-1,ward,251746-W07,auto_stand,New stand,,,16.5,80.65,,,survey of 2026"
STAFF = "user_name,name,phone,language,role,area_level,area_code,organisation,programme\n"
SITA = "sita,Sita Rani,98480 99991,te,resource_person,ward,251746-W07,mepma,vog\n"
GITA = "gita,Gita Rani,98480 99992,te,resource_person,ward,251746-W08,mepma,vog\n"


def worksites(tmp_path, *lines, name="sites.csv"):
    path = tmp_path / name
    path.write_text("\n".join([",".join(WORKSITE_COLUMNS), *lines]) + "\n", encoding="utf-8")
    return load_worksites(Operator(), path)


def the_file(**wanted):
    return LoadedFile.objects.filter(**wanted).latest("entry_seq").id


def taken_back(file, viewer=None):
    return undo(viewer or Operator(), file, "loaded by mistake", REVERSALS)


def test_new_worksites_are_closed_and_open_again_when_the_file_is_loaded_again(cast, tmp_path):
    worksites(tmp_path, SITE)
    assert taken_back(the_file(what="worksites")).taken_back == 1
    assert Worksite.objects.get(code="NEW-1").closed_on is not None
    assert worksites(tmp_path, SITE).changed == 1
    assert Worksite.objects.get(code="NEW-1").closed_on is None
    assert worksites(tmp_path, SITE).unchanged == 1


def test_a_worksite_that_the_file_changed_is_as_it_was_before(cast, tmp_path):
    worksites(tmp_path, SITE)
    worksites(tmp_path, SITE.replace("New stand", "Newer stand"), name="newer.csv")
    assert taken_back(the_file(name="newer.csv")).taken_back == 1
    assert (Worksite.objects.get(code="NEW-1").name_en, Worksite.objects.get(code="NEW-1").closed_on) == (
        "New stand",
        None,
    )


def test_a_worksite_where_workers_were_recorded_stays(cast, tmp_path):
    worksites(tmp_path, SITE, SITE.replace("NEW-1", "NEW-2"))
    people.make(cast, range(3), worksite="NEW-1")
    done = taken_back(the_file(what="worksites"))
    assert (done.taken_back, [kept.refused.code for kept in done.kept]) == (1, ["files.in_use"])
    assert Worksite.objects.get(code="NEW-1").closed_on is None


def test_staff_who_came_with_a_file_leave_with_it_and_come_back_with_a_better_one(cast):
    load_staff(cast.operator, (STAFF + SITA + GITA).encode())
    file = the_file(what="staff")
    assert taken_back(file).taken_back == 2
    sita = User.objects.get(username="sita")
    assert not sita.active and viewer_for(sita).grants == ()
    better = SITA.replace("251746-W07", "251746-W08").replace("Sita Rani", "Sita Rani Devi")
    report = load_staff(cast.operator, (STAFF + better).encode())
    assert [login.username for login in report.logins] == ["sita"] and report.bad == []
    sita.refresh_from_db()
    assert sita.active and sita.name == "Sita Rani Devi"
    assert [grant.area for grant in viewer_for(sita).grants] == [cast.area("251746-W08")]
    assert Account.objects.get(username="sita").must_change_password


def test_the_same_staff_file_can_be_loaded_again_after_it_was_undone(cast):
    load_staff(cast.operator, (STAFF + SITA).encode())
    taken_back(the_file(what="staff"))
    assert [login.username for login in load_staff(cast.operator, (STAFF + SITA).encode()).logins] == ["sita"]
    assert load_staff(cast.operator, (STAFF + SITA).encode()).unchanged == 1
    assert taken_back(the_file(what="staff")).taken_back == 1
    assert not User.objects.get(username="sita").active


def test_whom_somebody_changed_since_stays(cast):
    load_staff(cast.operator, (STAFF + SITA + GITA).encode())
    perform(ChangeUser(user=User.objects.get(username="gita").id, phone="9848099993"), cast.admin)
    done = taken_back(the_file(what="staff"))
    assert (done.taken_back, [kept.refused.code for kept in done.kept]) == (1, ["files.touched"])
    gita = User.objects.get(username="gita")
    assert gita.active
    assert (done.kept[0].kind, done.kept[0].about) == ("access.add_user", gita.id)


def test_the_command_says_on_which_page_a_row_that_stays_is_seen(cast, monkeypatch):
    monkeypatch.setattr("karmika.cli.house.open_house", lambda *_, **__: None)
    load_staff(cast.operator, (STAFF + GITA).encode())
    gita = User.objects.get(username="gita")
    perform(ChangeUser(user=gita.id, phone="9848099993"), cast.admin)
    done = CliRunner().invoke(undo_file, [str(the_file(what="staff")), "--reason", "the wrong list"])
    assert done.exit_code == 1
    assert "0 rows taken back, 0 were already, 1 stay." in done.output
    assert f"(access.add_user, /users/{gita.id}/): Somebody changed it" in done.output
    assert "Gita" not in done.output, "the operator sees no names"


def test_every_kind_whose_page_the_command_names_has_it():
    kinds = {act.kind for act in all_acts()}
    assert kinds >= PAGES.keys()
    for page in PAGES.values():
        assert reverse(page, args=[ONE]).endswith(f"/{ONE}/")


def test_whom_somebody_changes_while_the_file_is_undone_stays(cast):
    load_staff(cast.operator, (STAFF + SITA).encode())
    sita, looked = User.objects.get(username="sita"), []

    def looks_while_somebody_writes(head, acts):
        if not looked:  # she was found untouched just now
            perform(ChangeUser(user=sita.id, phone="9848099993"), cast.admin)
        looked.append(head)
        return REVERSALS["staff"](head, acts)

    done = undo(Operator(), the_file(what="staff"), "by mistake", {"staff": looks_while_somebody_writes})
    assert looked
    assert (done.taken_back, [kept.refused.code for kept in done.kept]) == (0, ["files.touched"])
    sita.refresh_from_db()
    assert sita.active and sita.phone == "+919848099993"


def test_outside_figures_are_withdrawn_with_the_file_that_brought_them(cast):
    load_outside_figures(cast.operator, HOUSE / "data" / "outside_figures.csv")
    standing = OutsideFigure.objects.filter(state="standing")
    assert standing.exists()
    assert taken_back(the_file(what="outside figures")).kept == []
    assert not standing.exists()


def test_an_areas_file_is_not_undone_as_one(cast, tmp_path, nothing_written):
    path = tmp_path / "a.csv"
    columns = "level,code,name_en,name_te,name_hi,parent_level,parent_code,kind,valid_from,valid_to,source"
    path.write_text(f"{columns}\nward,W99,Ward 99,,,ulb,251746,,,,test\n")
    load_areas(Operator(), path)
    with nothing_written(), pytest.raises(Refused) as caught:
        taken_back(the_file(what="areas"))
    assert caught.value.code == "files.cannot_be_undone"


@pytest.mark.parametrize("who", ["lakshmi", "ramesh", "fatima", "auditor", "stranger", "colleague"])
def test_a_file_is_undone_by_those_who_load_files_alone(cast, tmp_path, nothing_written, who):
    worksites(tmp_path, SITE)
    with nothing_written(), pytest.raises(Refused):
        taken_back(the_file(what="worksites"), getattr(cast, who))


def test_a_file_that_nobody_loaded_and_a_missing_reason_are_refused(cast, tmp_path, nothing_written):
    worksites(tmp_path, SITE)
    with nothing_written():
        with pytest.raises(Refused, match=r"files\.unknown"):
            taken_back(cast.mepma)
        with pytest.raises(Refused, match=r"files\.reason"):
            undo(Operator(), the_file(what="worksites"), " ", REVERSALS)


def test_killed_between_two_rows_the_rest_follows_at_the_next_call(cast, tmp_path, monkeypatch):
    worksites(tmp_path, SITE, SITE.replace("NEW-1", "NEW-2"))
    file, real = the_file(what="worksites"), REVERSALS["worksites"]
    calls = []

    def dies(head, acts):
        calls.append(head)
        if head != calls[0]:
            raise KeyboardInterrupt
        return real(head, acts)

    with pytest.raises(KeyboardInterrupt):
        undo(Operator(), file, "by mistake", {"worksites": dies})
    assert Worksite.objects.exclude(closed_on=None).count() == 1
    done = taken_back(file)
    assert (done.taken_back, done.before) == (1, 1)
