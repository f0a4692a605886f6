"""The app's name."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Services and their records."""

    name = "services"
    verbose_name = "志愿服务"
