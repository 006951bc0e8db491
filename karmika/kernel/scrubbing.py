"""After an erasure: what the database still holds of overwritten rows in its files goes too.

SQLite overwrites deleted content itself (PRAGMA secure_delete), but its write-ahead log keeps old pages until it is
emptied. PostgreSQL keeps old versions of rows, and their bytes in the free space of pages even after VACUUM, so the
tables that held something personal are written anew (VACUUM FULL: nobody writes to them for those seconds). Its
statistics hold samples of values, names among them: they are drawn anew, and their table is written anew too.
"""

from collections.abc import Iterable

from django.db import connection


def scrub(tables: Iterable[str]) -> bool:
    """Rid the files of the database of what these tables held before. False: somebody was reading, try again later.

    Not inside a transaction. The archive of PostgreSQL's own write-ahead log, replicas and backups are out of reach.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
            return not busy
        for table in tables:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table)}")
        cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")
    return True
