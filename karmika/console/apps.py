"""The console app: the first page, the language switch, help. It has no tables of its own."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Django's handle on the console."""

    name = "karmika.console"
    label = "console"
