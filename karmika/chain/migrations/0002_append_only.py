"""Links can only be added, each behind the last; what a link covers can take in no entry any more."""

from django.db import migrations

FOLLOWS = """NEW.number IS DISTINCT FROM (SELECT coalesce(max(number), 0) + 1 FROM chain_link)
OR NEW.first_seq IS DISTINCT FROM (SELECT coalesce(max(last_seq), 0) + 1 FROM chain_link)
OR NEW.last_seq < NEW.first_seq
OR NEW.last_seq > (SELECT coalesce(max(seq), 0) FROM journal_entry)
OR NEW.previous IS DISTINCT FROM coalesce((SELECT digest FROM chain_link ORDER BY number DESC LIMIT 1), {nothing})"""

SQLITE = (
    """CREATE TRIGGER chain_link_no_update BEFORE UPDATE ON chain_link
BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END""",
    """CREATE TRIGGER chain_link_no_delete BEFORE DELETE ON chain_link
BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END""",
    f"""CREATE TRIGGER chain_link_follows BEFORE INSERT ON chain_link
WHEN {FOLLOWS.format(nothing="zeroblob(32)").replace("IS DISTINCT FROM", "IS NOT")}
BEGIN SELECT RAISE(ABORT, 'a link follows the last one'); END""",
    """CREATE TRIGGER journal_entry_after_chain BEFORE INSERT ON journal_entry
WHEN NEW.seq <= (SELECT max(last_seq) FROM chain_link)
BEGIN SELECT RAISE(ABORT, 'this part of the journal is chained'); END""",
)

POSTGRESQL = f"""
CREATE FUNCTION chain_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the chain is append-only'; END $$;
CREATE TRIGGER chain_link_no_change BEFORE UPDATE OR DELETE ON chain_link
FOR EACH ROW EXECUTE FUNCTION chain_append_only();
CREATE TRIGGER chain_link_no_truncate BEFORE TRUNCATE ON chain_link
FOR EACH STATEMENT EXECUTE FUNCTION chain_append_only();
CREATE FUNCTION chain_link_follows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF {FOLLOWS.format(nothing=f"decode('{'00' * 32}', 'hex')")}
THEN RAISE EXCEPTION 'a link follows the last one'; END IF; RETURN NEW; END $$;
CREATE TRIGGER chain_link_follows BEFORE INSERT ON chain_link
FOR EACH ROW EXECUTE FUNCTION chain_link_follows();
CREATE FUNCTION journal_entry_after_chain() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF NEW.seq <= (SELECT last_seq FROM chain_link ORDER BY last_seq DESC LIMIT 1)
THEN RAISE EXCEPTION 'this part of the journal is chained'; END IF; RETURN NEW; END $$;
CREATE TRIGGER journal_entry_after_chain BEFORE INSERT ON journal_entry
FOR EACH ROW EXECUTE FUNCTION journal_entry_after_chain();
"""


def protect(apps, schema_editor):
    """Install the triggers of the database at hand."""
    connection = schema_editor.connection
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for statement in SQLITE:
                cursor.execute(statement)
    else:
        schema_editor.execute(POSTGRESQL, params=None)


class Migration(migrations.Migration):
    dependencies = [("chain", "0001_initial"), ("journal", "0003_keys_end")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
