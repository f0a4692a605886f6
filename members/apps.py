"""The app's name."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Members and their check-ins."""

    name = "members"
    verbose_name = "党员与报到"
