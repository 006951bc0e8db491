"""The monitoring app: figures by area, what is behind them, and sheets that are filled with them."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Django's handle on monitoring."""

    name = "karmika.monitoring"
    label = "monitoring"
