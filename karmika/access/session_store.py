"""Django's sessions in the database, by a keyed hash of their number: whoever reads the table holds nobody's cookie."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import salted_hmac

from karmika.kernel.asking import ask_one, built, columns, instant_of


def kept(session_key: str) -> str:
    """What the table holds instead of the number in the cookie; another secret key signs everybody out."""
    return salted_hmac("karmika.session", session_key, algorithm="sha256").hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's, with the hash wherever it meets the table."""

    def _get_session_from_db(self) -> Session | None:
        # in plain SQL: every page asks it
        found = ask_one(
            f"SELECT expire_date, {columns(Session, 's')} FROM django_session s WHERE session_key = %s",  # noqa: S608
            kept(self.session_key or ""),
        )
        if found is None or instant_of(found[0]) <= timezone.now():
            self._session_key = None
            return None
        (row,) = built((Session,), found[1:])
        return cast(Session, row)

    def exists(self, session_key: str) -> bool:
        """Whether there is a session with this number."""
        return Session.objects.filter(session_key=kept(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row as it is saved."""
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.session_key = kept(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End a session, this one unless told otherwise."""
        if key := session_key or self.session_key:
            Session.objects.filter(session_key=kept(key)).delete()
