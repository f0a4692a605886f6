"""The app's name."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OrgsConfig(AppConfig):
    """Organisations, units, grants."""

    name = "orgs"
    verbose_name = "组织与单位"

    def ready(self) -> None:
        """Let every app name what can be imported, in its own `imports` module."""
        autodiscover_modules("imports")
