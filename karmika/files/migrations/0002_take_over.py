"""Files that were loaded before this room stood: from the tables of areas and access, as a replay would write them."""

import json

from django.db import migrations

_COLUMNS = (
    "id, entry_seq, changed_seq, what, name, digest, rows_count, basis, checked_by, mapping, "
    "area_id, organisation_id, programme_id, undone_on"
)
_HEADINGS = {
    "areas": "level code name_en name_te name_hi parent_level parent_code kind valid_from valid_to source",
    "worksites": "code area_level area_code kind name_en name_te name_hi lat lon opens_at closes_at source",
}


def take_over(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for what, headings in _HEADINGS.items():
            mapping = json.dumps([[name, name] for name in headings.split()])
            cursor.execute(
                f"INSERT INTO files_loadedfile ({_COLUMNS}) SELECT id, entry_seq, changed_seq, what, file_name, sha256, "
                "rows_count, '', '', %s, NULL, NULL, NULL, NULL FROM areas_importedfile WHERE what = %s",
                [mapping, what],
            )
        cursor.execute(
            f"INSERT INTO files_loadedfile ({_COLUMNS}) SELECT e.id, s.entry_seq, s.changed_seq, 'staff', '', s.mac, "
            "s.lines, '', '', '[]', e.area, e.organisation, NULL, NULL FROM access_stafffile s "
            "JOIN journal_entry e ON e.seq = s.entry_seq"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("areas", "0001_initial"),
        ("access", "0001_initial"),
        ("journal", "0001_initial"),
    ]
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
