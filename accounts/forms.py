"""The form of signing in."""

from typing import Any

from allauth.account import forms as library


class LoginForm(library.LoginForm):
    """Says what may be typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = "账号或手机号"
        field.widget.attrs["placeholder"] = field.label
