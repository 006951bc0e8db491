"""Forms from before 0005: whether they ever waited, as a replay of the journal writes it.

Every form that began to wait added one to the figure of those that wait.
"""

from django.db import migrations

WAITED = (
    "UPDATE intake_submission SET waited = %s WHERE id IN (SELECT subject FROM measures_contribution"
    " WHERE measure = 'submissions_waiting' AND amount > 0)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0005_queue_and_senders"),
        ("measures", "0001_initial"),
    ]

    operations = [migrations.RunSQL([(WAITED, [True])], reverse_sql=migrations.RunSQL.noop)]
