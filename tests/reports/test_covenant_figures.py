"""Covenants in figures on single days: their last day, their end, mergers (S2–S5)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from covenants.models import Covenant
from covenants.operations.ending import terminate_covenant, void_covenant
from orgs.models import ResidentUnit
from orgs.operations.tree import merge_organizations
from orgs.operations.unit_merges import merge_units
from orgs.operations.units import change_unit
from reports.figures import figures_of
from reports.indicators import COUNTED
from reports.listing import listed
from reports.periods import Period
from reports.territory import Place, territory_on
from tests.conftest import SignedIn
from tests.makers.covenants import make_covenant, make_signed
from tests.makers.orgs import FOUNDED, Places, make_community, make_unit

ONE_DAY = datetime.timedelta(days=1)
LAST_DAY = datetime.date(2026, 6, 30)


def value(place: Place, code: str, day: datetime.date | None = None) -> object:
    (found,) = figures_of(place, Period.as_known_on(day or clock.today()), [code])
    return found.value


def behind(place: Place, code: str, day: datetime.date | None = None) -> list:
    day = day or clock.today()
    item, period = COUNTED[code], Period.as_known_on(day)
    return list(listed(item, item.records, period, place, territory_on(place, day)))


def on_each(place: Place, codes: str, *days: datetime.date) -> list[list[object]]:
    """Return a row of values for each code, a column for each day."""
    return [[value(place, code, day) for day in days] for code in codes.split()]


@pytest.fixture
def covenant(community_secretary: User, places: Places, unit: ResidentUnit) -> Covenant:
    return make_signed(community_secretary, places.community, unit, effective_to=LAST_DAY)


def test_a_covenant_binds_on_its_last_day_and_has_expired_on_the_next(
    covenant: Covenant, places: Places
) -> None:
    found = on_each(places.community, "S3 S4.expired S5", LAST_DAY, LAST_DAY + ONE_DAY)
    assert found == [[1, 0], [0, 1], [1, 0]]


def test_what_ends_in_thirty_days_ends_soon_and_in_thirty_one_not_yet(
    covenant: Covenant, places: Places
) -> None:
    days = [LAST_DAY - count * ONE_DAY for count in (61, 60, 31, 30, 0)]
    found = on_each(places.community, "S4.in30 S4.in60", *days)
    assert found == [[0, 0, 0, 1, 1], [0, 1, 1, 1, 1]]


def test_a_renewal_counts_from_its_signature_and_not_before(
    covenant: Covenant, community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    signed = LAST_DAY + 10 * ONE_DAY
    make_signed(community_secretary, places.community, unit, signed_on=signed, renews=covenant)
    found = on_each(places.community, "S4.expired S2", signed - ONE_DAY, signed)
    assert found == [[1, 0], [1, 2]]


def test_a_draft_of_a_renewal_renews_nothing(
    covenant: Covenant, community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    make_covenant(community_secretary, places.community, unit, renews=covenant)
    assert value(places.community, "S4.expired") == 1


def test_a_terminated_covenant_does_not_bind_on_that_day_and_never_expires(
    covenant: Covenant, community_secretary: User, places: Places
) -> None:
    ended = LAST_DAY - 20 * ONE_DAY
    terminate_covenant(
        actor=community_secretary, covenant=covenant, terminated_on=ended, reason="单位搬迁"
    )
    found = on_each(places.community, "S3 S4.expired", ended - ONE_DAY, ended, LAST_DAY + ONE_DAY)
    assert found == [[1, 0, 0], [0, 0, 0]]


def test_a_void_covenant_leaves_every_day(
    covenant: Covenant, district_admin: User, places: Places
) -> None:
    void_covenant(actor=district_admin, covenant=covenant, reason="误录")
    codes = "S2 S3 S4.expired S5"
    assert on_each(places.district, codes, LAST_DAY, LAST_DAY + ONE_DAY) == [[0, 0]] * 4


def test_two_covenants_of_one_pair_are_one_relation(
    community_secretary: User, places: Places, unit: ResidentUnit, district_admin: User
) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    make_signed(community_secretary, places.community, unit)
    make_signed(community_secretary, places.community, unit, other)
    assert value(places.community, "S5") == 2
    assert {side.unit for side in behind(places.community, "S5")} == {unit, other}


def test_a_street_and_its_community_have_a_relation_each(
    community_secretary: User, street_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    make_signed(community_secretary, places.community, unit)
    make_signed(street_secretary, places.street, unit)
    found = [value(place, "S5") for place in (places.community, places.street, places.district)]
    assert found == [1, 2, 2]


def test_merged_units_have_the_relation_of_the_one_that_stays(
    community_secretary: User, places: Places, unit: ResidentUnit, district_admin: User
) -> None:
    double = make_unit(district_admin, places.district, "教体局")
    make_signed(community_secretary, places.community, unit)
    make_signed(community_secretary, places.community, double)
    assert value(places.district, "S5") == 2
    merge_units(actor=district_admin, unit=double, target=unit)
    assert value(places.district, "S5") == len(behind(places.district, "S5")) == 1


def merge(actor: User, one: Place, other: Place, day: datetime.date) -> None:
    merge_organizations(actor=actor, organization=one, target=other, effective_on=day)


def test_merged_communities_have_one_relation_from_that_day_on(
    community_secretary: User,
    neighbour: User,
    places: Places,
    unit: ResidentUnit,
    district_admin: User,
) -> None:
    make_signed(community_secretary, places.community, unit)
    make_signed(neighbour, places.sibling, unit)
    today = clock.today()
    merge(district_admin, places.community, places.sibling, today)
    assert on_each(places.district, "S5 S3", today - ONE_DAY, today) == [[2, 1], [2, 2]]
    assert value(places.sibling, "S5") == len(behind(places.sibling, "S5")) == 1


def test_between_two_mergers_a_relation_is_the_first_successors(
    community_secretary: User,
    neighbour: User,
    places: Places,
    unit: ResidentUnit,
    district_admin: User,
) -> None:
    third = make_community(district_admin, places.street, "第三社区", "411502005003", FOUNDED)
    make_signed(community_secretary, places.community, unit)
    make_signed(neighbour, places.sibling, unit)
    today = clock.today()
    merge(district_admin, places.community, places.sibling, today - 5 * ONE_DAY)
    merge(district_admin, places.sibling, third, today)
    days = (today - 6 * ONE_DAY, today - 5 * ONE_DAY, today - ONE_DAY, today)
    assert on_each(places.street, "S5", *days) == [[2, 1, 1, 1]]
    assert on_each(places.sibling, "S5", *days[:3]) == [[1, 1, 1]]
    assert value(third, "S5") == 1


def test_a_community_without_a_covenant_is_named_until_it_takes_one_over(
    community_secretary: User, places: Places, unit: ResidentUnit, district_admin: User
) -> None:
    make_signed(community_secretary, places.community, unit)
    assert behind(places.street, "S5.communities") == [places.sibling]
    merge(district_admin, places.community, places.sibling, clock.today())
    assert value(places.street, "S5.communities") == 0
    assert value(places.street, "S5.communities", clock.today() - ONE_DAY) == 1


def test_a_street_covenant_is_none_of_the_communities(
    street_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    make_signed(street_secretary, places.street, unit)
    assert value(places.street, "S5.communities") == 2
    assert value(places.district, "S5.units") == 0


def test_a_unit_without_a_covenant_is_named_where_it_is_located(
    community_secretary: User, places: Places, unit: ResidentUnit, district_admin: User
) -> None:
    change_unit(actor=district_admin, unit=unit, located_in=places.community)
    assert behind(places.community, "S5.units") == [unit]
    covenant = make_signed(community_secretary, places.community, unit)
    assert value(places.district, "S5.units") == 0
    terminate_covenant(
        actor=community_secretary, covenant=covenant, terminated_on=clock.today(), reason="搬迁"
    )
    assert value(places.community, "S5.units") == 1


def test_a_covenant_without_an_end_is_in_force_and_named(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    make_signed(community_secretary, places.community, unit)
    found = [value(places.community, code) for code in ("S3", "S3.open", "S4.in60")]
    assert found == [1, 1, 0]


def test_page_api_and_figures_say_the_same(
    covenant: Covenant, community_secretary: User, places: Places
) -> None:
    browser, code = SignedIn(community_secretary), places.community.code
    page = browser.get(f"/stats/{code}/covenants/?as_of={LAST_DAY}").content.decode()
    answer = browser.get("/api/v1/figures/", {"place": code, "as_of": f"{LAST_DAY}"}).json()
    said = {row["code"]: row["value"] for row in answer}
    for figure in ("S2", "S3", "S4.in30", "S4.expired", "S5"):
        assert f'data-figure="{figure}" data-value="{said[figure]}"' in page
    assert (said["S3"], said["S4.in30"], said["S5"]) == (1, 1, 1)


def test_the_list_of_relations_behind_the_figure_names_both(
    covenant: Covenant, community_secretary: User, places: Places
) -> None:
    url = f"/stats/{places.community.code}/S5/?as_of={LAST_DAY}"
    page = SignedIn(community_secretary).get(url).content.decode()
    assert "区教体局" in page
    assert "大拱桥社区" in page


def test_the_page_asks_as_often_for_many_covenants_as_for_one(
    community_secretary: User, places: Places, unit: ResidentUnit, district_admin: User
) -> None:
    def asked() -> int:
        browser = SignedIn(district_admin)
        browser.get("/stats/411502/covenants/")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/stats/411502/covenants/").status_code == 200
        return len(queries)

    make_signed(community_secretary, places.community, unit)
    few = asked()
    for number in range(6):
        other = make_unit(district_admin, places.district, f"单位{number}")
        make_signed(community_secretary, places.community, unit, other)
    assert asked() == few <= 12


def test_below_a_community_the_page_says_where_to_look(
    community_secretary: User, places: Places
) -> None:
    page = SignedIn(community_secretary).get(f"/stats/{places.grid.code}/covenants/")
    assert "统计到社区一级" in page.content.decode()
