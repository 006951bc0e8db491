"""Indexes that others contain, or that no query used, go (docs/decisions/0006-lean-rows.md)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_delete_importedfile"),
        ("registry", "0002_erasure"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="household", name="registry_household_submission"),
        migrations.RemoveIndex(model_name="identifier", name="registry_identifier_value"),
        migrations.AddIndex(
            model_name="identifier",
            index=models.Index(fields=["value"], name="registry_identifier_value"),
        ),
        migrations.AlterField(
            model_name="consent",
            name="area",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
            ),
        ),
        migrations.AlterField(
            model_name="consent",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="registry.person",
            ),
        ),
        migrations.AlterField(
            model_name="household",
            name="area",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
            ),
        ),
        migrations.AlterField(
            model_name="occupationspell",
            name="worksite",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.worksite",
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="area",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
            ),
        ),
        migrations.AlterField(
            model_name="restriction",
            name="area",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
            ),
        ),
        migrations.AlterField(
            model_name="visit",
            name="area",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
            ),
        ),
        migrations.AlterField(
            model_name="worker",
            name="area",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
            ),
        ),
        migrations.AlterField(
            model_name="worker",
            name="worksite",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.worksite",
            ),
        ),
    ]
