"""What each side promised and gave: of one covenant, and of a unit over all of its."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from covenants.models import Covenant, CovenantParty
from covenants.operations.duties import DutyPlan
from covenants.operations.ending import terminate_covenant
from covenants.operations.fulfilments import void_fulfilment
from covenants.operations.offers import offer_resource
from covenants.operations.requests import answer_request, ask_for_resource, record_use
from covenants.selectors.balances import SideBalance, Tally, balance_of, balance_of_unit
from orgs.models import Organization, ResidentUnit
from orgs.operations.unit_merges import merge_units
from orgs.policy import Role
from tests.makers.covenants import make_covenant, make_project, make_project_in
from tests.makers.duties import CLINIC, HALL, duty_of, make_act, make_promised
from tests.makers.orgs import Places, make_holder, make_unit

DAY = date(2026, 3, 15)  # four full quarters and one year after the first day


@pytest.fixture
def covenant(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_promised(community_secretary, community, unit)


def tallies(sides: list[SideBalance]) -> list[Tally]:
    return [side.tally for side in sides]


def test_each_side_stands_with_what_it_owes(covenant: Covenant) -> None:
    first, unit_side = balance_of(covenant, DAY)
    assert [side.party.label for side in (first, unit_side)] == ["甲方", "乙方"]
    assert first.tally == Tally(duties=1, asked=1, overdue=1)
    assert unit_side.tally == Tally(duties=1, asked=4, overdue=4)


def test_what_was_done_is_met_late_or_extra(liaison: User, covenant: Covenant) -> None:
    for day in ("2025-04-01", "2025-04-20", "2025-12-05", "2026-03-02"):
        make_act(liaison, duty_of(covenant), day)
    _, unit_side = balance_of(covenant, DAY)
    assert unit_side.tally == Tally(duties=1, asked=4, met=3, late=2, overdue=1, extra=1)
    assert [f"{act.done_on}" for act in unit_side.acts][:2] == ["2026-03-02", "2025-12-05"]


def test_a_balance_of_a_past_day_knows_nothing_of_later_acts(
    liaison: User, covenant: Covenant
) -> None:
    make_act(liaison, duty_of(covenant), "2025-07-01")
    [_, unit_side] = balance_of(covenant, date(2025, 6, 15))
    assert unit_side.tally == Tally(duties=1, asked=1, overdue=1)
    assert unit_side.acts == []


def test_a_void_act_counts_nowhere(liaison: User, covenant: Covenant) -> None:
    act = make_act(liaison, duty_of(covenant), "2025-04-01")
    void_fulfilment(actor=liaison, fulfilment=act, reason="误录")
    assert tallies(balance_of(covenant, DAY))[1] == Tally(duties=1, asked=4, overdue=4)


def test_the_last_day_of_a_period_is_asked_but_not_overdue(covenant: Covenant) -> None:
    assert tallies(balance_of(covenant, date(2025, 5, 31)))[1] == Tally(duties=1, asked=1)
    assert tallies(balance_of(covenant, date(2025, 6, 1)))[1].overdue == 1


def test_a_draft_shows_what_is_promised_and_asks_nothing(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    draft = make_covenant(community_secretary, community, unit, obligations=[HALL, CLINIC])
    sides = balance_of(draft, DAY)
    assert tallies(sides) == [Tally(duties=1), Tally(duties=1)]
    assert sides[0].duties[0].standing == "未生效"


def test_a_supplements_duties_stand_under_their_own_heading(
    community_secretary: User, community: Organization, unit: ResidentUnit, covenant: Covenant
) -> None:
    lecture = DutyPlan(party=1, text="法律讲座", cadence="half_yearly")
    supplement = make_promised(
        community_secretary, community, unit, duties=(lecture,), amends=covenant, title="补充协议"
    )
    _, unit_side = balance_of(covenant, DAY)
    assert [group.covenant for group in unit_side.groups] == [covenant, supplement]
    assert unit_side.tally == Tally(duties=2, asked=6, overdue=6)


def test_an_unsigned_supplement_adds_nothing(
    community_secretary: User, community: Organization, unit: ResidentUnit, covenant: Covenant
) -> None:
    make_covenant(community_secretary, community, unit, obligations=[CLINIC], amends=covenant)
    assert [len(side.groups) for side in balance_of(covenant, DAY)] == [1, 1]


def test_a_supplement_owes_nothing_after_the_end_of_what_it_amends(
    community_secretary: User, community: Organization, unit: ResidentUnit, covenant: Covenant
) -> None:
    make_promised(community_secretary, community, unit, duties=(CLINIC,), amends=covenant)
    terminate_covenant(
        actor=community_secretary, covenant=covenant, terminated_on=date(2025, 6, 10),
        reason="单位搬迁",
    )  # fmt: skip
    assert tallies(balance_of(covenant, DAY))[1] == Tally(duties=2, asked=2, overdue=2)


def test_what_an_early_end_cut_off_needs_no_doing(
    community_secretary: User, covenant: Covenant
) -> None:
    terminate_covenant(
        actor=community_secretary, covenant=covenant, terminated_on=date(2025, 4, 1),
        reason="单位搬迁",
    )  # fmt: skip
    duties = [duty for side in balance_of(covenant, DAY) for duty in side.duties]
    assert [duty.standing for duty in duties] == ["无需履行", "无需履行"]


def may_fulfil(covenant: Covenant, reader: User) -> list[bool]:
    sides = balance_of(covenant, DAY, reader=reader)
    return [duty.may_fulfil for side in sides for duty in side.duties]


def test_who_may_do_what_about_it_is_said(
    liaison: User, community_secretary: User, street_secretary: User, covenant: Covenant
) -> None:
    make_act(community_secretary, duty_of(covenant), "2025-04-01")
    assert may_fulfil(covenant, community_secretary) == [True, True]
    assert may_fulfil(covenant, liaison) == [False, True]
    assert may_fulfil(covenant, street_secretary) == [False, False]
    [_, unit_side] = balance_of(covenant, DAY, reader=liaison)
    assert not unit_side.acts[0].may_void


def test_a_unit_gave_and_got(liaison: User, unit: ResidentUnit, covenant: Covenant) -> None:
    make_act(liaison, duty_of(covenant), "2025-04-01")
    balance = balance_of_unit(unit, DAY)
    assert balance.given == Tally(duties=1, asked=4, met=1, overdue=3)
    assert balance.got == Tally(duties=1, asked=1, overdue=1)


def test_a_merged_duplicate_counts_with_its_unit(
    district_admin: User, community_secretary: User, community: Organization, unit: ResidentUnit,
    covenant: Covenant,
) -> None:  # fmt: skip
    target = make_unit(district_admin, unit.district, "区教育体育局")
    make_promised(community_secretary, community, target)
    merge_units(actor=district_admin, unit=unit, target=target)
    balance = balance_of_unit(target, DAY)
    assert (len(balance.covenants), balance.given.duties, balance.got.duties) == (2, 2, 2)


def test_a_reader_finds_only_what_is_in_sight(
    neighbour: User, community_secretary: User, places: Places, unit: ResidentUnit,
    covenant: Covenant,
) -> None:  # fmt: skip
    theirs = make_promised(neighbour, places.sibling, unit)
    found = balance_of_unit(unit, DAY, reader=neighbour).covenants
    assert [row.covenant for row in found] == [theirs]
    assert len(balance_of_unit(unit, DAY).covenants) == 2


def test_drafts_and_void_covenants_are_no_part_of_it(
    community_secretary: User, community: Organization, unit: ResidentUnit, covenant: Covenant
) -> None:
    make_covenant(community_secretary, community, unit, obligations=[CLINIC])
    Covenant.objects.filter(pk=covenant.pk).update(status="void")
    assert balance_of_unit(unit, DAY).covenants == []


def test_projects_are_counted_by_state_led_and_joined(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    for status in ("running", "running", "confirmed"):
        make_project_in(community_secretary, community, status, partners=[unit])
    make_project_in(community_secretary, community, "running", lead_unit=unit, partners=[unit])
    make_project(community_secretary, community, partners=[unit])
    balance = balance_of_unit(unit, date(2026, 12, 31))
    assert (balance.led, balance.joined) == ([("实施中", 1)], [("确定", 1), ("实施中", 2)])


def test_resources_that_were_used_are_listed(
    liaison: User, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    offer = offer_resource(actor=liaison, unit=unit, kind="place", name="大会议室")
    today = clock.today()
    asked = [
        ask_for_resource(
            actor=community_secretary, offer=offer, community=community, purpose="议事",
            wanted_on=today + timedelta(days=days),
        )
        for days in (0, 7)
    ]  # fmt: skip
    answer_request(actor=liaison, request=asked[0], agrees=True)
    record_use(actor=community_secretary, request=asked[0], used_on=today, result="开了议事会")
    balance = balance_of_unit(unit, today)
    assert ([use.pk for use in balance.uses], balance.uses_by_kind) == (
        [asked[0].pk], [("场地", 1)],
    )  # fmt: skip


def test_a_balance_costs_the_same_whatever_it_holds(
    community_secretary: User, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    def cost() -> int:
        covenant = Covenant.objects.first()
        with CaptureQueriesContext(connection) as captured:
            balance_of(covenant, DAY, reader=liaison)
            balance_of_unit(unit, DAY, reader=liaison)
        return len(captured)

    def add(count: int) -> None:
        parent = make_promised(community_secretary, community, unit, duties=(CLINIC,) * count)
        for _ in range(count):
            other = make_promised(community_secretary, community, unit, duties=(CLINIC,) * count)
            make_act(liaison, other.obligations.first(), "2025-04-01")
        make_promised(community_secretary, community, unit, amends=parent)

    add(2)
    few = cost()
    add(12)
    assert cost() == few


def test_every_party_has_a_side_even_without_duties(
    district_admin: User, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    other = make_unit(district_admin, community.district, "区财政局")
    covenant = make_promised(community_secretary, community, unit, other)
    make_holder("other", Role.LIAISON, other)
    sides = balance_of(covenant, DAY)
    assert [side.party.name for side in sides] == [
        party.name for party in CovenantParty.objects.filter(covenant=covenant)
    ]
    assert sides[2].tally == Tally()
