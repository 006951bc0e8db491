"""What one form contributes lies side by side in the index of figures."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0002_duties"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="contribution",
            name="measures_contrib_place",
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["area_id", "happened_on", "measure"], name="measures_contrib_place"),
        ),
    ]
