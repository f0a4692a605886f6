"""The rules that hold between figures, shown over records made by operations."""

import datetime

import pytest

from accounts.models import User
from common import clock
from covenants.operations.ending import terminate_covenant
from covenants.operations.projects import void_project
from members.models import CheckIn, Member
from members.operations.handling import close_check_in
from orgs.models import ResidentUnit
from orgs.operations.tree import merge_organizations
from reports.figures import Figure, figures_of
from reports.models import MonthlyReport, Snapshot
from reports.operations.lifecycle import return_report, submit_report
from reports.operations.monthly import save_narrative
from reports.periods import Period, last_finished_month
from reports.territory import Place
from tests.makers.covenants import make_project_in, make_signed
from tests.makers.members import make_entered, make_member_account, make_registered
from tests.makers.orgs import Places
from tests.makers.reports import make_submitted
from tests.makers.services import make_confirmed_log, make_own_log

LAST_DAY = datetime.date(2025, 12, 31)
CloseReason = CheckIn.CloseReason


def figure(place: Place, code: str, day: datetime.date | None = None) -> Figure:
    (found,) = figures_of(place, Period.as_known_on(day or clock.today()), [code])
    return found


def value(place: Place, code: str, day: datetime.date | None = None) -> object:
    return figure(place, code, day).value


@pytest.fixture
def checked_in(member: User, community_secretary: User, places: Places) -> CheckIn:
    return make_registered(member, community_secretary, places.community)


def leave(check_in: CheckIn, secretary: User, reason: str) -> CheckIn:
    return close_check_in(
        actor=secretary, check_in=check_in, close_reason=reason, closed_on=clock.today()
    )


def test_an_expired_covenant_stays_signed_and_leaves_those_in_force(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    make_signed(community_secretary, places.community, unit, effective_to=LAST_DAY)
    next_day = LAST_DAY + datetime.timedelta(days=1)
    assert (value(places.district, "S2", LAST_DAY), value(places.district, "S3", LAST_DAY)) == (
        1,
        1,
    )
    assert (value(places.district, "S2", next_day), value(places.district, "S3", next_day)) == (
        1,
        0,
    )


def test_a_terminated_covenant_stays_signed(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    covenant = make_signed(community_secretary, places.community, unit)
    terminate_covenant(
        actor=community_secretary, covenant=covenant, terminated_on=LAST_DAY, reason="单位搬迁"
    )
    assert value(places.community, "S2") == 1
    assert value(places.community, "S3") == 0


def test_a_duplicate_check_in_is_left_out_and_named(
    checked_in: CheckIn, community_secretary: User, places: Places
) -> None:
    leave(checked_in, community_secretary, CloseReason.DUPLICATE)
    found = figure(places.district, "S8")
    assert found.value == 0
    assert found.excluded["重复登记"] == 1


def test_a_member_who_moves_counts_once_in_the_district_and_in_both_communities(
    checked_in: CheckIn,
    member: User,
    community_secretary: User,
    neighbour: User,
    places: Places,
) -> None:
    leave(checked_in, community_secretary, CloseReason.MOVED_COMMUNITY)
    make_registered(member, neighbour, places.sibling)
    assert [value(p, "S8") for p in (places.district, places.community, places.sibling)] == [1] * 3
    assert value(places.community, "S8.registered") == 0
    assert value(places.sibling, "S8.registered") == 1


def test_a_member_who_retires_leaves_the_register_and_stays_counted(
    checked_in: CheckIn, community_secretary: User, places: Places
) -> None:
    leave(checked_in, community_secretary, CloseReason.RETIRED)
    assert value(places.district, "S8") == 1
    assert value(places.district, "S8.registered") == 0


def test_a_check_in_without_intentions_is_named_as_incomplete(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    make_entered(community_secretary, places.community, unit, categories=(), availabilities=())
    found = figure(places.district, "S8")
    assert found.value == 0
    assert found.excluded["登记不全"] == 1


def test_the_unit_at_check_in_decides_not_the_unit_of_today(
    checked_in: CheckIn, places: Places
) -> None:
    ResidentUnit.objects.filter(pk=checked_in.unit_id).update(is_district_direct=False)
    assert value(places.district, "S8") == 1


def test_a_merger_keeps_the_predecessors_members_with_the_successor(
    checked_in: CheckIn, district_admin: User, places: Places
) -> None:
    merge_organizations(
        actor=district_admin,
        organization=places.community,
        target=places.sibling,
        effective_on=clock.today(),
    )
    yesterday = clock.today() - datetime.timedelta(days=1)
    assert value(places.district, "S1.community", yesterday) == 3
    assert value(places.district, "S1.community") == 2
    assert value(places.sibling, "S8") == 1


def test_a_void_project_is_left_out(
    community_secretary: User, district_admin: User, places: Places
) -> None:
    project = make_project_in(community_secretary, places.community, "running")
    assert value(places.district, "S6") == 1
    void_project(actor=district_admin, project=project, reason="重复录入")
    found = figure(places.district, "S6")
    assert found.value == 0
    assert found.excluded["作废"] == 1


def test_a_project_of_two_communities_is_one_for_the_district_and_one_for_each(
    community_secretary: User, places: Places
) -> None:
    make_project_in(
        community_secretary,
        places.community,
        "running",
        communities=[places.community, places.sibling],
    )
    counted = [value(p, "S6") for p in (places.district, places.community, places.sibling)]
    assert counted == [1, 1, 1]


def test_a_report_submitted_again_changes_no_rate(
    community_secretary: User, street_secretary: User, places: Places
) -> None:
    report = make_submitted(community_secretary, places.community)
    before = value(places.district, "S12.rate")
    report = return_report(actor=street_secretary, report=report, comment="请补充")
    report = save_narrative(actor=community_secretary, report=report, problems="路灯损坏两处")
    submit_report(actor=community_secretary, report=report)
    assert value(places.district, "S12.rate") == before
    assert value(places.district, "S12.returned") == 1


def test_a_back_dated_log_changes_the_live_month_and_no_frozen_report(
    checked_in: CheckIn, member: User, community_secretary: User, places: Places
) -> None:
    month = last_finished_month()
    report = make_submitted(community_secretary, places.community)
    frozen = Snapshot.objects.get(report=report).figures
    log = {"served_on": month.last_day}
    make_confirmed_log(community_secretary, member.member, places.community, **log)
    assert value(places.community, "S9.times") == 1
    assert Snapshot.objects.get(report=report).figures == frozen
    assert {f["code"]: f["value"] for f in frozen}["S9.times"] == "0"
    assert MonthlyReport.objects.get(pk=report.pk).status == "submitted"


def test_overlapping_hours_count_once_and_pending_ones_not_at_all(
    checked_in: CheckIn, member: User, community_secretary: User, places: Places
) -> None:
    day = last_finished_month().last_day
    person: Member = member.member
    for times in (("09:00", "11:00"), ("10:00", "12:00")):
        make_confirmed_log(community_secretary, person, places.community, *times, served_on=day)
    make_own_log(person, places.community, "14:00", "15:00", served_on=day)
    assert str(value(places.district, "S9.hours")) == "3.0"
    assert value(places.district, "S9.people") == 1
    assert figure(places.district, "S9.times").excluded["待确认"] == 1


def test_somebody_elses_unit_is_counted_in_the_register_only(
    district_admin: User, community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    ResidentUnit.objects.filter(pk=unit.pk).update(is_district_direct=False, category="hospital")
    unit.refresh_from_db()
    make_registered(make_member_account(unit), community_secretary, places.community)
    assert value(places.district, "S8") == 0
    assert value(places.district, "S8.registered") == 1


def test_nothing_to_divide_by_prints_a_dash(places: Places) -> None:
    assert figure(places.grid, "S12.rate").text == "—"
    assert figure(places.district, "S12.first_pass").text == "—"
