"""Django's sessions in the database, by a keyed hash of their number: whoever reads the table holds nobody's cookie."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import salted_hmac


def kept(session_key: str) -> str:
    """What the table holds instead of the number in the cookie; another secret key signs everybody out."""
    return salted_hmac("karmika.session", session_key, algorithm="sha256").hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's, with the hash wherever it meets the table."""

    def _get_session_from_db(self) -> Session | None:
        key = kept(self.session_key or "")
        found = Session.objects.filter(session_key=key, expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found

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
