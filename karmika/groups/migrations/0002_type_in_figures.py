"""Figures of groups are divided by the type of group: contributions from before say it too; the tally is folded anew."""

from django.db import migrations

FORMED = """
    UPDATE measures_contribution SET category = coalesce(
        (SELECT g.group_type FROM groups_group g WHERE g.id = subject), '')
    WHERE measure = 'groups_formed'"""
PROPOSED = """
    UPDATE measures_contribution SET category = coalesce((
        SELECT r.group_type FROM groups_groupproposal p JOIN groups_proposalrun r ON r.id = p.run_id
        WHERE p.id = subject), '')
    WHERE measure = 'groups_proposed'"""
MEMBERS = """
    UPDATE measures_contribution SET category = coalesce((
        SELECT min(m.group_type) FROM groups_membership m WHERE m.worker_id = subject
        AND measures_contribution.entry_seq IN (m.entry_seq, m.changed_seq)), '')
    WHERE measure = 'members'"""
FOLD_ANEW = ("DELETE FROM measures_tally", "UPDATE measures_cursor SET seq = 0 WHERE name = 'tally'")
STATEMENTS = (FORMED, PROPOSED, MEMBERS, *FOLD_ANEW)


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial"), ("measures", "0002_duties")]

    operations = [migrations.RunSQL(list(STATEMENTS), reverse_sql=migrations.RunSQL.noop)]
