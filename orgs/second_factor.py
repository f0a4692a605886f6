"""Who signs in with a second factor, and how its secrets lie in the database."""

import base64
import hashlib
import hmac
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings

from orgs.policy import SECOND_FACTOR_ROLES
from orgs.scope import grants_of


def is_required(user: Any) -> bool:
    """Whether one of the user's roles demands the second factor."""
    if not settings.REQUIRE_SECOND_FACTOR:
        return False
    return any(grant.role in SECOND_FACTOR_ROLES for grant in grants_of(user))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seals the secrets with a key outside the database; keeps what a role demands."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "您的岗位必须使用两步验证，不能关闭。",
        "incorrect_code": "验证码不对或已经用过，请等手机上显示新的验证码后再输入。",
    }

    def get_totp_label(self, user: Any) -> str:
        return user.username

    def encrypt(self, text: str) -> str:
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not is_required(authenticator.user)

    def _cipher(self) -> Fernet:
        key = hmac.digest(settings.PHONE_KEY.encode(), b"second-factor", hashlib.sha256)
        return Fernet(base64.urlsafe_b64encode(key))
