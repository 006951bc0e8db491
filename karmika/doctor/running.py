"""Checks on the house at work: the worker, the chain, witnesses, backups, what waits, phones that are silent."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection

from karmika.access.models import Device, DeviceSeen
from karmika.backup import sets
from karmika.backup.archive import Archive, BackupError
from karmika.backup.duties import folder as backup_folder
from karmika.backup.erasures import NAME as ERASURES
from karmika.backup.erasures import read as read_erasures
from karmika.backup.staging import kept_files
from karmika.chain import heads, verifying
from karmika.chain.sealing import LATE_S, last_link
from karmika.doctor.finding import Finding, broken, duration, look, ok
from karmika.duties import DUTIES
from karmika.intake.models import IN_QUEUE, Submission
from karmika.journal import follow
from karmika.journal.models import Entry
from karmika.kernel.dates import now
from karmika.measures import tally
from karmika.measures.models import DutyDone

BEHIND = 2000
NEWEST_LINKS = 20
BACKUP_LATE = timedelta(hours=36)
KEPT = timedelta(days=30)
QUEUE_LONG, UNSEEN = 100, timedelta(days=14)


def worker() -> Iterator[Finding]:
    """It says that it is alive every ten seconds, and does its duties."""
    at = now()
    beat = DutyDone.last(DutyDone.WORKER)
    if beat is None:
        yield broken("worker", "has never run", "Start the house (`karmika serve`), or `karmika worker`.")
        return
    age = (at - beat).total_seconds()
    if age > DutyDone.SILENT_S:
        yield broken(
            "worker", f"silent for {duration(age)}", "Start `karmika worker`; its log says why it ended."
        )
    else:
        yield ok("worker", f"at work {duration(max(age, 0))} ago")
    late = [
        duty.name
        for duty in DUTIES
        if (done := DutyDone.last(duty.name)) is None or (at - done).total_seconds() > 3 * duty.every_s + 600
    ]
    if late and age <= DutyDone.SILENT_S:
        yield look("duties", f"late: {', '.join(late)}", "The worker's log says which fail.")
    behind = follow.horizon() - tally.position()
    if behind > BEHIND:
        yield look(
            "figures", f"{behind} entries behind", "The worker catches up after a load; look again soon."
        )
    else:
        yield ok("figures", "up to date" if behind <= 0 else f"{behind} entries behind")


def chain() -> Iterator[Finding]:
    """Entries are sealed in time, and the newest links verify."""
    link = last_link()
    waiting = Entry.objects.filter(seq__gt=link.last_seq if link else 0).order_by("seq")
    oldest = waiting.values_list("recorded_at", flat=True).first()
    age = 0.0 if oldest is None else (now() - oldest).total_seconds()
    if age > LATE_S:
        yield broken(
            "sealing", f"{waiting.count()} entries wait, the oldest {duration(age)}", "Start the worker."
        )
    else:
        yield ok("sealing", f"head {link.number if link else 'none'}, {waiting.count()} entries wait")
    report = verifying.verify(newest=NEWEST_LINKS)
    if report.faults:
        yield broken(
            "chain", report.faults[0].sentence, "Touch nothing; run `karmika journal verify`; restore."
        )
    else:
        yield ok("chain", f"the newest {report.links} links hold ({report.entries} entries)")


def witnesses() -> Iterator[Finding]:
    """Somebody outside keeps the head."""
    state = heads.mail_state()
    late = state.late(now())
    if not state.witnesses:
        yield look(
            "witnesses",
            "none",
            "Set KARMIKA_WITNESSES and KARMIKA_EMAIL_URL: only outsiders can tell a rewrite.",
        )
    elif not state.server:
        yield look("witnesses", f"{len(state.witnesses)}, and no mail server", "Set KARMIKA_EMAIL_URL.")
    elif late:
        yield look(
            "witnesses",
            f"{len(late)} of {len(state.witnesses)} had no mail for 36 hours",
            "See the worker's log.",
        )
    else:
        yield ok("witnesses", f"{len(state.witnesses)}, all mailed")
    if state.unreadable:
        yield look("witnesses", f"{len(state.unreadable)} are no addresses", "Correct KARMIKA_WITNESSES.")


def backups() -> Iterator[Finding]:
    """The newest set is young, whole, and opens with the master key."""
    folder = backup_folder()
    if folder is None:
        yield look(
            "backups", "KARMIKA_BACKUP_DIR is not set", "Set it, and copy the sets to another machine."
        )
        return
    at, there = now(), sets.sets_in(folder)
    found = [one for one in there if not sets.is_ahead(one, at)]
    if len(there) > len(found):
        yield look(
            "dates of backups",
            f"{len(there) - len(found)} sets are dated ahead",
            "Is the clock right? If so, a wrong one dated them: they count as the oldest, and go first.",
        )
    if not found:
        yield broken("backups", f"none in {folder}", "Run `karmika backup`.")
        return
    newest, age = found[-1], at - found[-1].made_at
    said = f"{len(found)} sets, the newest {duration(age.total_seconds())} old"
    if age > BACKUP_LATE:
        yield broken(
            "backups", said, "The worker makes one each day; its log says why not. Run `karmika backup`."
        )
    try:
        for path in (newest.data, newest.keys):
            archive = Archive(path)
            archive.verify()
            archive.close()
        if age <= BACKUP_LATE:
            yield ok("backups", f"{said}, whole")
    except BackupError as error:
        yield broken("backups", str(error), "Run `karmika backup`, and look at the disk.")
    old = [
        path
        for path in folder.glob("karmika-*-keys.zip")
        if now().timestamp() - path.stat().st_mtime > 31 * 86400
    ]
    if old:
        yield broken(
            "old keys", f"{len(old)} second files are older than 30 days", "Run `karmika backup --prune`."
        )
    yield from _erasure_list(folder / ERASURES)


def _erasure_list(path: Path) -> Iterator[Finding]:
    """It is there, and opens: without it no backup succeeds, and whoever was erased comes back with a restore."""
    if not path.exists():
        yield broken(
            "erasure list",
            "missing beside the backups",
            "Fetch the newest copy of it; only if there is none, `karmika backup` writes what this journal knows.",
        )
        return
    try:
        yield ok("erasure list", f"{len(read_erasures(path).owners)} ids")
    except BackupError as error:
        yield broken(
            "erasure list",
            str(error),
            "Was the master key replaced? Put both into place, run `karmika backup`. Else fetch a copy of the list.",
        )


def put_aside() -> Iterator[Finding]:
    """Databases that restores have kept hold what was erased since."""
    if connection.vendor == "sqlite":
        at = now().timestamp()
        kept = kept_files(Path(str(connection.settings_dict["NAME"])))
        old = [path.name for path in kept if at - path.stat().st_mtime > KEPT.total_seconds()]
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before\\_%'")
            old = [name for (name,) in cursor.fetchall() if name[7:15] < f"{now() - KEPT:%Y%m%d}"]
    if old:
        yield look(
            "put aside", f"{', '.join(old)}: older than 30 days", "Remove it: it holds what was erased since."
        )


def queue() -> Iterator[Finding]:
    """Forms that wait for somebody."""
    waiting = Submission.objects.filter(state__in=IN_QUEUE).count()
    if waiting > QUEUE_LONG:
        yield look("queue", f"{waiting} forms wait", "Somebody in the office should work on the queue.")
    else:
        yield ok("queue", f"{waiting} forms wait")


def phones() -> Iterator[Finding]:
    """Phones that should be at work and have not called."""
    active = Device.objects.filter(revoked_at=None)
    seen = DeviceSeen.objects.filter(last_seen_at__gte=now() - UNSEEN).values("device_id")
    silent, total = active.exclude(id__in=seen).count(), active.count()
    if silent:
        yield look(
            "phones",
            f"{silent} of {total} not seen for {UNSEEN.days} days",
            "*Phones* lists them by last call.",
        )
    else:
        yield ok("phones", f"{total}, all seen in the last {UNSEEN.days} days")
