"""Causes are indexed only where there are some: most entries have none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_keys_end")]

    operations = [
        migrations.RemoveIndex(model_name="entry", name="journal_entry_cause"),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["cause"], name="journal_entry_cause", condition=models.Q(cause__isnull=False)
            ),
        ),
    ]
