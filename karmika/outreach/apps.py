"""The outreach room as a Django app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Campaigns, camps, what happens at their desks, and whom to look after later."""

    name = "karmika.outreach"
    label = "outreach"
    default_auto_field = "django.db.models.BigAutoField"
