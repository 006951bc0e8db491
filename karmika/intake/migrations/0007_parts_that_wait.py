"""Parts of a form that wait for a person although the rest was taken in. Before this a form waited as a whole."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0006_back_fill_waited"),
    ]

    operations = [
        migrations.AddField(model_name="submission", name="pending", field=models.JSONField(default=list)),
    ]
