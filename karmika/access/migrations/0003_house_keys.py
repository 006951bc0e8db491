"""The house's own keys become rows, so that the master key can be replaced (karmika/access/rotation.py).

A database with entries keeps the two that were derived from its master key so far; a new one draws its own.
"""

import base64
import hashlib
import hmac
import os

from django.db import migrations, models

from karmika.access.house_keys import owner_of
from karmika.kernel.master import ring
from karmika.kernel.sealing import wrap_key


def make(apps, schema_editor):
    """Both keys."""
    alias = schema_editor.connection.alias
    keys = apps.get_model("access", "HouseKey").objects.using(alias)
    used = apps.get_model("journal", "Entry").objects.using(alias).exists()
    for purpose in ("mac", "secret"):
        key = derived(purpose) if used else os.urandom(32)
        keys.create(purpose=purpose, **wrap_key(owner_of(purpose), key))


def derived(purpose):
    """As before there were such rows: from the one master key that the deployment had."""
    master = ring().keys[1]
    return hmac.new(base64.b64decode(master), purpose.encode(), hashlib.sha256).digest()


class Migration(migrations.Migration):
    dependencies = [("access", "0002_retention"), ("journal", "0003_keys_end")]
    operations = [
        migrations.CreateModel(
            name="HouseKey",
            fields=[
                ("purpose", models.TextField(primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField()),
                ("master", models.SmallIntegerField()),
            ],
            options={"db_table": "access_housekey"},
        ),
        migrations.RunPython(make, migrations.RunPython.noop, elidable=False),
    ]
