"""S8 and what stands beside it, over records made by operations."""

import datetime
from typing import Any

import pytest

from accounts.models import User
from common import clock
from common.months import Month
from members.models import CheckIn, Member
from members.operations.exemptions import exempt_member
from members.operations.households import end_link, link_household
from members.operations.merges import merge_members, undo_merge
from orgs.models import District, ResidentUnit
from orgs.operations.tree import merge_organizations
from orgs.operations.unit_check_ins import receive_unit_check_in, submit_unit_check_in
from orgs.operations.units import change_unit, declare_members, register_unit
from reports.figures import Figure, figures_of, freeze
from reports.headcounts import headcounts
from reports.indicators import COUNTED
from reports.listing import describe, listed
from reports.periods import Period
from reports.territory import Place, territory_on
from tests.conftest import SignedIn
from tests.makers.members import make_entered, make_member, make_member_account, make_registered
from tests.makers.orgs import Places

ONE_DAY = datetime.timedelta(days=1)
KINDS = ("S8", "S8.city", "S8.state", "S8.private", "S8.other", "S8.all")


def figure(place: Place, code: str, day: datetime.date | None = None) -> Figure:
    (found,) = figures_of(place, Period.as_known_on(day or clock.today()), [code])
    return found


def value(place: Place, code: str, day: datetime.date | None = None) -> Any:
    return figure(place, code, day).value


def behind(place: Place, code: str) -> list[Any]:
    period = Period.as_known_on(clock.today())
    item = COUNTED[code]
    return list(listed(item, item.records, period, place, territory_on(place, period.as_of)))


def at(unit: ResidentUnit, number: int) -> Member:
    return make_member(unit, f"党员{number}", f"137{number:08d}")


@pytest.fixture
def check_in(member: User, community_secretary: User, places: Places) -> CheckIn:
    return make_registered(member, community_secretary, places.community)


@pytest.fixture
def home(unit: ResidentUnit, places: Places, district_admin: User) -> ResidentUnit:
    """The unit, located in 大拱桥 and paired with it, with five members declared."""
    place = places.community
    change_unit(actor=district_admin, unit=unit, located_in=place, paired_community=place)
    return declare(unit, district_admin, 5)


def declare(unit: ResidentUnit, actor: User, count: int) -> ResidentUnit:
    return declare_members(actor=actor, unit=unit, count=count, declared_on=clock.today())


def excuse(actor: User, member: Member, kind: str) -> None:
    ground = {"reason": "study"} if kind == "exempt" else {"place": "平桥区", "receipt": "PQ-1"}
    exempt_member(actor=actor, member=member, kind=kind, started_on=clock.today(), **ground)


# People, not rows.


def test_a_merged_duplicate_leaves_the_count_unchanged_and_comes_back_with_the_undo(
    check_in: CheckIn, unit: ResidentUnit, neighbour: User, district_admin: User, places: Places
) -> None:
    double = make_entered(neighbour, places.sibling, unit, "王小红", "13900009999")
    assert value(places.district, "S8") == 2
    merge = merge_members(
        actor=district_admin, duplicate=double.member, kept=check_in.member, reason="本人确认"
    )
    for code in ("S8", "S8.all", "S8.registered"):
        assert value(places.district, code) == 1
    undo_merge(actor=district_admin, merge=merge)
    assert value(places.district, "S8") == 2


def test_two_stays_of_one_person_under_two_rows_are_one_person(
    check_in: CheckIn, unit: ResidentUnit, neighbour: User, district_admin: User, places: Places
) -> None:
    double = make_entered(neighbour, places.sibling, unit, "王小红", "13900009999")
    long_ago = clock.now() - datetime.timedelta(days=90)
    CheckIn.objects.filter(pk=double.pk).update(
        accepted_at=long_ago, status="closed", close_reason="retired", closed_on=long_ago.date()
    )
    merge_members(
        actor=district_admin, duplicate=double.member, kept=check_in.member, reason="本人确认"
    )
    counted = [value(p, "S8") for p in (places.district, places.community, places.sibling)]
    assert counted == [1, 1, 1]
    assert behind(places.sibling, "S8") == [check_in.member]


def test_a_report_freezes_the_person_who_stays(
    check_in: CheckIn, unit: ResidentUnit, neighbour: User, district_admin: User, places: Places
) -> None:
    double = make_entered(neighbour, places.sibling, unit, "王小红", "13900009999").member
    Member.objects.filter(pk=double.pk).update(
        merged_into=check_in.member, duplicate_of=check_in.member
    )
    frozen = {f["code"]: f for f in freeze(places.sibling, Month.of(clock.today()))}
    assert frozen["S8"]["records"] == [(check_in.member.pk, 1)]


# 单位类别 on the day of the check-in.


@pytest.mark.parametrize(
    ("category", "code"),
    [
        ("city_and_above", "S8.city"),
        ("state_enterprise", "S8.state"),
        ("private_economy", "S8.private"),
        ("social_organization", "S8.private"),
        ("hospital", "S8.other"),
    ],
)
def test_each_kind_of_unit_has_its_figure_and_they_sum_to_all(
    category: str,
    code: str,
    check_in: CheckIn,
    district_admin: User,
    community_secretary: User,
    places: Places,
) -> None:
    other = register_unit(
        actor=district_admin, district=places.district, name="某单位", category=category
    )
    make_entered(community_secretary, places.community, other)
    found = {kind: value(places.community, kind) for kind in KINDS if value(places.community, kind)}
    assert found == {"S8": 1, code: 1, "S8.all": 2}


def test_a_unit_that_changes_its_category_changes_no_figure(
    check_in: CheckIn, unit: ResidentUnit, district_admin: User, places: Places
) -> None:
    change_unit(actor=district_admin, unit=unit, category="hospital", is_district_direct=False)
    assert [value(places.district, kind) for kind in KINDS] == [1, 0, 0, 0, 0, 1]


def test_somebody_of_two_kinds_shows_as_a_difference(
    check_in: CheckIn, member: User, community_secretary: User, places: Places
) -> None:
    CheckIn.objects.filter(pk=check_in.pk).update(
        status="closed", close_reason="own_wish", closed_on=clock.today()
    )
    ResidentUnit.objects.filter(pk=check_in.unit_id).update(
        is_district_direct=False, category="city_and_above"
    )
    member.member.refresh_from_db()
    make_registered(member, community_secretary, places.community)
    assert [value(places.district, kind) for kind in KINDS] == [1, 1, 0, 0, 0, 1]
    page = SignedIn(community_secretary).get(f"/stats/{places.community.code}/")
    assert "差额 1" in page.content.decode()


# Who should, who need not, who did elsewhere.


def test_the_rate_is_of_those_declared_without_the_exempt(
    home: ResidentUnit, check_in: CheckIn, district_admin: User, places: Places
) -> None:
    excuse(district_admin, at(home, 1), "outside")
    excuse(district_admin, at(home, 2), "exempt")
    at(home, 3)
    for place in (places.district, places.street, places.community):
        values = [value(place, f"S8.{code}") for code in ("expected", "reported", "rate")]
        assert values == [4, 2, 50]
        assert [value(place, f"S8.{code}") for code in ("outside", "exempt")] == [1, 1]
    assert value(places.sibling, "S8.expected") == 0
    assert figure(places.sibling, "S8.rate").text == "—"


def test_a_unit_that_declared_too_few_lends_nothing_to_the_others(
    home: ResidentUnit,
    check_in: CheckIn,
    district_admin: User,
    community_secretary: User,
    places: Places,
) -> None:
    make_entered(community_secretary, places.community, home)
    declare(home, district_admin, 1)
    other = register_unit(
        actor=district_admin,
        district=places.district,
        name="某学校",
        category="school",
        located_in=places.community,
    )
    declare(other, district_admin, 3)
    values = [value(places.district, f"S8.{code}") for code in ("expected", "reported", "rate")]
    assert values == [4, 1, 25]


def test_units_that_declared_nothing_are_left_out_and_named(
    home: ResidentUnit, district_admin: User, places: Places
) -> None:
    silent = register_unit(
        actor=district_admin, district=places.district, name="某医院", category="hospital"
    )
    found = figure(places.district, "S8.expected")
    assert (found.value, found.excluded) == (5, {"未申报应报到人数": 1})
    url = f"/stats/{places.district.code}/S8.expected/"
    page = SignedIn(district_admin).get(url, {"out": "未申报应报到人数"}).content.decode()
    assert silent.name in page
    assert "某医院" not in SignedIn(district_admin).get(url).content.decode()


def test_the_unit_page_and_the_figures_say_the_same(
    home: ResidentUnit, check_in: CheckIn, district_admin: User, places: Places
) -> None:
    excuse(district_admin, at(home, 1), "exempt")
    home.refresh_from_db()
    unit = headcounts([home], clock.today())[home.pk]
    assert (unit.due, unit.done) == (
        value(places.district, "S8.expected"),
        value(places.district, "S8.reported"),
    )
    assert unit.rate_text == figure(places.district, "S8.rate").text


def test_an_exemption_of_a_merged_duplicate_counts_for_the_one_who_stays(
    home: ResidentUnit, district_admin: User, places: Places
) -> None:
    kept, double = at(home, 1), make_member(home, "党员1", "13900000001")
    excuse(district_admin, double, "exempt")
    merge_members(actor=district_admin, duplicate=double, kept=kept, reason="本人确认")
    assert value(places.district, "S8.exempt") == 1
    assert behind(places.district, "S8.exempt") == [kept]


def test_an_exempt_member_who_checks_in_all_the_same_is_in_the_register_only(
    home: ResidentUnit, check_in: CheckIn, district_admin: User, places: Places
) -> None:
    CheckIn.objects.update(status="void")
    excuse(district_admin, check_in.member, "exempt")
    assert value(places.district, "S8.exempt") == 1
    CheckIn.objects.update(status="registered")
    assert value(places.district, "S8.exempt") == 0
    assert value(places.district, "S8.registered") == 1


def test_the_amount_behind_the_expected_is_printed_by_unit(
    home: ResidentUnit, district_admin: User, places: Places
) -> None:
    url = f"/stats/{places.community.code}/S8.expected/"
    page = SignedIn(district_admin).get(url).content.decode()
    assert home.name in page
    assert "计 5 名" in page


# 单位报到, 涉及社区, 流动党员, 联系户.


def test_a_unit_counts_when_the_community_has_received_its_check_in(
    home: ResidentUnit,
    liaison: User,
    community_secretary: User,
    district_admin: User,
    places: Places,
) -> None:
    register_unit(
        actor=district_admin, district=places.district, name="某医院", category="hospital"
    )
    sent = submit_unit_check_in(actor=liaison, unit=home, contact="张三", resources="会议室")
    codes = ("S8.units_expected", "S8.units")
    assert [value(places.community, code) for code in codes] == [1, 0]
    receive_unit_check_in(actor=community_secretary, unit_check_in=sent)
    assert [value(places.community, code) for code in codes] == [1, 1]
    assert figure(places.district, "S8.units_expected").excluded == {"未结对社区": 1}
    assert value(places.district, "S8.units", clock.today() - ONE_DAY) == 0


def test_communities_count_once_and_their_successor_takes_over(
    check_in: CheckIn, district_admin: User, places: Places
) -> None:
    assert [value(p, "S8.communities") for p in (places.district, places.other_street)] == [1, 0]
    merge_organizations(
        actor=district_admin,
        organization=places.community,
        target=places.sibling,
        effective_on=clock.today(),
    )
    assert behind(places.district, "S8.communities") == [places.sibling]


def test_inbound_members_are_those_of_the_day_of_their_check_in(
    check_in: CheckIn, places: Places
) -> None:
    assert value(places.district, "S8.inbound") == 0
    CheckIn.objects.update(is_inbound=True)
    assert value(places.district, "S8.inbound") == 1
    Member.objects.update(flow="none")
    assert value(places.community, "S8.inbound") == 1


def test_the_incomplete_are_the_same_beside_and_left_out(
    check_in: CheckIn, community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    make_entered(community_secretary, places.community, unit, categories=(), availabilities=())
    assert value(places.district, "S8.incomplete") == 1
    assert figure(places.district, "S8").excluded["登记不全"] == 1


def test_a_household_with_two_members_is_one_until_the_last_link_ends(
    check_in: CheckIn, unit: ResidentUnit, community_secretary: User, places: Places
) -> None:
    second = make_registered(
        make_member_account(unit, "second", "孙二", "13700002222"),
        community_secretary,
        places.community,
    )
    actor = community_secretary
    first = link_household(actor=actor, member=check_in.member, building=places.building)
    again = link_household(
        actor=actor, member=second.member, building=places.building, household=first.household
    )
    assert [value(p, "S18.linked") for p in (places.district, places.grid)] == [1, 1]
    end_link(actor=actor, link=first, ended_on=clock.today())
    assert value(places.district, "S18.linked") == 1
    end_link(actor=actor, link=again, ended_on=clock.today())
    assert value(places.district, "S18.linked") == 0


# The page and the lists.


def test_every_new_figure_opens_as_many_records_as_it_says(
    home: ResidentUnit, check_in: CheckIn, district_admin: User, district: District
) -> None:
    excuse(district_admin, at(home, 1), "outside")
    period = Period.as_known_on(clock.today())
    territory = territory_on(district, period.as_of)
    for code, item in COUNTED.items():
        if not code.startswith(("S8", "S18")):
            continue
        rows = listed(item, item.records, period, district, territory)
        sums = sum(getattr(row, item.amount) for row in rows) if item.amount else rows.count()
        assert sums == value(district, code), code
        assert all(row.text for row in describe(list(rows), district_admin, item)), code


def test_below_a_community_only_what_is_counted_there_is_shown(
    home: ResidentUnit, check_in: CheckIn, community_secretary: User, places: Places
) -> None:
    page = SignedIn(community_secretary).get(f"/stats/{places.grid.code}/").content.decode()
    assert "当前在册党员" in page
    for name in ("应报到党员", "报到率", "区外报到党员", "涉及社区"):
        assert name not in page


def test_the_page_says_why_more_may_stand_now_than_were_counted(
    district_admin: User, places: Places
) -> None:
    page = SignedIn(district_admin).get(f"/stats/{places.district.code}/").content.decode()
    assert "登记不全的在册党员补登后才计入，因此当前在册可能大于累计。" in page
