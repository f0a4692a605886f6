"""The app's name."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports and statistics."""

    name = "reports"
    verbose_name = "月报与统计"
