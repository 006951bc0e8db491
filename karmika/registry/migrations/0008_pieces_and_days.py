from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_met_at")]

    operations = [
        migrations.AddField(
            model_name="occupationspell", name="days_a_week", field=models.IntegerField(null=True)
        ),
        migrations.AddField(
            model_name="occupationspell", name="pieces_paid", field=models.IntegerField(null=True)
        ),
        migrations.AddField(
            model_name="occupationspell", name="pieces_a_day", field=models.IntegerField(null=True)
        ),
    ]
