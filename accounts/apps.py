"""The app of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, audit, jobs, messages."""

    name = "accounts"
    verbose_name = "账号与审计"

    def ready(self) -> None:
        import accounts.receivers  # noqa: F401,PLC0415  receivers register when the app is ready
