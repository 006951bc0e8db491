"""The room that receives forms: what was sent, kept word for word, and what became of it."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Django's name for the room."""

    name = "karmika.intake"
    label = "intake"
