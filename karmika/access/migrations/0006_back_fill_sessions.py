"""Users whose access was changed before 0004: the columns that it added, as a replay of the journal writes them.

A migration of its own: a house that has made 0004 already gets them too. It changes nothing where they are right.
"""

import json

from django.db import migrations

_ENDS_SESSIONS = frozenset(
    (
        "access.end_role",
        "access.deactivate_user",
        "access.issue_password",
        "access.reset_second_factor",
    )
)


def back_fill(apps, schema_editor):
    using = schema_editor.connection.alias
    user_model = apps.get_model("access", "User")
    subject, entry = apps.get_model("journal", "Subject"), apps.get_model("journal", "Entry")
    for user in user_model.objects.using(using).all():
        # these acts name their user as a subject; there are few users, and few entries about each
        seqs = subject.objects.using(using).filter(subject=user.id).values("entry_seq")
        before = _written(user)
        for one in entry.objects.using(using).filter(seq__in=seqs).order_by("seq"):
            for act in json.loads(bytes(one.acts)):
                if act["kind"] in _ENDS_SESSIONS and act["facts"].get("user") == str(user.id):
                    _apply(user, act["kind"], one)
        if _written(user) != before:
            user.save(using=using, update_fields=list(before))


def _apply(user, kind, entry):
    user.signed_out_seq = entry.seq
    user.changed_seq = max(user.changed_seq, entry.seq)  # the end of a role did not touch the user before
    if kind == "access.issue_password":
        user.password_issued_at, user.password_issued_by = entry.recorded_at, entry.actor


def _written(user):
    names = ("signed_out_seq", "changed_seq", "password_issued_at", "password_issued_by")
    return {name: getattr(user, name) for name in names}


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_delete_stafffile"),
        ("journal", "0001_initial"),
    ]
    operations = [migrations.RunPython(back_fill, migrations.RunPython.noop)]
