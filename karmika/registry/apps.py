"""Django's handle on the registry room."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The registry room: households, persons, workers, consent."""

    name = "karmika.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
