"""Indexes that no query used go: submissions are found by id, instance, place and time."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_delete_stafffile"),
        ("intake", "0003_withheld"),
    ]

    operations = [
        migrations.AlterField(
            model_name="submission",
            name="form_version",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.formversion",
            ),
        ),
        migrations.AlterField(
            model_name="submission",
            name="project",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.project",
            ),
        ),
        migrations.AlterField(
            model_name="submissionversion",
            name="form_version",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.formversion",
            ),
        ),
    ]
