"""The referrals room as a Django app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Offices, what they do for people, and who was sent to which of them."""

    name = "karmika.referrals"
    label = "referrals"
    default_auto_field = "django.db.models.BigAutoField"
