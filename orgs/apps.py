"""The app's name."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Organisations, units, grants."""

    name = "orgs"
    verbose_name = "组织与单位"
