"""The app's name."""

from django.apps import AppConfig


class CovenantsConfig(AppConfig):
    """Covenants and projects."""

    name = "covenants"
    verbose_name = "共驻共建"
