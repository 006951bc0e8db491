"""Django's handle on the jobs room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The jobs room."""

    name = "karmika.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
