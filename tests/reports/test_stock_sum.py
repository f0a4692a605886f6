"""期初 + 新增 + 转入 − 转出 − 注销 = 期末, at every place, whatever happened in between."""

import datetime

import pytest

from accounts.models import User
from common import clock
from members.models import CheckIn
from members.operations.handling import accept_check_in, close_check_in
from members.operations.merges import merge_members
from members.operations.reactivations import ask_reactivation, consent_reactivation
from members.operations.transfers import ask_transfer, release_transfer
from orgs.models import Organization, ResidentUnit
from orgs.operations.tree import merge_organizations, move_organization
from orgs.policy import Role
from reports.figures import figures_of
from reports.indicators import COUNTED, STOCK_SUM
from reports.listing import describe, listed
from reports.periods import Period
from reports.territory import Place, territory_on
from tests.conftest import SignedIn
from tests.makers.members import make_entered, make_registered
from tests.makers.orgs import Places, make_holder

PARTS = ("added", "moved_in", "moved_out", "closed")
ONE_DAY = datetime.timedelta(days=1)


def this_month() -> Period:
    today = clock.today()
    return Period(today.replace(day=1), today, today)


def today_only() -> Period:
    return Period(clock.today(), clock.today(), clock.today())


def flows(place: Place, period: Period | None = None) -> dict[str, int]:
    """What changed, by name; unchanged parts are left out. Fails where the sum does not close."""
    period = period or this_month()
    values = {f.code.removeprefix("S8."): f.value for f in figures_of(place, period, STOCK_SUM)}
    came = values["added"] + values["moved_in"]
    went = values["moved_out"] + values["closed"]
    assert values["opening"] + came - went == values["closing"], (place, values)
    reasons = [value for name, value in values.items() if name.startswith("closed.")]
    assert sum(reasons) == values["closed"]
    return {name: values[name] for name in PARTS if values[name]}


@pytest.fixture
def check_in(member: User, community_secretary: User, places: Places) -> CheckIn:
    return make_registered(member, community_secretary, places.community)


@pytest.fixture
def faraway(places: Places) -> User:
    return make_holder("faraway", Role.COMMUNITY, places.other_community)


def back_date(check_in: CheckIn, days: int) -> None:
    """Let it have been accepted so many days ago."""
    moment = clock.now() - datetime.timedelta(days=days)
    CheckIn.objects.filter(pk=check_in.pk).update(accepted_at=moment, submitted_at=moment)
    check_in.refresh_from_db()


def move(check_in: CheckIn, giver: User, taker: User, target: Organization) -> CheckIn:
    ask_transfer(
        actor=check_in.member.user,
        check_in=check_in,
        community=target,
        basis="residence",
        reason="搬家",
    )
    check_in.refresh_from_db()
    waiting = release_transfer(actor=giver, check_in=check_in)
    return accept_check_in(actor=taker, check_in=waiting)


def close(check_in: CheckIn, actor: User, reason: str = "retired", days_ago: int = 0) -> CheckIn:
    check_in.refresh_from_db()
    closed_on = clock.today() - datetime.timedelta(days=days_ago)
    return close_check_in(actor=actor, check_in=check_in, close_reason=reason, closed_on=closed_on)


def test_who_checks_in_is_added_at_every_place_above(check_in: CheckIn, places: Places) -> None:
    for place in (places.community, places.street, places.district):
        assert flows(place) == {"added": 1}
    assert flows(places.other_street) == {}


def test_a_move_within_the_street_is_none_for_the_street(
    check_in: CheckIn, community_secretary: User, neighbour: User, places: Places
) -> None:
    back_date(check_in, 400)
    move(check_in, community_secretary, neighbour, places.sibling)
    assert flows(places.community) == {"moved_out": 1}
    assert flows(places.sibling) == {"moved_in": 1}
    assert flows(places.street) == flows(places.district) == {}


def test_a_move_to_another_street_shows_at_both_streets_and_not_in_the_district(
    check_in: CheckIn, community_secretary: User, faraway: User, places: Places
) -> None:
    back_date(check_in, 400)
    move(check_in, community_secretary, faraway, places.other_community)
    assert flows(places.street) == {"moved_out": 1}
    assert flows(places.other_street) == {"moved_in": 1}
    assert flows(places.district) == {}


def test_somebody_who_comes_and_moves_on_the_same_day_is_counted_both_ways(
    check_in: CheckIn, community_secretary: User, neighbour: User, faraway: User, places: Places
) -> None:
    there = move(check_in, community_secretary, neighbour, places.sibling)
    move(there, neighbour, faraway, places.other_community)
    assert flows(places.community, today_only()) == {"added": 1, "moved_out": 1}
    assert flows(places.sibling, today_only()) == {"moved_in": 1, "moved_out": 1}
    assert flows(places.street, today_only()) == {"added": 1, "moved_out": 1}
    assert flows(places.district, today_only()) == {"added": 1}


def test_opened_and_closed_on_one_day_it_was_in_no_stock(
    check_in: CheckIn, community_secretary: User, places: Places
) -> None:
    close(check_in, community_secretary, "own_wish")
    assert flows(places.community) == {"added": 1, "closed": 1}


def test_a_closing_with_an_earlier_date_belongs_to_its_day(
    check_in: CheckIn, community_secretary: User, places: Places
) -> None:
    back_date(check_in, 400)
    close(check_in, community_secretary, days_ago=200)
    assert flows(places.community) == {}
    day = clock.today() - datetime.timedelta(days=200)
    assert flows(places.community, Period(day, day, clock.today())) == {"closed": 1}


def test_a_mistake_was_never_there(
    check_in: CheckIn, community_secretary: User, places: Places
) -> None:
    close(check_in, community_secretary, "mistake")
    assert flows(places.community) == {}


def test_who_comes_back_with_the_streets_consent_is_added_again(
    check_in: CheckIn, community_secretary: User, street_secretary: User, places: Places
) -> None:
    back_date(check_in, 400)
    close(check_in, community_secretary, "moved_district", days_ago=1)
    asked = ask_reactivation(actor=community_secretary, check_in=check_in, reason="又搬回来了")
    consent_reactivation(actor=street_secretary, reactivation=asked)
    assert flows(places.community, today_only()) == {"added": 1}
    (restored,) = figures_of(places.community, today_only(), ["S8.restored"])
    assert restored.value == 1


def test_after_two_communities_became_one_the_move_between_them_is_none(
    check_in: CheckIn,
    community_secretary: User,
    neighbour: User,
    district_admin: User,
    places: Places,
) -> None:
    back_date(check_in, 400)
    move(check_in, community_secretary, neighbour, places.sibling)
    merge_organizations(
        actor=district_admin,
        organization=places.community,
        target=places.sibling,
        effective_on=clock.today(),
    )
    assert flows(places.sibling) == flows(places.street) == {}


def test_a_community_that_moves_takes_its_whole_stock_along(
    check_in: CheckIn,
    member: User,
    community_secretary: User,
    neighbour: User,
    district_admin: User,
    places: Places,
) -> None:
    back_date(check_in, 400)
    move(check_in, community_secretary, neighbour, places.sibling)
    move_organization(
        actor=district_admin,
        organization=places.community,
        parent=places.other_street,
        effective_on=clock.today(),
    )
    assert flows(places.street) == {"moved_in": 1}
    assert flows(places.other_street) == {"moved_out": 1}


def test_rows_are_persons_after_a_merger_of_members(
    check_in: CheckIn, unit: ResidentUnit, neighbour: User, district_admin: User, places: Places
) -> None:
    double = make_entered(neighbour, places.sibling, unit, "王小红", "13900009999")
    merge_members(
        actor=district_admin, duplicate=double.member, kept=check_in.member, reason="本人确认"
    )
    assert flows(places.district) == {"added": 1}
    assert flows(places.sibling) == {}
    closing, registered = figures_of(places.district, this_month(), ["S8.closing", "S8.registered"])
    assert closing.value == registered.value == 1


def test_every_line_opens_as_many_records_as_it_says(
    check_in: CheckIn,
    unit: ResidentUnit,
    community_secretary: User,
    neighbour: User,
    places: Places,
) -> None:
    move(check_in, community_secretary, neighbour, places.sibling)
    close(make_entered(community_secretary, places.community, unit), community_secretary)
    period = this_month()
    for place in (places.community, places.sibling, places.street, places.district):
        for figure in figures_of(place, period, STOCK_SUM):
            item = COUNTED[figure.code]
            rows = listed(item, item.records, period, place, territory_on(place, period.as_of))
            assert rows.count() == figure.value, (place, figure.code)


def test_the_list_of_who_moved_out_shows_the_own_closed_record(
    check_in: CheckIn, community_secretary: User, neighbour: User, places: Places
) -> None:
    move(check_in, community_secretary, neighbour, places.sibling)
    item, period = COUNTED["S8.moved_out"], this_month()
    territory = territory_on(places.community, period.as_of)
    (row,) = listed(item, item.records, period, places.community, territory)
    assert row == check_in
    (theirs,) = describe([row], community_secretary, item)
    assert "王小红" in theirs.text
    assert "迁居外社区" in theirs.note
    (strangers,) = describe([row], neighbour, item)
    assert "王小红" not in strangers.text


def test_the_page_prints_the_sum_of_the_last_finished_month(
    check_in: CheckIn, community_secretary: User, places: Places
) -> None:
    last_month = this_month().first - ONE_DAY
    back_date(check_in, (clock.today() - last_month).days)
    url = f"/stats/{places.community.code}/"
    page = SignedIn(community_secretary).get(url).content.decode()
    for code, value in (("opening", 0), ("added", 1), ("closed", 0), ("closing", 1)):
        assert f'data-figure="S8.{code}" data-value="{value}"' in page
    assert "其中恢复在册" not in page
