"""A key changes in two ways only: it ends for good, or it is wrapped anew under a later master key."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER journal_key_ends_for_good BEFORE UPDATE ON journal_key
WHEN NEW.owner IS NOT OLD.owner OR NEW.purpose IS NOT OLD.purpose
OR (NEW.wrapped IS NOT NULL AND (OLD.wrapped IS NULL OR NEW.master <= OLD.master))
BEGIN SELECT RAISE(ABORT, 'a key ends for good'); END;
"""

POSTGRESQL = """
CREATE FUNCTION journal_key_ends_for_good() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a key ends for good'; END $$;
CREATE TRIGGER journal_key_ends_for_good BEFORE UPDATE ON journal_key FOR EACH ROW
WHEN (NEW.owner IS DISTINCT FROM OLD.owner OR NEW.purpose IS DISTINCT FROM OLD.purpose
OR (NEW.wrapped IS NOT NULL AND (OLD.wrapped IS NULL OR NEW.master <= OLD.master)))
EXECUTE FUNCTION journal_key_ends_for_good();
"""


def protect(apps, schema_editor):
    """Install the trigger of the database at hand."""
    connection = schema_editor.connection
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(SQLITE)
    else:
        schema_editor.execute(POSTGRESQL, params=None)


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
