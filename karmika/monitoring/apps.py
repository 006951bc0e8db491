"""The monitoring app: figures by area and what is behind them. It has no tables of its own."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Django's handle on monitoring."""

    name = "karmika.monitoring"
    label = "monitoring"
