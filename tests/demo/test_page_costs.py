"""A page's queries do not grow with its rows (P10), shown on the sample district."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.queries import PAGES, Page, queries_at
from orgs.models import District


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_asks_as_often_for_twelve_rows_as_for_two(sample: District, page: Page) -> None:
    assert queries_at(page, 12) == queries_at(page, 2)


@pytest.mark.parametrize(
    "path", ["/stats/411502/", "/stats/411502/?as_of=2026-06-30", "/stats/411502/covenants/"]
)
def test_the_district_page_needs_at_most_twelve_queries(sample: District, path: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username="district"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert len(queries) <= 12


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_list_stays_within_ten_queries(sample: District, page: Page) -> None:
    """The inbox points out look-alikes, the unit's list counts the states of its tabs, a project
    names its communities and partners."""
    most = {
        "/desk/check-ins/?status=registered": 12,
        "/unit/members/": 13,
        "/desk/projects/": 11,
        "/api/v1/projects/": 12,
    }
    assert queries_at(page, 25) <= most.get(page.path, 10)
