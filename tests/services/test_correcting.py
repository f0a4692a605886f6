import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common.months import Month
from common.violations import RuleViolation
from members.models import Member
from orgs.models import DirtyMonth, Organization
from services.models import ServiceLog
from services.operations.confirmation import (
    acknowledge_service_log,
    confirm_service_log,
    return_service_log,
)
from services.operations.entry import correct_service_log
from tests.makers.orgs import Places
from tests.makers.services import (
    days_ago,
    make_confirmed_log,
    make_log_for,
    make_own_log,
    service,
)


def correct(actor: User, log: ServiceLog, *times: str, **more: object) -> ServiceLog:
    facts = service(log.community, *times) | more
    return correct_service_log(actor=actor, log=log, **facts)


def status_of(log: ServiceLog) -> str:
    return ServiceLog.objects.get(pk=log.pk).status


@pytest.fixture
def confirmed(community_secretary: User, member: Member, community: Organization) -> ServiceLog:
    return make_confirmed_log(community_secretary, member, community, "09:00", "11:00")


def test_the_old_record_counts_until_the_new_one_is_confirmed(
    confirmed: ServiceLog, community_secretary: User, deputy_secretary: User
) -> None:
    new = correct(community_secretary, confirmed, "09:00", "10:00")
    assert (new.corrects, new.status, status_of(confirmed)) == (confirmed, "pending", "confirmed")
    new = confirm_service_log(actor=deputy_secretary, log=new)
    assert (status_of(confirmed), new.counted_minutes) == ("void", 60)
    assert AuditEntry.objects.filter(action="service_log.correct").count() == 1


def test_a_returned_correction_leaves_the_old_record(
    confirmed: ServiceLog, community_secretary: User, deputy_secretary: User
) -> None:
    new = correct(community_secretary, confirmed, "09:00", "10:00")
    return_service_log(actor=deputy_secretary, log=new, reason="原记录无误")
    assert status_of(confirmed) == "confirmed"


def test_the_next_correction_points_to_the_returned_one_and_replaces_both(
    confirmed: ServiceLog, community_secretary: User, deputy_secretary: User
) -> None:
    first = correct(community_secretary, confirmed, "09:00", "10:00")
    return_service_log(actor=deputy_secretary, log=first, reason="是九点半")
    first.refresh_from_db()
    second = correct(community_secretary, first, "09:30", "11:00")
    confirm_service_log(actor=deputy_secretary, log=second)
    assert [status_of(log) for log in (confirmed, first, second)] == ["void", "void", "confirmed"]


def test_a_member_corrects_an_own_record_and_another_confirms(
    confirmed: ServiceLog, member: Member, community_secretary: User
) -> None:
    new = correct(member.user, confirmed, "09:00", "10:00")
    assert new.entry == "member"
    with pytest.raises(RuleViolation, match="自己登记的服务不能自己确认"):
        acknowledge_service_log(actor=member.user, log=new)
    assert confirm_service_log(actor=community_secretary, log=new).counted_minutes == 60


def test_a_correction_keeps_four_eyes(confirmed: ServiceLog, community_secretary: User) -> None:
    new = correct(community_secretary, confirmed, "09:00", "10:00")
    with pytest.raises(RuleViolation, match="另一位同志确认"):
        confirm_service_log(actor=community_secretary, log=new)


@pytest.mark.parametrize("who", ["neighbour", "grid_secretary", "street_secretary", "stranger"])
def test_others_do_not_correct(
    who: str, request: pytest.FixtureRequest, confirmed: ServiceLog
) -> None:
    with pytest.raises(PermissionDenied):
        correct(request.getfixturevalue(who), confirmed, "09:00", "10:00")


def test_a_secretary_moves_no_record_to_a_foreign_place(
    confirmed: ServiceLog, community_secretary: User, places: Places
) -> None:
    with pytest.raises(PermissionDenied):
        correct(community_secretary, confirmed, community=places.sibling)


def test_a_record_is_corrected_once(confirmed: ServiceLog, community_secretary: User) -> None:
    correct(community_secretary, confirmed, "09:00", "10:00")
    with pytest.raises(RuleViolation, match="还没有更正过"):
        correct(community_secretary, confirmed, "09:00", "10:30")


def test_a_pending_record_is_returned_first(
    member: Member, community_secretary: User, community: Organization
) -> None:
    with pytest.raises(RuleViolation, match="待确认的请先退回"):
        correct(community_secretary, make_own_log(member, community), "09:00", "09:30")


def test_a_correction_of_what_has_changed_meanwhile_is_refused(
    confirmed: ServiceLog, community_secretary: User
) -> None:
    with pytest.raises(RuleViolation, match="刚刚被别人修改过"):
        correct(community_secretary, confirmed, version=confirmed.version - 1)


def test_the_same_interval_may_get_another_category(
    confirmed: ServiceLog, community_secretary: User
) -> None:
    assert correct(community_secretary, confirmed, "09:00", "11:00", category="12").pk


def test_the_day_has_room_for_the_correction_of_a_full_one(
    member: Member, community_secretary: User, community: Organization
) -> None:
    full = make_confirmed_log(community_secretary, member, community, "06:00", "18:00")
    assert correct(community_secretary, full, "07:00", "19:00").pk
    with pytest.raises(RuleViolation, match="最多登记 12 小时"):
        make_own_log(member, community, "19:00", "20:00")


def test_what_the_old_record_covered_goes_to_the_others_of_the_day(
    confirmed: ServiceLog, member: Member, community_secretary: User, deputy_secretary: User
) -> None:
    overlapping = make_confirmed_log(
        community_secretary, member, confirmed.community, "10:00", "12:00"
    )
    assert overlapping.counted_minutes == 60
    new = correct(community_secretary, confirmed, "14:00", "15:00")
    confirm_service_log(actor=deputy_secretary, log=new)
    overlapping.refresh_from_db()
    assert overlapping.counted_minutes == 120
    assert ServiceLog.objects.confirmed().total_minutes() == 180


def test_a_correction_marks_old_and_new_place_and_month(
    member: Member, community_secretary: User, street_secretary: User, places: Places
) -> None:
    old_day, new_day = days_ago(100), days_ago(40)
    old = make_confirmed_log(community_secretary, member, places.community, served_on=old_day)
    DirtyMonth.objects.all().delete()
    new = correct(member.user, old, community=places.sibling, served_on=new_day)
    for _ in "entered", "confirmed":
        assert _marks() == _pairs(places, old_day, new_day)
        DirtyMonth.objects.all().delete()
        if new.status == "pending":
            new = confirm_service_log(actor=street_secretary, log=new)


def _marks() -> set[tuple[int, str]]:
    return {(mark.organization_id, str(mark.month)) for mark in DirtyMonth.objects.all()}


def _pairs(places: Places, *days: datetime.date) -> set[tuple[int, str]]:
    """Each place with each month: a mark too many does no harm, one too few does."""
    sites = (places.community, places.sibling)
    return {(site.pk, str(Month.of(day))) for site in sites for day in days}


def test_a_neighbouring_log_that_moved_marks_its_place_too(
    confirmed: ServiceLog, member: Member, street_secretary: User, places: Places
) -> None:
    make_confirmed_log(street_secretary, member, places.sibling, "10:00", "12:00")
    new = correct(member.user, confirmed, "14:00", "15:00")
    DirtyMonth.objects.all().delete()
    confirm_service_log(actor=street_secretary, log=new)
    assert {mark.organization for mark in DirtyMonth.objects.all()} == {
        places.community,
        places.sibling,
    }


def test_a_community_log_corrected_by_the_community_is_acknowledged_by_the_member(
    member: Member, community_secretary: User, community: Organization
) -> None:
    log = make_log_for(community_secretary, member, community)
    log = acknowledge_service_log(actor=member.user, log=log)
    new = correct(community_secretary, log, "09:00", "09:40")
    assert acknowledge_service_log(actor=member.user, log=new).counted_minutes == 40
