"""大字 without a script: a cookie of this device, set by a button on every page."""

import pytest
from django.test import Client

from accounts.models import User
from tests.conftest import SignedIn

SWITCH = "/large-type/"
LARGE = '<html lang="zh-Hans" class="is-large">'


def test_the_button_makes_every_page_large_and_small_again(member: User) -> None:
    client = SignedIn(member)
    page = client.get("/me/").content.decode()
    assert LARGE not in page
    assert 'name="next" value="/me/"' in page
    response = client.post(SWITCH, {"next": "/me/"}, follow=True)
    assert response.redirect_chain == [("/me/", 302)]
    assert LARGE in response.content.decode()
    large = client.get("/me/check-in/").content.decode()
    assert 'aria-pressed="true">标准字号</button>' in large
    assert 'aria-pressed="false">大字</button>' in page
    assert LARGE not in client.post(SWITCH, {"next": "/me/"}, follow=True).content.decode()


def test_it_needs_no_account(db: None) -> None:
    client = Client()
    client.post(SWITCH, {"next": "/accounts/login/"})
    assert LARGE in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "evil", ""]
)
def test_it_leads_to_our_own_pages_only(member: User, elsewhere: str) -> None:
    assert SignedIn(member).post(SWITCH, {"next": elsewhere}).url == "/"


def test_reading_switches_nothing(member: User) -> None:
    assert SignedIn(member).get(SWITCH).status_code == 405


def test_a_foreign_page_cannot_switch(member: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    assert client.post(SWITCH, {"next": "/me/"}).status_code == 403
