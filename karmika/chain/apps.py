"""Django's handle on the chain."""

from django.apps import AppConfig


class ChainConfig(AppConfig):
    """The hash chain over the journal."""

    name = "karmika.chain"
    label = "chain"
    default_auto_field = "django.db.models.BigAutoField"
