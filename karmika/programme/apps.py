"""The programme room as a Django app."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """Targets, and figures from outside the house."""

    name = "karmika.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"
