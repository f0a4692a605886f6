"""The addresses of the sign-in library that the product uses, under its own names.

What is not named here is not routed: sign-up, mail addresses, passwords by mail, keys.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

CONFIRM = {"submit_label": "确认"}

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path(
        "reauthenticate/",
        account.ReauthenticateView.as_view(extra_context=CONFIRM),
        name="account_reauthenticate",
    ),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path(
        "2fa/reauthenticate/",
        mfa.ReauthenticateView.as_view(extra_context=CONFIRM),
        name="mfa_reauthenticate",
    ),
    path(
        "2fa/activate/",
        totp.ActivateTOTPView.as_view(extra_context={"submit_label": "启用"}),
        name="mfa_activate_totp",
    ),
    path(
        "2fa/deactivate/",
        totp.DeactivateTOTPView.as_view(extra_context={"submit_label": "关闭"}),
        name="mfa_deactivate_totp",
    ),
    path("2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        recovery.GenerateRecoveryCodesView.as_view(extra_context={"submit_label": "更换"}),
        name="mfa_generate_recovery_codes",
    ),
]
