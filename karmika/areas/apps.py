"""Django's handle on the areas room."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """The areas room."""

    name = "karmika.areas"
    label = "areas"
    default_auto_field = "django.db.models.BigAutoField"
