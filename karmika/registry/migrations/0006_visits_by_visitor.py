"""Visits are found by who made them and when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0005_search_words_by_area"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["user_id", "visited_on"], name="registry_visit_visitor"),
        ),
    ]
