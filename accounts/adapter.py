"""Sign-in by allauth, with the district's rules."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.http import HttpRequest

from accounts import lockout
from accounts.backends import account_named


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed; failed attempts count per account AND address."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "账号或密码不对，请核对后重新输入。",
        "too_many_login_attempts": "输错次数过多，请五分钟后再试。",
        "rate_limited": "输错次数过多，请五分钟后再试。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail leaves the product; a lost password is a matter for the system administrator."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just typed the password to sign in is not asked for it again at once."""
        records = get_authentication_records(context.request, context.request.user)
        latest = max((record["at"] for record in records), default=0)
        return time.time() - latest >= app_settings.REAUTHENTICATION_TIMEOUT

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The library counts per account, which lets a stranger lock somebody else out.
        # One person is one count, by whatever name or spelling of the number.
        name = account_named(credentials.get("username", ""))
        account = super()._get_login_attempts_cache_key(request, username=name)
        turn = lockout.turn(name)
        return f"{account}@{self.get_client_ip(request)}#{turn}"
