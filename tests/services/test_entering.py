import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from members.models import CheckIn, Member
from orgs.models import DirtyMonth, Organization, ResidentUnit
from services.models import ServiceLog
from services.operations.confirmation import return_service_log
from services.operations.entry import log_own_service, log_service_for
from tests.makers.orgs import Places, make_below
from tests.makers.services import (
    days_ago,
    make_log_for,
    make_own_log,
    make_server,
    service,
)


def test_a_member_enters_an_own_service(member: Member, community: Organization) -> None:
    log = make_own_log(member, community, "09:00", "11:30")
    assert (log.status, log.entry, log.entered_by) == ("pending", "member", member.user)
    assert (log.minutes, log.counted_minutes) == (150, None)
    entry = AuditEntry.objects.get(action="service_log.enter")
    assert (entry.record_id, entry.actor_id) == (str(log.pk), member.user_id)


def test_a_member_may_serve_anywhere_in_the_district(guest: Member, places: Places) -> None:
    log = make_own_log(guest, places.community, grid=places.grid)
    assert (log.community, log.grid) == (places.community, places.grid)


def test_a_back_dated_log_marks_the_month_of_service(
    member: Member, community: Organization
) -> None:
    DirtyMonth.objects.all().delete()
    day = days_ago(100)
    make_own_log(member, community, served_on=day)
    assert [(m.organization, m.month) for m in DirtyMonth.objects.all()] == [
        (community, Month.of(day))
    ]


def test_nobody_enters_for_another_under_an_own_service(
    member: Member, guest: Member, community: Organization
) -> None:
    with pytest.raises(PermissionDenied):
        log_own_service(actor=guest.user, member=member, **service(community))


def test_a_community_enters_for_a_member_registered_elsewhere(
    community_secretary: User, guest: Member, community: Organization
) -> None:
    log = make_log_for(community_secretary, guest, community)
    assert (log.status, log.entry) == ("pending", "community")


def test_a_grid_secretary_enters_in_the_own_grid(
    grid_secretary: User, member: Member, places: Places
) -> None:
    log = make_log_for(grid_secretary, member, places.community, grid=places.grid)
    assert log.grid == places.grid


def test_a_grid_secretary_must_name_the_own_grid(
    grid_secretary: User, district_admin: User, member: Member, places: Places
) -> None:
    other = make_below(district_admin, places.community, "第2网格")
    for grid in (None, other):
        with pytest.raises(PermissionDenied):
            make_log_for(grid_secretary, member, places.community, grid=grid)


@pytest.mark.parametrize(
    "who", ["neighbour", "street_secretary", "district_admin", "liaison", "stranger", "auditor"]
)
def test_nobody_else_enters_at_a_community(
    who: str, request: pytest.FixtureRequest, member: Member, community: Organization
) -> None:
    with pytest.raises(PermissionDenied):
        make_log_for(request.getfixturevalue(who), member, community)
    assert not ServiceLog.objects.exists()


def test_without_a_check_in_nobody_serves(
    unit: ResidentUnit, community_secretary: User, community: Organization
) -> None:
    newcomer = make_server(unit, None)
    with pytest.raises(RuleViolation, match="还没有在社区报到"):
        make_own_log(newcomer, community)
    with pytest.raises(RuleViolation, match="还没有在社区报到"):
        make_log_for(community_secretary, newcomer, community)


def test_a_check_in_that_was_closed_does_not_do(member: Member, community: Organization) -> None:
    CheckIn.objects.update(
        status=CheckIn.Status.CLOSED, closed_on=clock.today(), close_reason="retired"
    )
    with pytest.raises(RuleViolation) as refusal:
        make_own_log(member, community)
    assert refusal.value.code == "service_log.member"


def test_the_grid_must_lie_in_the_community(member: Member, places: Places) -> None:
    with pytest.raises(RuleViolation, match="请选择这个社区的网格"):
        make_own_log(member, places.sibling, grid=places.grid)
    with pytest.raises(RuleViolation, match="请选择这个社区的网格"):
        make_own_log(member, places.community, grid=places.building)


def test_the_place_is_a_community_that_stood_on_the_day(member: Member, places: Places) -> None:
    with pytest.raises(RuleViolation, match="已成立的社区"):
        make_own_log(member, places.street)
    with pytest.raises(RuleViolation, match="已成立的社区"):
        make_own_log(member, places.community, served_on=datetime.date(2023, 12, 31))


@pytest.mark.parametrize("end", ["09:00", "08:00"])
def test_zero_and_negative_hours_are_refused(
    end: str, member: Member, community: Organization
) -> None:
    with pytest.raises(RuleViolation, match="结束时间应晚于开始时间"):
        make_own_log(member, community, "09:00", end)


def test_a_minute_that_is_only_seconds_is_no_time(member: Member, community: Organization) -> None:
    with pytest.raises(RuleViolation, match="结束时间应晚于开始时间"):
        make_own_log(member, community, "09:00:10", "09:00:50")


def test_a_future_day_and_a_later_hour_of_today_are_refused(
    member: Member, community: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime.datetime.combine(clock.today(), datetime.time(12), clock.now().tzinfo)
    monkeypatch.setattr(clock, "now", lambda: noon - datetime.timedelta(hours=8))  # 12:00 here
    today = clock.today()
    with pytest.raises(RuleViolation, match="请在结束后再登记"):
        make_own_log(member, community, served_on=days_ago(-1))
    with pytest.raises(RuleViolation, match="请在结束后再登记"):
        make_own_log(member, community, "11:00", "12:01", served_on=today)
    assert make_own_log(member, community, "11:00", "12:00", served_on=today).pk


def test_more_than_twelve_hours_of_a_day_are_refused(
    member: Member, community: Organization
) -> None:
    make_own_log(member, community, "06:00", "13:00")
    with pytest.raises(RuleViolation, match="最多登记 12 小时"):
        make_own_log(member, community, "12:00", "18:01")
    assert make_own_log(member, community, "12:00", "18:00").pk


def test_an_identical_log_is_refused_until_the_first_is_returned(
    member: Member, community_secretary: User, places: Places
) -> None:
    log = make_own_log(member, places.community)
    with pytest.raises(RuleViolation, match="已经登记过"):
        make_log_for(community_secretary, member, places.community)
    return_service_log(actor=community_secretary, log=log, reason="日期不对")
    assert make_own_log(member, places.community).pk


def test_an_unknown_category_is_refused(member: Member, community: Organization) -> None:
    with pytest.raises(RuleViolation, match="请选择服务类别"):
        make_own_log(member, community, category="77")


def test_text_is_cleaned_and_kept_short(member: Member, community: Organization) -> None:
    log = make_own_log(member, community, text="\u3000打扫 <b>楼道</b>\u200b")
    assert log.text == "打扫 <b>楼道</b>"
    with pytest.raises(RuleViolation, match="最多 300 个字"):
        make_own_log(member, community, "10:00", "11:00", text="扫" * 301)


def test_log_service_for_takes_the_same_rules(
    community_secretary: User, member: Member, community: Organization
) -> None:
    with pytest.raises(RuleViolation, match="请在结束后再登记"):
        log_service_for(
            actor=community_secretary,
            member=member,
            **service(community, served_on=days_ago(-1)),
        )
