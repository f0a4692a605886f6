"""What members offer and when; small cells are hidden from those who may not read the members."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from members.models import Availability, CheckIn, ServiceIntention
from members.operations.handling import close_check_in
from orgs.models import ResidentUnit
from orgs.operations.units import register_unit
from reports.offers import SLOTS, Offers, offers_at
from tests.conftest import SignedIn
from tests.makers.members import EVENINGS, SATURDAY, make_entered
from tests.makers.orgs import Places

LONG_SUNDAY = ("7", datetime.time(10), datetime.time(19))
NOON = ("6", datetime.time(12), datetime.time(18))


def enter(
    secretary: User, places: Places, unit: ResidentUnit, number: int = 0, **values: object
) -> CheckIn:
    return make_entered(
        secretary, places.community, unit, f"党员{number}", f"139{number:08d}", **values
    )


def counts(found: Offers) -> dict[tuple[str, str], int]:
    return {
        (category, slot): count
        for category in found.categories
        for slot in SLOTS
        if (count := len(found.people(category, slot)))
    }


def texts(page: str) -> list[str]:
    """The cells as they are printed, without what only a screen reader says."""
    cells = re.findall(r'<td class="heat heat-\d">(.*?)</td>', page)
    return [re.sub(r"<span.*?</span>|<.*?>", "", cell) for cell in cells]


def test_a_time_over_two_parts_of_the_day_counts_in_both(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    times = [EVENINGS, LONG_SUNDAY]
    enter(community_secretary, places, unit, categories=["01"], availabilities=times)
    found = offers_at(places.community, clock.today())
    slots = {"work-ev", "sun-am", "sun-pm", "sun-ev"}
    assert counts(found) == {("01", slot): 1 for slot in slots}


def test_a_part_ends_where_the_next_begins(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    enter(community_secretary, places, unit, 1, categories=["01"], availabilities=[SATURDAY])
    enter(community_secretary, places, unit, 2, categories=["02"], availabilities=[NOON])
    found = offers_at(places.community, clock.today())
    assert counts(found) == {("01", "sat-am"): 1, ("02", "sat-pm"): 1}


def test_sums_count_members_and_not_what_they_ticked(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    enter(community_secretary, places, unit, categories=["01", "09"], availabilities=[EVENINGS])
    enter(community_secretary, places, unit, 1, categories=["09"], availabilities=[SATURDAY])
    found = offers_at(places.district, clock.today())
    assert [len(found.people(one)) for one in ("01", "09", "")] == [1, 2, 2]
    assert [len(found.people(slot=one)) for one in ("work-ev", "sat-am")] == [1, 1]


def test_what_was_withdrawn_counts_on_the_days_before(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    enter(community_secretary, places, unit, categories=["01"], availabilities=[EVENINGS])
    today, yesterday = clock.today(), clock.today() - datetime.timedelta(days=1)
    week_ago = clock.now() - datetime.timedelta(days=7)
    CheckIn.objects.update(accepted_at=week_ago)
    for model in (ServiceIntention, Availability):
        model.objects.update(registered_on=week_ago.date())
    ServiceIntention.objects.update(withdrawn_on=today)
    assert counts(offers_at(places.community, yesterday)) == {("01", "work-ev"): 1}
    assert counts(offers_at(places.community, today)) == {}


def test_who_left_the_register_offers_nothing(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    check_in = enter(community_secretary, places, unit)
    close_check_in(
        actor=community_secretary,
        check_in=check_in,
        close_reason="retired",
        closed_on=clock.today(),
    )
    assert counts(offers_at(places.community, clock.today())) == {}
    page = SignedIn(community_secretary).get(f"/stats/{places.community.code}/offers/")
    assert "没有登记了服务意向和服务时间的在册党员" in page.content.decode()


def test_members_can_be_told_apart_by_the_unit_of_their_check_in(
    district_admin: User, community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    clinic = register_unit(
        actor=district_admin, district=places.district, name="某医院", category="hospital"
    )
    enter(community_secretary, places, unit, 1)
    enter(community_secretary, places, clinic, 2)
    found = {
        kind: len(offers_at(places.community, clock.today(), kind=kind).people())
        for kind in ("", "direct", "city", "other")
    }
    assert found == {"": 2, "direct": 1, "city": 0, "other": 1}


def queries(browser: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200
    return len(asked)


@pytest.fixture
def small_and_large(community_secretary: User, places: Places, unit: ResidentUnit) -> None:
    """Six offer 01 on workday evenings, two of them 09 on Saturday mornings as well."""
    for number in range(6):
        more = number < 2
        enter(
            community_secretary,
            places,
            unit,
            number,
            categories=["01", "09"] if more else ["01"],
            availabilities=[EVENINGS, SATURDAY] if more else [EVENINGS],
        )


@pytest.mark.usefixtures("small_and_large")
def test_whoever_reads_the_members_sees_every_number(
    community_secretary: User, places: Places
) -> None:
    page = SignedIn(community_secretary).get(f"/stats/{places.community.code}/offers/")
    shown = texts(page.content.decode())
    assert shown[:10] == ["0", "0", "6", "2", "0", "0", "0", "0", "0", "6"]
    assert shown[-1] == "6"
    assert "&lt;5" not in shown


@pytest.mark.usefixtures("small_and_large")
@pytest.mark.parametrize("who", ["liaison", "community_secretary", "neighbour"])
def test_others_see_small_cells_hidden_and_no_sum_that_gives_one_away(
    who: str, places: Places, request: pytest.FixtureRequest
) -> None:
    viewer = request.getfixturevalue(who)
    page = SignedIn(viewer).get(f"/stats/{places.district.code}/offers/").content.decode()
    shown = texts(page)
    assert shown[:10] == ["0", "0", "6", "&lt;5", "0", "0", "0", "0", "0", "不列"]
    assert "2" not in shown
    assert shown[-10:] == ["0", "0", "不列", "不列", "0", "0", "0", "0", "0", "不列"]
    assert "offers/members" not in page


@pytest.mark.usefixtures("small_and_large")
def test_whoever_sees_small_cells_hidden_cannot_take_the_table_apart(
    neighbour: User, places: Places
) -> None:
    browser: Client = SignedIn(neighbour)
    url = f"/stats/{places.district.code}/offers/"
    whole = texts(browser.get(url).content.decode())
    asked = {"kind": "direct", "category": "01", "as_of": "2025-01-01"}
    assert texts(browser.get(url, asked).content.decode()) == whole


@pytest.mark.usefixtures("small_and_large")
def test_large_cells_without_a_small_one_keep_their_sums(liaison: User, places: Places) -> None:
    ServiceIntention.objects.filter(category="09").delete()
    Availability.objects.filter(weekdays="6").delete()
    page = SignedIn(liaison).get(f"/stats/{places.district.code}/offers/").content.decode()
    assert texts(page)[9] == texts(page)[-1] == "6"


@pytest.mark.usefixtures("small_and_large")
def test_a_cell_opens_its_members_without_their_phones(
    community_secretary: User, places: Places
) -> None:
    url = f"/stats/{places.community.code}/offers/members/"
    browser: Client = SignedIn(community_secretary)
    page = browser.get(url, {"category": "09", "slot": "sat-am"}).content.decode()
    assert "共 2 名" in page
    assert "党员0" in page
    assert "党员1" in page
    assert "党员2" not in page
    assert "1390000000" not in page


@pytest.mark.usefixtures("small_and_large")
def test_the_api_gives_the_cells_of_the_page(community_secretary: User, places: Places) -> None:
    url = "/api/v1/figures/offers/"
    rows = SignedIn(community_secretary).get(url, {"place": places.community.code}).json()
    found = {(row["category"], row["slot"]): row["members"] for row in rows if row["members"]}
    assert found == counts(offers_at(places.community, clock.today()))
    assert SignedIn(community_secretary).get(url, {"place": "411502"}).status_code == 404


@pytest.mark.usefixtures("small_and_large")
def test_queries_do_not_grow_with_the_members(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    browser: Client = SignedIn(community_secretary)
    few = queries(browser, f"/stats/{places.community.code}/offers/")
    for number in range(10, 30):
        enter(community_secretary, places, unit, number)
    assert queries(browser, f"/stats/{places.community.code}/offers/") == few <= 11
