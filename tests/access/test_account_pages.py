"""The library's pages of sign-in and passwords: open to whom, never broken, in Chinese."""

import pytest
from django.urls import reverse

from tests.access.people import People
from tests.access.urls import all_patterns

# Name → what a stranger gets, what somebody signed in gets.
PAGES: dict[str, tuple[int, int]] = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_signup": (200, 302),
    "account_reauthenticate": (302, 200),
    "account_change_password": (302, 200),
    "account_set_password": (302, 302),
    "account_email": (302, 200),
    "account_email_verification_sent": (200, 200),
    "account_confirm_login_code": (302, 302),
    "account_confirm_email": (200, 200),
    "account_reset_password": (200, 200),
    "account_reset_password_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
}
ARGUMENTS = {
    "account_confirm_email": ["key"],
    "account_reset_password_from_key": ["1", "key"],
}


def test_every_page_of_the_library_is_in_the_table() -> None:
    there = {name for name, _ in all_patterns() if name.startswith("account_")}
    assert there == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_library_is_open_as_the_table_says(name: str, people: People) -> None:
    url = reverse(name, args=ARGUMENTS.get(name, []))
    for who, status in zip(("anonymous", "community"), PAGES[name], strict=True):
        response = people.browser(who).get(url)
        assert (who, response.status_code) == (who, status)
        if status == 200:
            assert "投诉建议" in response.content.decode()
