"""The cases room as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Rights cases: reports, their team, claims, tasks, money, closure."""

    name = "karmika.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
