"""What the queue and the page of enumerators ask: who deals with it, whether it ever waited, why it was corrected.

The index by time alone served the queue only: one that holds just the queue, and one by sender, take its place.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0004_lean_indexes"),
    ]

    operations = [
        migrations.AddField(model_name="submission", name="waited", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="submission", name="given_to", field=models.UUIDField(null=True)),
        migrations.AddField(
            model_name="submissionversion", name="because", field=models.TextField(default="")
        ),
        migrations.RemoveIndex(model_name="submission", name="intake_submission_received"),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["received_at", "id"],
                name="intake_submission_queue",
                condition=models.Q(("state__in", ("waiting", "held"))),
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["user_id", "received_at"], name="intake_submission_sender"),
        ),
    ]
