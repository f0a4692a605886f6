"""Entering a code of the second factor."""

import hashlib
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as library
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.cache import cache

# A code holds for one step of 30 seconds and, forgiving a wrong clock, one before and after.
WINDOW = 90


class CodeFormMixin:
    """One box, called as people call it, with the number keys on a phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = "验证码"
        code.max_length = 20
        code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class SpentCodeMixin(CodeFormMixin):
    """A code opens once: the library forgets a used one before the code itself ends."""

    def clean_code(self) -> str:
        code = super().clean_code()
        spent = hashlib.sha256(f"{self.user.pk}:{code.strip()}".encode()).hexdigest()
        if not cache.add(f"second-factor:{spent}", 1, timeout=WINDOW):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(SpentCodeMixin, library.AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateForm(SpentCodeMixin, library.ReauthenticateForm):
    """Confirming that it is still the same person."""


class ActivateForm(CodeFormMixin, ActivateTOTPForm):
    """The first code, which shows that the phone has the secret."""
