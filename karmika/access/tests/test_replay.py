"""Replaying the journal gives the tables of access again."""

from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from karmika.access.accounts import issue_password
from karmika.access.acts import ChangeUser, DeactivateUser, EndRole, ReissueDevice, RevokeDevice
from karmika.access.handing_over import Plan, hand_over
from karmika.access.models import RoleAssignment, User
from karmika.access.staff_import import load_staff
from karmika.journal.models import Subject
from karmika.journal.perform import perform
from karmika.kernel import guard
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.rebuild import rebuild_and_compare


def test_every_act_of_access_replays_to_the_same_rows(fresh_database, cast):
    head = "user_name,name,role,area_level,area_code\n"
    load_staff(cast.admin, f"{head}sita,Sita,resource_person,ward,251746-W07\n".encode())
    lakshmi = cast.user_id("lakshmi")
    perform(ChangeUser(user=lakshmi, name="Lakshmi Kumari", phone=""), cast.admin)
    issue_password(lakshmi, cast.admin)
    perform(ReissueDevice(device=cast.device), cast.admin)
    perform(RevokeDevice(device=cast.device, reason="lost"), cast.admin)
    role = RoleAssignment.objects.get(user_id=cast.user_id("lakshmi"))
    on = today() + timedelta(days=4)
    successor = User.objects.get(username="sita")
    perform(EndRole(assignment=RoleAssignment.objects.get(user_id=successor.id).id), cast.admin)
    hand_over(Plan(entry=uuid7(), assignment=role, on=on, successor=successor), cast.admin)
    perform(EndRole(assignment=RoleAssignment.objects.get(follows=role.id).id, on=on), cast.admin)
    perform(DeactivateUser(user=cast.user_id("ramesh")), cast.admin)
    comparison = rebuild_and_compare()
    assert comparison.differing == 0, comparison


def test_a_house_from_before_sessions_were_ended_by_acts_replays_to_its_own_rows(fresh_database, cast):
    lakshmi = cast.user_id("lakshmi")
    issue_password(lakshmi, cast.admin)
    perform(DeactivateUser(user=cast.user_id("ramesh")), cast.admin)
    perform(
        EndRole(assignment=RoleAssignment.objects.filter(user_id=cast.user_id("fatima"))[0].id), cast.admin
    )
    written = list(User.objects.order_by("id").values())
    ended = [row for row in written if row["signed_out_seq"]]
    assert len(ended) == 3
    with guard.opened():
        migrate("0003_house_keys")
        ending = Subject.objects.filter(subject=cast.user_id("fatima")).latest("entry_seq").entry_seq
        with connection.cursor() as cursor:  # in those days the end of a role did not touch the user
            cursor.execute("UPDATE access_user SET changed_seq = entry_seq WHERE changed_seq = %s", [ending])
        migrate("0005_delete_stafffile")
        migrate("0006_back_fill_sessions", fake=True)
        executor = MigrationExecutor(connection)  # what came later, in this room and in others, stands again
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert rebuild_and_compare().differing == 3, "nothing proves nothing"
    with guard.opened(), connection.schema_editor() as editor:
        import_module("karmika.access.migrations.0006_back_fill_sessions").back_fill(apps, editor)
    assert list(User.objects.order_by("id").values()) == written
    comparison = rebuild_and_compare()
    assert comparison.differing == 0, comparison


def migrate(name: str, *, fake: bool = False) -> None:
    """Bring the tables of access, and what needs them, to one migration."""
    MigrationExecutor(connection).migrate([("access", name)], fake=fake)
