"""What is open without signing in, and how every answer is dressed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from rest_framework.permissions import IsAuthenticated
from rest_framework.viewsets import ModelViewSet

from tests.access.people import People
from tests.access.table import PUBLIC
from tests.access.urls import all_patterns
from tests.conftest import SignedIn

POLICY = "Content-Security-Policy"


def api_class(pattern: URLPattern) -> Any:
    return getattr(pattern.callback, "cls", None)


def test_the_list_of_public_addresses_is_the_whole_list() -> None:
    """DRF's views are outside the sign-in middleware; they ask for a permission, see below."""
    public = {
        name
        for name, pattern in all_patterns()
        if not api_class(pattern) and not getattr(pattern.callback, "login_required", True)
    }
    assert public == PUBLIC


def test_the_api_asks_who_is_calling() -> None:
    views = {name: api_class(pattern) for name, pattern in all_patterns() if api_class(pattern)}
    assert len(views) > 10
    for name, view in views.items():
        assert IsAuthenticated in view.permission_classes, name
        assert view.authentication_classes, name


def test_the_api_writes_through_operations_only() -> None:
    for name, pattern in all_patterns():
        assert not issubclass(api_class(pattern) or object, ModelViewSet), name


def test_the_apis_schema_is_for_people_who_are_signed_in(people: People) -> None:
    assert Client().get("/api/v1/schema/").status_code == 403
    assert people.browser("auditor").get("/api/v1/schema/").status_code == 200


def assert_dressed(response: Any) -> None:
    policy = response.headers[POLICY]
    scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert "unsafe" not in scripts
    assert "'self'" in scripts
    assert "unsafe-eval" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/accounts/login/", 200),
        ("/suggest/", 200),
        ("/healthz", 200),
        ("/nowhere/", 302),
        ("/desk/", 302),
        ("/?q=%00", 400),
        ("/api/v1/organizations/", 403),
    ],
)
def test_answers_to_strangers_bear_the_policy(url: str, status: int, people: People) -> None:
    response = Client().get(url)
    assert response.status_code in {status, 404}
    assert_dressed(response)


@pytest.mark.parametrize(
    ("name", "url", "status"),
    [
        ("district", "/admin/", 200),
        ("district", "/nowhere/", 404),
        ("community", "/admin/", 403),
        ("community", "/desk/", 200),
        ("community", "/desk/organizations/999999/", 404),
        ("member", "/me/", 200),
        ("liaison", "/unit/", 200),
        ("stranger", "/", 403),
    ],
)
def test_answers_to_people_bear_the_policy(
    name: str, url: str, status: int, people: People
) -> None:
    response = people.browser(name).get(url)
    assert response.status_code == status
    assert_dressed(response)


def test_a_form_without_its_token_gets_a_chinese_403(people: People) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people["community"])
    response = browser.post(reverse("account_logout"))
    assert response.status_code == 403
    assert "页面" in response.content.decode()
    assert_dressed(response)


def test_a_crash_is_a_chinese_500_that_tells_nothing(people: People) -> None:
    browser = SignedIn(people["community"])
    browser.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("orgs.views.common.grants_of", lambda user: 1 / 0)
        response = browser.get("/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "ZeroDivisionError" not in page
    assert "系统" in page
