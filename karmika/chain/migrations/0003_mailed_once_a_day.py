"""One mail a day to each witness. The table was never written before, so nothing is lost by making it anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chain", "0002_append_only")]

    operations = [
        migrations.AddField("mailed", "on", models.DateField(default="2026-01-01"), preserve_default=False),
        migrations.AddField("mailed", "claimed_at", models.DateTimeField(null=True)),
        migrations.AlterField("mailed", "mailed_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "mailed", models.UniqueConstraint(fields=["witness", "on"], name="chain_mailed_once_a_day")
        ),
    ]
