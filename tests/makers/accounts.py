"""Accounts as administrators open them, and people who sign in the whole way."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from orgs.models import District
from orgs.operations.accounts import open_account
from orgs.operations.activations import Issued, activate_account

PASSWORD = "gongjian-demo"
# Passes all rules.
GOOD = "chaxiang-mao7-liuyun"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_issued(
    actor: User, district: District, name: str = "李红梅", kind: str = "link", username: str = ""
) -> Issued:
    return open_account(actor=actor, district=district, name=name, kind=kind, username=username)


def make_opened(actor: User, district: District, name: str = "李红梅") -> User:
    """An account whose owner has set a password, `GOOD`."""
    return activate_account(code=make_issued(actor, district, name).code, password=GOOD)


def sign_in(
    username: str, password: str = PASSWORD, browser: Client | None = None
) -> tuple[Client, HttpResponse]:
    """Sign in through the door; returns the browser and the answer."""
    browser = browser or Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120"})
    answer = browser.post("/accounts/login/", {"login": username, "password": password})
    return browser, answer


def make_second_factor(user: User) -> Authenticator:
    return TOTP.activate(user, SECRET).instance


def code_now(steps: int = 0, secret: str = SECRET) -> str:
    """What the phone shows now, or so many steps of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
