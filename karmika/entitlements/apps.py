"""The entitlements room as a Django app."""

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    """What people are owed, the papers they need for it, and their applications."""

    name = "karmika.entitlements"
    label = "entitlements"
    default_auto_field = "django.db.models.BigAutoField"
