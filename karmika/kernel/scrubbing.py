"""After an erasure: what the database still holds of overwritten rows in its files goes too.

SQLite overwrites deleted content itself (PRAGMA secure_delete), but its write-ahead log keeps old pages until it is
emptied. PostgreSQL keeps old versions of rows, and their bytes in the free space of pages even after VACUUM, so the
tables that held something personal are written anew (VACUUM FULL: nobody writes to them for those seconds). Its
statistics hold samples of values, names among them: they are drawn anew, and their table is written anew too.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.backends.utils import CursorWrapper

_TRIES, _PAUSE_S = 100, 0.05
_SNAPSHOTS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_xmin IS NOT NULL"
)


def scrub(tables: Iterable[str]) -> bool:
    """Rid the files of the database of what these tables held before. False: somebody was at work, try again later.

    Not inside a transaction. The archive of PostgreSQL's own write-ahead log, replicas and backups are out of reach.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
            return not busy
        if not _old_ones_have_ended(cursor):
            return False
        for table in tables:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table)}")
        # the samples died just now, in the sight of whoever began before
        if not _old_ones_have_ended(cursor):
            return False
        cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")
    return True


def _old_ones_have_ended(cursor: CursorWrapper) -> bool:
    """Wait, five seconds at most, for whatever ran when we came: VACUUM keeps rows that died after it had begun.

    Transactions of the whole cluster count, for VACUUM's own snapshot is as old as the oldest of them.
    """
    cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
    mark = cursor.fetchone()[0]
    for _ in range(_TRIES):
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        running_since = cursor.fetchone()[0]
        cursor.execute(_SNAPSHOTS)
        if running_since >= mark and not cursor.fetchone()[0]:
            return True
        cursor.execute("SELECT pg_sleep(%s)", [_PAUSE_S])
    return False
