"""The library's pages of sign-in and passwords: open to whom, never broken, in Chinese."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.people import People
from tests.access.urls import all_patterns
from tests.makers.accounts import sign_in

# Name → what a stranger gets, what somebody signed in by password just now gets.
PAGES: dict[str, tuple[int, int]] = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_reauthenticate": (302, 200),
    "account_change_password": (302, 200),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 200),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 200),
}


def test_every_page_of_the_library_is_in_the_table() -> None:
    there = {name for name, _ in all_patterns() if name.startswith(("account_", "mfa_"))}
    assert there == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_library_is_open_as_the_table_says(name: str, people: People) -> None:
    browsers = (Client(), sign_in(people["community"].username)[0])
    for browser, status in zip(browsers, PAGES[name], strict=True):
        response = browser.get(reverse(name))
        assert response.status_code == status
        if status == 200:
            assert "投诉建议" in response.content.decode()
