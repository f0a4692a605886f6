"""The app's name."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OrgsConfig(AppConfig):
    """Organisations, units, grants."""

    name = "orgs"
    verbose_name = "组织与单位"

    def ready(self) -> None:
        """Let every app name what can be imported and which records take files.

        In its modules `imports` and `attachments`; our own imports are in the package.
        """
        autodiscover_modules("imports", "imports.registered", "attachments")
