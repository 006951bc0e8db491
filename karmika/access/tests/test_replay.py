"""Replaying the journal gives the tables of access again."""

from karmika.access.accounts import issue_password
from karmika.access.acts import ChangeUser, DeactivateUser, EndRole, ReissueDevice, RevokeDevice
from karmika.access.models import RoleAssignment
from karmika.access.staff_import import load_staff
from karmika.journal.perform import perform
from karmika.rebuild import rebuild_and_compare


def test_every_act_of_access_replays_to_the_same_rows(fresh_database, cast):
    head = "user_name,name,role,area_level,area_code\n"
    load_staff(cast.admin, f"{head}sita,Sita,resource_person,ward,251746-W07\n".encode())
    lakshmi = cast.user_id("lakshmi")
    perform(ChangeUser(user=lakshmi, name="Lakshmi Kumari", phone=""), cast.admin)
    issue_password(lakshmi, cast.admin)
    perform(ReissueDevice(device=cast.device), cast.admin)
    perform(RevokeDevice(device=cast.device, reason="lost"), cast.admin)
    perform(EndRole(assignment=RoleAssignment.objects.get(user_id=lakshmi).id), cast.admin)
    perform(DeactivateUser(user=cast.user_id("ramesh")), cast.admin)
    comparison = rebuild_and_compare()
    assert comparison.differing == 0, comparison
