"""What the member's pages cost: queries of a submit, weight of a first load."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from members.models import ServiceIntention
from orgs.models import ResidentUnit
from tests.conftest import SignedIn
from tests.makers.members import make_member_account, make_registered
from tests.makers.orgs import Places, make_community

MOST = 150_000
STATIC = Path(settings.BASE_DIR, "static")
LOADED = re.compile(r'(?:href|src)="/static/([^"?]+)"')
SLOTS = [
    f"{days} {times}"
    for days in ("12345", "6", "7")
    for times in ("18:30 21:00", "09:00 12:00", "14:00 17:00")
]


def sent(user: User, places: Places, categories: list[str], slots: list[str]) -> int:
    """Queries of one submitted check-in."""
    client = SignedIn(user)
    form = {
        "community": places.community.pk, "basis": "residence", "categories": categories,
        "availabilities": slots, "mobile": user.member.open_mobile(), "consent": "on",
    }  # fmt: skip
    client.get("/me/")
    with CaptureQueriesContext(connection) as queries:
        assert client.post("/me/check-in/new/", form).status_code == 302
    return len(queries)


def test_a_submit_asks_as_often_with_all_intentions_as_with_one(
    member: User, unit: ResidentUnit, places: Places
) -> None:
    other = make_member_account(unit, "other", "赵刚", "13700001111")
    few = sent(member, places, ["01"], SLOTS[:1])
    many = sent(other, places, list(ServiceIntention.Category.values), SLOTS)
    assert few == many <= 40


def test_the_form_asks_as_often_for_many_communities(
    member: User, district_admin: User, places: Places
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            SignedIn(member).get("/me/check-in/new/", {"q": "社区"})
        return len(queries)

    few = asked()
    for number in range(12):
        code = f"4115020050{number + 20}"
        make_community(district_admin, places.street, f"第{number}社区", code)
    assert asked() == few


def weight(html: bytes) -> int:
    """Bytes of a first load: the page and all that it names, compressed as a server does."""
    names = set(LOADED.findall(html.decode()))
    assert len(names) > 8
    files = sum(len(brotli.compress((STATIC / name).read_bytes())) for name in names)
    return len(gzip.compress(html)) + files


@pytest.mark.parametrize(
    "url",
    ["/me/", "/me/check-in/", "/me/check-in/new/", "/me/data/", "/me/facts/", "/me/services/"],
)
def test_a_first_load_is_light(member: User, places: Places, url: str) -> None:
    assert weight(SignedIn(member).get(url).content) <= MOST


def test_the_form_is_light_with_the_communities_of_a_district(
    member: User, district_admin: User, places: Places
) -> None:
    for number in range(100):
        code = f"411502005{number + 100}"
        make_community(district_admin, places.street, f"第{number}个社区", code)
    assert weight(SignedIn(member).get("/me/check-in/new/").content) <= MOST


def test_the_own_page_asks_as_often_whatever_came_before(
    member: User, community_secretary: User, places: Places
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert SignedIn(member).get("/me/check-in/").status_code == 200
        return len(queries)

    for number in range(12):
        check_in = make_registered(member, community_secretary, places.community)
        if number == 2:
            few = asked()
        if number < 11:
            check_in.change(
                member, status="closed", close_reason="own_wish", closed_on=clock.today()
            )
    assert asked() == few
