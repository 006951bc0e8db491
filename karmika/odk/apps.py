"""The face that survey apps see: OpenRosa."""

from django.apps import AppConfig


class OdkConfig(AppConfig):
    """Django's name for the face."""

    name = "karmika.odk"
    label = "odk"
