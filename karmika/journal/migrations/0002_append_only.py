"""Entries can only be added: triggers refuse every change on both databases; PostgreSQL draws numbers from a sequence.

SQLite's INSERT OR REPLACE would slip past a delete trigger; `recursive_triggers` (settings) and the insert trigger stop it.
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_entry_no_replace BEFORE INSERT ON journal_entry
WHEN EXISTS (SELECT 1 FROM journal_entry WHERE seq = NEW.seq OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_key_no_delete BEFORE DELETE ON journal_key
BEGIN SELECT RAISE(ABORT, 'a key is emptied, never removed'); END;
"""

POSTGRESQL = """
CREATE SEQUENCE journal_entry_numbers;
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE TRIGGER journal_entry_no_change BEFORE UPDATE OR DELETE ON journal_entry
FOR EACH ROW EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER journal_key_no_delete BEFORE DELETE ON journal_key
FOR EACH ROW EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER journal_key_no_truncate BEFORE TRUNCATE ON journal_key
FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
"""


def protect(apps, schema_editor):
    """Install the triggers of the database at hand."""
    connection = schema_editor.connection
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for statement in SQLITE.split("END;")[:-1]:
                cursor.execute(statement + "END;")
    else:
        schema_editor.execute(POSTGRESQL, params=None)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
