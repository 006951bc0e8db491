"""The ui app: page base, components, stylesheet, error pages. It knows no room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Django's handle on the ui."""

    name = "karmika.ui"
    label = "ui"
