"""Django's name for this room; puts the write guard on every connection."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class JournalConfig(AppConfig):
    """The journal's tables."""

    name = "karmika.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every connection of every process gets the guard, the shell of an operator included."""
        from karmika.kernel.guard import watch

        connection_created.connect(watch, dispatch_uid="karmika.kernel.guard")
