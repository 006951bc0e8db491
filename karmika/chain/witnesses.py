"""Mailing the head to witnesses outside: once a day to each. Who holds one can show that history was rewritten later.

Configured by KARMIKA_WITNESSES and KARMIKA_EMAIL_URL; the mail holds no personal data. A mail that failed is tried
again in the next round; the days that were missed are made up by one mail, because a head binds all before it.
"""

import logging
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from karmika.chain import heads, letter
from karmika.chain.models import Mailed
from karmika.kernel.dates import in_india

log = logging.getLogger(__name__)

TAKEN_FOR = timedelta(minutes=15)
"""How long a worker has a mail to itself: one that was killed meanwhile leaves it to the next."""


def mail_due(at: datetime) -> None:
    """Mail today's head to every witness who has none of today. Says what failed, and raises nothing for it."""
    waiting = [one for one in heads.witnesses()[0] if _wants_mail(one, in_india(at))]
    if not waiting or not settings.KARMIKA_EMAIL_URL or (now_head := heads.head()) is None:
        return
    connection = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError) as fault:
        log.warning("no mail to %s witnesses: %s; it will be tried again", len(waiting), type(fault).__name__)
        return
    try:
        for number, witness in enumerate(waiting, 1):
            _mail_one(connection, witness, now_head, number=number, at=at)
    finally:
        connection.close()


def _wants_mail(witness: str, day: date) -> bool:
    return not Mailed.objects.filter(witness=witness, on=day, mailed_at__isnull=False).exists()


def _mail_one(
    connection: BaseEmailBackend, witness: str, found: heads.Head, *, number: int, at: datetime
) -> None:
    taken = _take(witness, found, at)
    if taken is None:
        return
    before = Mailed.objects.filter(witness=witness, mailed_at__isnull=False).order_by("-mailed_at").first()
    message = EmailMessage(
        subject=letter.subject(found),
        body=letter.text(found, before=before),
        to=[witness],
        connection=connection,
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except (SMTPException, OSError) as fault:
        # neither the address nor the server's answer, which repeats it, belongs into a log
        log.warning("no mail to witness %s: %s; it will be tried again", number, type(fault).__name__)
        Mailed.objects.filter(id=taken.id).update(claimed_at=None)
        return
    Mailed.objects.filter(id=taken.id).update(mailed_at=at, claimed_at=None)


def _take(witness: str, found: heads.Head, at: datetime) -> Mailed | None:
    """This worker's right to send today's mail to the witness; None when it is sent or another is at it."""
    day = in_india(at)
    fresh = Mailed(
        witness=witness, on=day, number=found.number, entries=0, digest=bytes.fromhex(found.digest)
    )
    with transaction.atomic():
        Mailed.objects.bulk_create([fresh], ignore_conflicts=True)
        row = Mailed.objects.select_for_update().get(witness=witness, on=day)
        if row.mailed_at is not None:
            return None
        if row.claimed_at is not None and timedelta() <= at - row.claimed_at < TAKEN_FOR:
            return None
        row.claimed_at, row.entries = at, heads.entries_bound()
        row.number, row.digest = found.number, bytes.fromhex(found.digest)
        row.save()
    return row
