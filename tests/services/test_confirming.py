import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Notification, User
from common.months import Month
from common.violations import RuleViolation
from members.models import Member
from orgs.models import DirtyMonth, Organization
from orgs.operations.grants import grant_role
from orgs.policy import Role
from services.models import ServiceLog
from services.operations.confirmation import (
    acknowledge_service_log,
    confirm_service_log,
    confirm_service_logs,
    return_service_log,
)
from tests.makers.orgs import FOUNDED, Places
from tests.makers.services import days_ago, make_confirmed_log, make_log_for, make_own_log


@pytest.mark.parametrize("who", ["community_secretary", "grid_secretary", "street_secretary"])
def test_what_the_member_entered_is_confirmed_by(
    who: str, request: pytest.FixtureRequest, member: Member, places: Places
) -> None:
    confirmer = request.getfixturevalue(who)
    log = make_own_log(member, places.community, "09:00", "10:30", grid=places.grid)
    log = confirm_service_log(actor=confirmer, log=log)
    log.refresh_from_db()
    assert (log.status, log.confirmed_by, log.counted_minutes) == ("confirmed", confirmer, 90)
    assert AuditEntry.objects.get(action="service_log.confirm").detail == {"minutes": 90}


@pytest.mark.parametrize(
    "who", ["neighbour", "grid_secretary", "district_admin", "liaison", "stranger", "auditor"]
)
def test_others_do_not_confirm_at_the_community(
    who: str, request: pytest.FixtureRequest, member: Member, community: Organization
) -> None:
    log = make_own_log(member, community)
    with pytest.raises(PermissionDenied):
        confirm_service_log(actor=request.getfixturevalue(who), log=log)
    with pytest.raises(PermissionDenied):
        return_service_log(actor=request.getfixturevalue(who), log=log, reason="不对")


def test_nobody_confirms_an_own_entry_but_a_second_account_does(
    community_secretary: User, deputy_secretary: User, member: Member, community: Organization
) -> None:
    log = make_log_for(community_secretary, member, community)
    with pytest.raises(RuleViolation, match="另一位同志确认"):
        confirm_service_log(actor=community_secretary, log=log)
    assert confirm_service_log(actor=deputy_secretary, log=log).status == "confirmed"


def test_a_street_confirms_where_the_community_has_one_account(
    community_secretary: User, street_secretary: User, member: Member, community: Organization
) -> None:
    log = make_log_for(community_secretary, member, community)
    assert confirm_service_log(actor=street_secretary, log=log).confirmed_by == street_secretary


def test_a_member_acknowledges_what_others_entered(
    community_secretary: User, member: Member, community: Organization
) -> None:
    log = make_log_for(community_secretary, member, community)
    assert acknowledge_service_log(actor=member.user, log=log).confirmed_by == member.user


def test_a_member_never_confirms_an_own_entry(member: Member, community: Organization) -> None:
    log = make_own_log(member, community)
    with pytest.raises(RuleViolation, match="自己登记的服务不能自己确认"):
        acknowledge_service_log(actor=member.user, log=log)
    grant_role(
        actor=None, user=member.user, role=Role.COMMUNITY, place=community, valid_from=FOUNDED
    )
    with pytest.raises(RuleViolation, match="自己登记的服务不能自己确认"):
        confirm_service_log(actor=User.objects.get(pk=member.user_id), log=log)


def test_a_member_acknowledges_nobody_elses(
    community_secretary: User, member: Member, guest: Member, community: Organization
) -> None:
    log = make_log_for(community_secretary, member, community)
    with pytest.raises(PermissionDenied):
        acknowledge_service_log(actor=guest.user, log=log)


def test_the_database_keeps_four_eyes_too(
    community_secretary: User, member: Member, community: Organization
) -> None:
    log = make_log_for(community_secretary, member, community)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceLog.objects.filter(pk=log.pk).update(confirmed_by=community_secretary)


def test_overlaps_count_once_and_the_rest_counts_zero(
    community_secretary: User, member: Member, places: Places
) -> None:
    spans = [("09:00", "11:00"), ("10:00", "12:00"), ("09:30", "10:30")]
    logs = [
        make_confirmed_log(community_secretary, member, places.community, *span) for span in spans
    ]
    assert [log.counted_minutes for log in logs] == [120, 60, 0]
    assert ServiceLog.objects.confirmed().total_minutes() == 180


def test_days_and_members_do_not_mix(
    community_secretary: User, member: Member, guest: Member, community: Organization
) -> None:
    for who, day in ((member, 1), (member, 2), (guest, 1)):
        log = make_confirmed_log(community_secretary, who, community, served_on=days_ago(day))
        assert log.counted_minutes == 60


def test_a_confirmed_log_is_not_confirmed_or_returned_again(
    community_secretary: User, deputy_secretary: User, member: Member, community: Organization
) -> None:
    log = make_confirmed_log(community_secretary, member, community)
    with pytest.raises(RuleViolation, match="已经是“已确认”"):
        confirm_service_log(actor=deputy_secretary, log=log)
    with pytest.raises(RuleViolation, match="已经是“已确认”"):
        return_service_log(actor=deputy_secretary, log=log, reason="日期不对")


def test_a_return_says_why_and_tells_the_member(
    community_secretary: User, member: Member, community: Organization
) -> None:
    log = make_own_log(member, community)
    with pytest.raises(RuleViolation, match="请填写退回原因"):
        return_service_log(actor=community_secretary, log=log, reason="　")
    return_service_log(actor=community_secretary, log=log, reason="日期不对")
    log.refresh_from_db()
    assert (log.status, log.return_reason) == ("returned", "日期不对")
    assert "日期不对" in Notification.objects.filter(recipient=member.user).latest("pk").text


def test_a_return_of_what_has_changed_meanwhile_is_refused(
    community_secretary: User, member: Member, community: Organization
) -> None:
    log = make_own_log(member, community)
    with pytest.raises(RuleViolation, match="刚刚被别人修改过"):
        return_service_log(actor=community_secretary, log=log, reason="不对", version=7)


def test_a_confirmation_marks_the_month_of_service(
    community_secretary: User, member: Member, community: Organization
) -> None:
    day = days_ago(100)
    log = make_own_log(member, community, served_on=day)
    DirtyMonth.objects.all().delete()
    confirm_service_log(actor=community_secretary, log=log)
    assert DirtyMonth.objects.get().month == Month.of(day)


def test_a_batch_is_one_audit_entry_and_one_message_a_member(
    community_secretary: User, member: Member, guest: Member, community: Organization
) -> None:
    spans = [("09:00", "11:00"), ("10:00", "12:00"), ("13:00", "14:00")]
    logs = [make_own_log(member, community, *span) for span in spans]
    logs.append(make_own_log(guest, community))
    done = confirm_service_logs(actor=community_secretary, logs=logs)
    assert [log.counted_minutes for log in done] == [120, 60, 60, 60]
    detail = AuditEntry.objects.get(action="service_log.confirm_batch").detail["minutes"]
    assert detail[str(logs[1].pk)] == 60
    message = Notification.objects.filter(recipient=member.user).latest("pk")
    assert message.text == "您的 3 条服务记录已确认。"


def test_a_batch_is_all_or_nothing(
    community_secretary: User, member: Member, places: Places
) -> None:
    own = make_own_log(member, places.community)
    entered = make_log_for(community_secretary, member, places.community, "14:00", "15:00")
    away = make_own_log(member, places.other_community, "16:00", "17:00")
    with pytest.raises(RuleViolation, match="另一位同志确认"):
        confirm_service_logs(actor=community_secretary, logs=[own, entered])
    with pytest.raises(PermissionDenied):
        confirm_service_logs(actor=community_secretary, logs=[own, away])
    assert not ServiceLog.objects.confirmed().exists()


def test_an_empty_batch_is_refused(community_secretary: User) -> None:
    with pytest.raises(RuleViolation, match="请先选择"):
        confirm_service_logs(actor=community_secretary, logs=[])


def test_a_batch_takes_as_many_queries_for_twelve_as_for_two(
    community_secretary: User,
    member: Member,
    community: Organization,
) -> None:
    logs = [make_own_log(member, community, served_on=days_ago(n)) for n in range(1, 15)]
    counts = [_queries(community_secretary, logs[:2]), _queries(community_secretary, logs[2:])]
    assert counts[0] == counts[1]


def _queries(actor: User, logs: list[ServiceLog]) -> int:
    actor = User.objects.get(pk=actor.pk)  # whose grants are not read yet
    with CaptureQueriesContext(connection) as queries:
        confirm_service_logs(actor=actor, logs=logs)
    return len(queries)
