"""Search words know where and whose the person is, and worksites have words too (docs/rooms/registry.md).

The words that stand are copied, so that people are found meanwhile; the worker then makes all of them anew.
"""

from django.db import migrations, models

COPY = """
INSERT INTO registry_searchword (person_id, token, area_id, organisation_id, newest)
SELECT t.person_id, t.token, p.area_id, p.organisation_id, p.entry_seq
FROM registry_searchtoken t JOIN registry_person p ON p.id = t.person_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_delete_importedfile"),
        ("registry", "0004_person_newest"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person_id", models.UUIDField()),
                ("token", models.TextField()),
                ("area_id", models.UUIDField()),
                ("organisation_id", models.UUIDField()),
                ("newest", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.DeleteModel(name="SearchToken"),
        migrations.RenameModel(old_name="SearchWord", new_name="SearchToken"),
        migrations.AddConstraint(
            model_name="searchtoken",
            constraint=models.UniqueConstraint(
                fields=("person_id", "token"), name="registry_word_once_a_person"
            ),
        ),
        migrations.AddIndex(
            model_name="searchtoken",
            index=models.Index(
                fields=["token", "newest"],
                name="registry_word_newest",
                opclasses=["text_pattern_ops", "int8_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="searchtoken",
            index=models.Index(
                fields=["area_id", "token", "newest"],
                name="registry_word_area",
                opclasses=["uuid_ops", "text_pattern_ops", "int8_ops"],
            ),
        ),
        migrations.CreateModel(
            name="WorksiteToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("worksite_id", models.UUIDField()),
                ("token", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["token"], name="registry_site_word", opclasses=["text_pattern_ops"])
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("worksite_id", "token"), name="registry_site_word_once")
                ],
            },
        ),
    ]
