"""Django's handle on the candidates room."""

from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    """The candidates room."""

    name = "karmika.candidates"
    label = "candidates"
    default_auto_field = "django.db.models.BigAutoField"
