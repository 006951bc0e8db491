"""Who sat at a desk, which applications came of it (of what was received before neither is known); lent camps."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("areas", "0003_boundaries"),
        ("outreach", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="attendance", name="applications", field=models.JSONField(default=list)
        ),
        migrations.AddField(model_name="attendance", name="served_by", field=models.UUIDField(null=True)),
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("camp_id", models.UUIDField()),
                ("until", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("house", models.TextField(default="")),
                ("project_number", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="LentPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("household_id", models.UUIDField()),
                ("number", models.TextField()),
                ("name", models.TextField()),
                ("sex", models.TextField(default="")),
                ("age_years", models.IntegerField(null=True)),
                ("phone_end", models.TextField(default="")),
                ("agreed", models.JSONField(default=list)),
                ("words", models.TextField(default="")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="people", to="outreach.loan"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id"], name="outreach_lent_person"),
                    models.Index(fields=["number"], name="outreach_lent_household"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("loan", "person_id"), name="outreach_lent_once")
                ],
            },
        ),
    ]
