"""Django's handle on the files room."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The files room."""

    name = "karmika.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
