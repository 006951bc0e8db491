"""The groups room as a Django app."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Common interest groups and self-help groups: proposed, formed, joined, left."""

    name = "karmika.groups"
    label = "groups"
    default_auto_field = "django.db.models.BigAutoField"
