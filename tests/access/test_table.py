import re

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access.pages import SIGNED_IN, Access, Page
from tests.access.people import NAMES, People
from tests.access.records import RECORDS
from tests.access.table import PUBLIC, TABLE
from tests.access.urls import all_patterns

REFUSED = {403, 404, 405}
# A session may be saved by a GET; nothing else may.
WRITE = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b(?!.*django_session)", re.I | re.S)


def address(page: Page, people: People) -> str:
    found = RECORDS[page.record](people) if page.record else ()
    record = found if isinstance(found, tuple) else (found,)
    return f"{reverse(page.name, args=[*record, *page.more])}?{page.query}"


def knock(browser: Client, method: str, url: str, body: dict[str, str]) -> HttpResponse:
    """Send one request whose effects are taken back."""
    is_json = url.startswith("/api/") and method == "post"
    more = {"content_type": "application/json"} if is_json else {}
    with transaction.atomic():
        response = getattr(browser, method)(url, body if method == "post" else {}, **more)
        transaction.set_rollback(True)
    return response


def expected(page: Page, access: Access | None, name: str) -> set[int]:
    if name == "anonymous":
        return {403} if page.name.startswith("api") else {302}
    return REFUSED if access is None else {access.expected(name)}


def surprise(page: Page, name: str, method: str, response: HttpResponse) -> str:
    """What differs from the table in one answer, "" for nothing."""
    wanted = expected(page, getattr(page, method), name)
    if response.status_code not in wanted:
        return f"{name} {method}: {response.status_code}, not {wanted}"
    is_redirected = name == "anonymous" and response.status_code == 302
    if is_redirected and not response["Location"].startswith("/accounts/login/"):
        return f"{name} {method}: led to {response['Location']}"
    return ""


@pytest.mark.parametrize("page", TABLE, ids=str)
def test_everybody_gets_what_the_table_says(page: Page, people: People) -> None:
    url = address(page, people)
    surprises = []
    for name in NAMES:
        browser = people.browser(name)
        with CaptureQueriesContext(connection) as queries:
            surprises.append(surprise(page, name, "get", knock(browser, "get", url, {})))
        writes = [query["sql"] for query in queries if WRITE.match(query["sql"])]
        surprises += [f"{name} wrote by reading: {sql}" for sql in writes]
        surprises.append(surprise(page, name, "post", knock(browser, "post", url, page.body)))
    assert [each for each in surprises if each] == []


def test_every_address_is_in_the_table() -> None:
    named = {page.name for page in TABLE} | PUBLIC
    elsewhere = ("admin:", "account_", "mfa_", "api-schema")
    addresses = {name for name, _ in all_patterns()}
    assert {name for name in addresses - named if not name.startswith(elsewhere)} == set()


def test_the_table_names_no_address_that_is_not_there() -> None:
    there = {name for name, _ in all_patterns()}
    assert {page.name for page in TABLE} - there == set()


def test_every_right_is_somebodys() -> None:
    for page in TABLE:
        for access in filter(None, (page.get, page.post)):
            assert access.may
            assert access.may | access.sees | access.gate <= SIGNED_IN


@pytest.mark.parametrize(
    ("sql", "is_write"),
    [
        ('INSERT INTO "accounts_auditentry" ...', True),
        (' update "orgs_organization" SET', True),
        ('INSERT INTO "django_session" ...', False),
        ('SELECT "x" FROM "deleted"', False),
    ],
)
def test_a_write_would_be_seen(sql: str, is_write: bool) -> None:
    assert bool(WRITE.match(sql)) is is_write
