from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_pieces_and_days")]

    operations = [
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                fields=["area", "organisation_id", "programme_id", "revisit_on"],
                condition=models.Q(ended=False, hidden=False),
                name="registry_household_due",
            ),
        ),
    ]
