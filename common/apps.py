"""The app's name."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Shared nouns without tables."""

    name = "common"
    verbose_name = "公共"
