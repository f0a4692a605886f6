"""The app's name."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OrgsConfig(AppConfig):
    """Organisations, units, grants."""

    name = "orgs"
    verbose_name = "组织与单位"

    def ready(self) -> None:
        """Let every app name what can be imported: in its module `imports`, ours in the package."""
        autodiscover_modules("imports", "imports.registered")
