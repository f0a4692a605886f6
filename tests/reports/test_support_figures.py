"""基层保障 in figures: who is at work, which rooms are used, what was budgeted (S17, B1–B3)."""

import datetime
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from common import clock
from orgs.models import CommunityWorker
from orgs.operations.support.centres import close_centre
from orgs.operations.support.premises import change_premises
from orgs.operations.support.workers import change_worker, end_worker
from reports.figures import Figure, figures_of
from reports.periods import Period
from reports.territory import Place
from tests.conftest import SignedIn
from tests.makers.orgs import Places
from tests.makers.support import (
    BEGUN,
    make_budget_line,
    make_centre,
    make_premises,
    make_worker,
)

ONE_DAY = datetime.timedelta(days=1)
Structure = CommunityWorker.Structure


def figure(place: Place, code: str, day: datetime.date | None = None) -> Figure:
    (found,) = figures_of(place, Period.as_known_on(day or clock.today()), [code])
    return found


def value(place: Place, code: str, day: datetime.date | None = None) -> object:
    return figure(place, code, day).value


def make_many(actor: User, places: Places, **counts: int) -> None:
    for structure, count in counts.items():
        for number in range(count):
            make_worker(actor, places.community, f"{structure}{number}", structure)


def test_a_worker_counts_from_the_first_day_until_the_day_they_leave(
    community_secretary: User, places: Places
) -> None:
    worker = make_worker(community_secretary, places.community)
    gone_on = datetime.date(2025, 6, 30)
    end_worker(actor=community_secretary, worker=worker, ended_on=gone_on)
    days = (BEGUN - ONE_DAY, BEGUN, gone_on - ONE_DAY, gone_on)
    assert [value(places.community, "S17", day) for day in days] == [0, 1, 1, 0]
    assert figure(places.district, "S17").excluded == {"已离岗": 1}


def test_shares_are_of_the_four_kinds_and_others_stand_apart(
    community_secretary: User, places: Places
) -> None:
    make_many(community_secretary, places, graduate=3, veteran=5, other=4)
    assert value(places.district, "S17") == 12
    assert value(places.district, "S17.four") == 8
    assert value(places.district, "S17.other") == 4
    assert figure(places.district, "S17.four").excluded == {"其他": 4}
    assert value(places.district, "S17.graduate.share") == Decimal("37.5")
    assert value(places.district, "S17.veteran.share") == Decimal("62.5")
    assert value(places.district, "S17.ex_service.share") == 0


def test_seven_persons_have_no_shares(community_secretary: User, places: Places) -> None:
    make_many(community_secretary, places, graduate=3, veteran=4, other=9)
    assert value(places.district, "S17.graduate.share") is None
    assert value(places.district, "S17.graduate") == 3
    make_many(community_secretary, places, ex_service=1)
    assert value(places.district, "S17.graduate.share") == Decimal("37.5")


def test_the_way_somebody_was_hired_changes_no_figure(
    community_secretary: User, places: Places
) -> None:
    worker = make_worker(community_secretary, places.community, structure="other")
    change_worker(actor=community_secretary, worker=worker, hire_channel="ex_service")
    assert value(places.community, "S17.ex_service") == 0
    assert value(places.community, "S17.other") == 1


def test_a_community_without_rooms_is_none_with_rooms(
    community_secretary: User, neighbour: User, places: Places
) -> None:
    make_premises(community_secretary, places.community, tenure="none", area=Decimal(0))
    office = make_premises(neighbour, places.sibling, area=Decimal("0.10"))
    make_premises(neighbour, places.sibling, area=Decimal("0.20"))
    make_premises(neighbour, places.sibling, status="planned", used_from=None)
    assert value(places.district, "B1") == 1
    assert value(places.district, "B1.area") == Decimal("0.30")
    change_premises(
        actor=neighbour, premises=office, status="given_up", given_up_on=datetime.date(2025, 6, 30)
    )
    assert value(places.district, "B1.area", datetime.date(2025, 6, 29)) == Decimal("0.30")
    assert value(places.district, "B1.area", datetime.date(2025, 6, 30)) == Decimal("0.20")
    assert value(places.district, "B1.area", BEGUN - ONE_DAY) == 0


def test_a_centre_counts_while_it_runs(community_secretary: User, places: Places) -> None:
    centre = make_centre(community_secretary, places.community, status="trial")
    make_centre(
        community_secretary, places.community, name="在建中心", status="planned", opened_on=None
    )
    closed_on = datetime.date(2025, 6, 30)
    close_centre(actor=community_secretary, centre=centre, closed_on=closed_on)
    days = (BEGUN - ONE_DAY, BEGUN, closed_on - ONE_DAY, closed_on)
    assert [value(places.district, "B2", day) for day in days] == [0, 1, 1, 0]


def test_a_streets_budget_counts_for_street_and_district_only(
    street_secretary: User, places: Places
) -> None:
    make_budget_line(street_secretary, places.street, "0.10")
    make_budget_line(street_secretary, places.community, "0.20")
    make_budget_line(street_secretary, places.community, "999", year=clock.today().year - 1)
    assert value(places.community, "B3") == Decimal("0.20")
    assert value(places.sibling, "B3") == 0
    assert value(places.street, "B3") == value(places.district, "B3") == Decimal("0.30")
    last_year = clock.today().replace(month=12, day=31, year=clock.today().year - 1)
    assert value(places.district, "B3", last_year) == Decimal(999)


def test_large_sums_are_exact_to_the_cent(street_secretary: User, places: Places) -> None:
    for number in range(10):
        make_budget_line(street_secretary, places.street, "999999999.99", item=f"项目{number}")
    assert value(places.district, "B3") == Decimal("9999999999.90")


@pytest.mark.usefixtures("db")
def test_the_page_shows_the_figures_and_opens_their_records(
    community_secretary: User, places: Places
) -> None:
    make_worker(community_secretary, places.community)
    make_premises(community_secretary, places.community)
    make_centre(community_secretary, places.community)
    make_budget_line(community_secretary, places.community, "1234.50")
    browser: Client = SignedIn(community_secretary)
    url = f"/stats/{places.community.code}/"
    page = browser.get(url).content.decode()
    for text in ("社区工作者", "办公用房面积", "一站式居民服务中心", "1234.50"):
        assert text in page
    for code, text in (
        ("S17", "王建军"),
        ("B1", "大拱桥"),
        ("B1.area", "120.50 平方米"),
        ("B2", "居民服务中心"),
        ("B3", "1234.50 元"),
    ):
        assert text in browser.get(f"{url}{code}/").content.decode()


def test_below_a_community_nothing_of_it_is_shown(
    community_secretary: User, places: Places
) -> None:
    make_worker(community_secretary, places.community)
    assert value(places.grid, "S17") is None
    page = SignedIn(community_secretary).get(f"/stats/{places.grid.code}/").content.decode()
    assert "社区工作者" not in page
