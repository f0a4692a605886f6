"""A page's queries do not grow with its rows (P10), shown on the sample district."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.queries import PAGES, queries_at


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_asks_as_often_for_twelve_rows_as_for_two(
    sample_district: None, page: object
) -> None:
    assert queries_at(page, 12) == queries_at(page, 2)


def test_the_district_page_needs_at_most_twelve_queries(sample_district: None) -> None:
    client = Client()
    client.force_login(get_user_model().objects.get(username="district"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/stats/411502/").status_code == 200
    assert len(queries) <= 12
