"""Posts that are handed over, and what phones last fetched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_back_fill_sessions"),
    ]

    operations = [
        migrations.AddField(
            model_name="roleassignment", name="follows", field=models.UUIDField(null=True, unique=True)
        ),
        migrations.CreateModel(
            name="DeviceFetch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("device_id", models.UUIDField()),
                ("name", models.TextField()),
                ("is_form", models.BooleanField()),
                ("version", models.TextField()),
                ("lines", models.IntegerField(null=True)),
                ("fetched_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("device_id", "is_form", "name"), name="access_fetch_once")
                ],
            },
        ),
    ]
