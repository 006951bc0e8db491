"""The measures app: contributions that acts write, and the tally folded from them."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Django's handle on the measures."""

    name = "karmika.measures"
    label = "measures"
