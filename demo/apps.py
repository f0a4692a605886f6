"""The app's name."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Sample data and the two-command start."""

    name = "demo"
    verbose_name = "示例数据"
