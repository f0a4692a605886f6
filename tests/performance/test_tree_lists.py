"""A page costs the same number of queries at two rows and at twelve."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Notification, User
from accounts.operations import notify
from orgs.operations.grants import grant_role
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.orgs import Places, make_below, make_unit, make_user

MOST = 8
Grow = Callable[[User, Places, int], object]


def grow_grids(actor: User, places: Places, number: int) -> None:
    make_below(actor, places.community, f"网格{number}")


def grow_units(actor: User, places: Places, number: int) -> None:
    make_unit(actor, places.district, f"单位{number}")


def grow_messages(actor: User, places: Places, number: int) -> Notification:
    return notify(recipient=actor, text=f"消息{number}")


def grow_grants(actor: User, places: Places, number: int) -> None:
    user = make_user(f"user{number}")
    grant_role(actor=None, user=user, role=Role.COMMUNITY, place=places.community)


PAGES: dict[str, Grow] = {
    "/desk/organizations/": grow_grids,
    "/desk/units/": grow_units,
    "/messages/": grow_messages,
    "/api/v1/organizations/": grow_grids,
    "/api/v1/units/": grow_units,
    "/admin/orgs/organization/": grow_grids,
    "/admin/orgs/organizationevent/": grow_grids,
    "/admin/orgs/residentunit/": grow_units,
}


def query_count(browser: SignedIn, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("url", PAGES)
def test_a_list_costs_the_same_at_any_length(
    url: str, district_admin: User, places: Places
) -> None:
    browser = SignedIn(district_admin)
    for number in range(2):
        PAGES[url](district_admin, places, number)
    short = query_count(browser, url)
    for number in range(2, 12):
        PAGES[url](district_admin, places, number)
    assert query_count(browser, url) == short
    assert short <= MOST or url.startswith("/admin/")


def test_a_nodes_page_costs_the_same_with_many_children(
    district_admin: User, places: Places
) -> None:
    browser = SignedIn(district_admin)
    url = places.community.get_absolute_url()
    few = query_count(browser, url)
    for number in range(12):
        grow_grids(district_admin, places, number)
    assert query_count(browser, url) == few


def test_the_register_of_grants_costs_the_same_at_any_length(
    security_admin: User, district_admin: User, places: Places
) -> None:
    browser = SignedIn(security_admin)
    few = query_count(browser, "/admin/orgs/rolegrant/")
    for number in range(12):
        grow_grants(district_admin, places, number)
    assert query_count(browser, "/admin/orgs/rolegrant/") == few


def test_ones_many_grants_cost_no_more_queries(places: Places) -> None:
    user = make_user("many")
    for place in (places.community, places.sibling):
        grant_role(actor=None, user=user, role=Role.COMMUNITY, place=place)
    browser = SignedIn(user)
    few = query_count(browser, "/desk/organizations/")
    grant_role(actor=None, user=user, role=Role.COMMUNITY, place=places.other_community)
    grant_role(actor=None, user=user, role=Role.GRID, place=places.grid)
    assert query_count(browser, "/desk/organizations/") == few
