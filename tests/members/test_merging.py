"""Two rows that are one person, put together by somebody and taken back."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from members.models import CheckIn, DistinctPair, Member, MemberMerge
from members.operations.check_ins import submit_check_in
from members.operations.handling import accept_check_in, close_check_in
from members.operations.merges import declare_distinct, merge_members, undo_merge
from members.operations.transfers import ask_transfer
from orgs.models import DirtyMonth, District, ResidentUnit
from tests.makers.members import (
    make_entered,
    make_member,
    make_member_account,
    make_pending,
    make_registered,
    submission,
)
from tests.makers.orgs import Places, make_admin, make_unit

Status = CheckIn.Status


@pytest.fixture
def kept(unit: ResidentUnit) -> Member:
    return make_member(unit, "王小红", "13800001234")


@pytest.fixture
def duplicate(unit: ResidentUnit) -> Member:
    return make_member(unit, "王晓红", "13800009999")


def merge(actor: User, duplicate: Member, kept: Member) -> MemberMerge:
    return merge_members(actor=actor, duplicate=duplicate, kept=kept, reason="已与本人核对")


def enter(secretary: User, places: Places, member: Member, where: str = "community") -> CheckIn:
    place = getattr(places, where)
    return make_entered(secretary, place, member.unit, member.name, member.open_mobile())


def refused(code: str, actor: User, duplicate: Member, kept: Member) -> bool:
    with pytest.raises(RuleViolation) as violation:
        merge(actor, duplicate, kept)
    return violation.value.code == code


def test_the_duplicate_points_to_the_one_who_stays(
    district_admin: User, duplicate: Member, kept: Member
) -> None:
    merge(district_admin, duplicate, kept)
    duplicate.refresh_from_db()
    assert (duplicate.merged_into, duplicate.duplicate_of) == (kept, kept)
    assert list(Member.objects.standing()) == [kept]


def test_both_rows_tell_of_it_in_the_audit(
    district_admin: User, duplicate: Member, kept: Member
) -> None:
    merge(district_admin, duplicate, kept)
    told = AuditEntry.objects.filter(action__in=["member.merge", "member.take_in"])
    assert {(entry.action, entry.record_id) for entry in told} == {
        ("member.merge", str(duplicate.pk)),
        ("member.take_in", str(kept.pk)),
    }


def test_what_was_merged_into_the_duplicate_follows_and_comes_back(
    district_admin: User, unit: ResidentUnit, duplicate: Member, kept: Member
) -> None:
    first = make_member(unit, "王小宏", "13700000001")
    merge(district_admin, first, duplicate)
    last = merge(district_admin, duplicate, kept)
    first.refresh_from_db()
    assert (first.merged_into, first.duplicate_of) == (kept, duplicate)
    undo_merge(actor=district_admin, merge=last)
    first.refresh_from_db()
    assert first.merged_into == duplicate


def test_of_two_registrations_the_duplicates_ends_today_and_is_counted_out(
    district_admin: User,
    community_secretary: User,
    neighbour: User,
    places: Places,
    duplicate: Member,
    kept: Member,
) -> None:
    stays = enter(neighbour, places, kept, "sibling")
    ends = enter(community_secretary, places, duplicate)
    merge(district_admin, duplicate, kept)
    ends.refresh_from_db()
    stays.refresh_from_db()
    assert (ends.status, ends.close_reason, ends.closed_on) == (
        Status.CLOSED,
        "duplicate",
        clock.today(),
    )
    assert stays.status == Status.REGISTERED
    assert list(CheckIn.objects.counted(clock.today())) == [stays]


def test_a_waiting_one_of_the_duplicate_is_void(
    district_admin: User,
    community_secretary: User,
    unit: ResidentUnit,
    places: Places,
    kept: Member,
) -> None:
    user = make_member_account(unit, "double", "王晓红", "13800009999")
    waiting = make_pending(user, places.community)
    enter(community_secretary, places, kept)
    merge(district_admin, user.member, kept)
    waiting.refresh_from_db()
    assert waiting.status == Status.VOID


def test_the_one_in_the_register_stays(
    district_admin: User,
    community_secretary: User,
    places: Places,
    duplicate: Member,
    kept: Member,
) -> None:
    enter(community_secretary, places, duplicate)
    assert refused("merge.direction", district_admin, duplicate, kept)
    merge(district_admin, kept, duplicate)
    assert duplicate.check_ins.registered().count() == 1


Closed = Callable[[Member, int, int], CheckIn]


@pytest.fixture
def closed(community_secretary: User, places: Places) -> Closed:
    """A registration from so many days ago to so many days ago: today's rules enter none such."""

    def make(member: Member, first: int, last: int) -> CheckIn:
        check_in = enter(community_secretary, places, member)
        close_check_in(
            actor=community_secretary, check_in=check_in, close_reason="own_wish",
            closed_on=clock.today(),
        )  # fmt: skip
        CheckIn.objects.filter(pk=check_in.pk).update(
            accepted_at=timezone.now() - datetime.timedelta(days=first),
            closed_on=clock.today() - datetime.timedelta(days=last),
        )
        return check_in

    return make


@pytest.mark.parametrize(
    ("days", "reason"),
    [((60, 30), "duplicate"), ((90, 50), "own_wish"), ((120, 60), "own_wish")],
)
def test_only_days_that_the_kept_row_counts_already_are_counted_out(
    district_admin: User,
    closed: Closed,
    duplicate: Member,
    kept: Member,
    days: tuple[int, int],
    reason: str,
) -> None:
    closed(kept, 50, 10)
    check_in = closed(duplicate, *days)
    merge(district_admin, duplicate, kept)
    check_in.refresh_from_db()
    assert (check_in.status, check_in.close_reason) == (Status.CLOSED, reason)


def test_the_months_since_the_first_acceptance_are_marked(
    district_admin: User, closed: Closed, places: Places, duplicate: Member, kept: Member
) -> None:
    closed(duplicate, 70, 40)
    DirtyMonth.objects.all().delete()
    merge(district_admin, duplicate, kept)
    months = {mark.month for mark in DirtyMonth.objects.filter(organization=places.community)}
    first = Month.of(clock.today() - datetime.timedelta(days=70))
    assert {first, Month.of(clock.today())} <= months


@pytest.fixture
def moving(member: User, community_secretary: User, places: Places, duplicate: Member) -> Member:
    """A member who asked to go on to another community."""
    check_in = make_registered(member, community_secretary, places.community)
    ask_transfer(
        actor=member, check_in=check_in, community=places.sibling, basis="residence", reason="搬家"
    )
    return member.member


def test_a_transfer_is_finished_first(
    district_admin: User, moving: Member, duplicate: Member
) -> None:
    assert refused("merge.transfer", district_admin, moving, duplicate)


def test_the_only_account_goes_to_the_one_who_stays_and_comes_back(
    district_admin: User, member: User, duplicate: Member
) -> None:
    done = merge(district_admin, member.member, duplicate)
    assert Member.objects.get(user=member) == duplicate
    undo_merge(actor=district_admin, merge=done)
    assert Member.objects.get(user=member).name == "王小红"


def test_two_accounts_in_use_are_refused(
    district_admin: User, member: User, unit: ResidentUnit
) -> None:
    other = make_member_account(unit, "other", "王晓红", "13800009999")
    assert refused("merge.accounts", district_admin, other.member, member.member)


def test_a_disabled_account_may_stay_with_the_duplicate(
    district_admin: User, member: User, unit: ResidentUnit
) -> None:
    other = make_member_account(unit, "other", "王晓红", "13800009999")
    User.objects.filter(pk=other.pk).update(is_active=False)
    merge(district_admin, Member.objects.get(user=other), member.member)
    assert Member.objects.get(user=member).merged_into is None
    assert Member.objects.get(user=other).merged_into == member.member


def test_a_disabled_account_of_the_kept_row_changes_places(
    district_admin: User, member: User, unit: ResidentUnit
) -> None:
    other = make_member_account(unit, "other", "王晓红", "13800009999")
    User.objects.filter(pk=other.pk).update(is_active=False)
    stays = Member.objects.get(user=other)
    done = merge(district_admin, member.member, stays)
    assert Member.objects.get(user=member) == stays
    undo_merge(actor=district_admin, merge=done)
    assert Member.objects.get(user=other) == stays


def test_oneself_and_the_merged_are_refused(
    district_admin: User, unit: ResidentUnit, duplicate: Member, kept: Member
) -> None:
    assert refused("merge.self", district_admin, kept, kept)
    merge(district_admin, duplicate, kept)
    assert refused("merge.merged", district_admin, duplicate, kept)
    assert refused("merge.merged", district_admin, kept, duplicate)
    third = make_member(unit, "王小宏", "13700000003")
    assert refused("merge.merged", district_admin, third, duplicate)


def test_a_community_needs_the_right_on_both_rows(
    community_secretary: User, places: Places, duplicate: Member, kept: Member
) -> None:
    enter(community_secretary, places, kept)
    with pytest.raises(PermissionDenied):
        merge(community_secretary, duplicate, kept)


def test_another_districts_member_is_out_of_reach(kept: Member, district_admin: User) -> None:
    foreign = District.objects.create(code="411503", name="平桥区")
    stranger = make_admin(foreign, "foreign_admin")
    there = make_member(make_unit(stranger, foreign, "外区单位"), "王小红", "13800001235")
    with pytest.raises(PermissionDenied):
        merge(district_admin, there, kept)


def test_a_stale_page_does_not_merge(district_admin: User, duplicate: Member, kept: Member) -> None:
    with pytest.raises(RuleViolation) as violation:
        merge_members(
            actor=district_admin, duplicate=duplicate, kept=kept, reason="同一人", version=9
        )
    assert violation.value.code == "record.stale"


@pytest.fixture
def both_in(
    district_admin: User,
    community_secretary: User,
    neighbour: User,
    places: Places,
    duplicate: Member,
    kept: Member,
) -> MemberMerge:
    """A merger of two who were both 在册."""
    enter(neighbour, places, kept, "sibling")
    enter(community_secretary, places, duplicate)
    return merge(district_admin, duplicate, kept)


def test_undoing_gives_back_exactly_what_was(
    both_in: MemberMerge, district_admin: User, duplicate: Member
) -> None:
    undo_merge(actor=district_admin, merge=both_in)
    duplicate.refresh_from_db()
    check_in = duplicate.check_ins.get()
    assert duplicate.merged_into is duplicate.duplicate_of is None
    assert (check_in.status, check_in.close_reason, check_in.closed_on) == (
        Status.REGISTERED,
        "",
        None,
    )


def test_it_is_undone_once_and_within_thirty_days(
    both_in: MemberMerge, district_admin: User
) -> None:
    undo_merge(actor=district_admin, merge=both_in)
    with pytest.raises(RuleViolation, match="已经撤销"):
        undo_merge(actor=district_admin, merge=both_in)


@pytest.mark.parametrize(("days", "can"), [(30, True), (31, False)])
def test_the_thirtieth_day_is_the_last(both_in: MemberMerge, days: int, can: bool) -> None:
    both_in.created_at = clock.now() - datetime.timedelta(days=days)
    assert both_in.can_be_undone is can


def test_after_thirty_days_it_is_too_late(both_in: MemberMerge, district_admin: User) -> None:
    long_ago = clock.now() - datetime.timedelta(days=31)
    MemberMerge.objects.update(created_at=long_ago)
    with pytest.raises(RuleViolation, match="30 天"):
        undo_merge(actor=district_admin, merge=both_in)


def test_a_check_in_that_changed_since_stops_the_undoing(
    both_in: MemberMerge, district_admin: User, duplicate: Member
) -> None:
    duplicate.check_ins.get().change(district_admin, return_reason="")
    with pytest.raises(RuleViolation) as violation:
        undo_merge(actor=district_admin, merge=both_in)
    assert violation.value.code == "merge.changed"


def test_a_later_merger_is_undone_first(
    both_in: MemberMerge, district_admin: User, unit: ResidentUnit, kept: Member
) -> None:
    third = make_member(unit, "王小宏", "13700000003")
    CheckIn.objects.filter(member=kept).update(status="void")
    later = merge(district_admin, kept, third)
    with pytest.raises(RuleViolation) as violation:
        undo_merge(actor=district_admin, merge=both_in)
    assert violation.value.code == "merge.later"
    undo_merge(actor=district_admin, merge=later)
    undo_merge(actor=district_admin, merge=both_in)
    assert Member.objects.standing().count() == 3


def test_the_same_number_blocks_until_somebody_says_they_are_two(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    first = make_member_account(unit, "first", "李建国", "13900005678")
    second = make_member_account(unit, "second", "李梅", "13900005678")
    make_pending(first, places.community)
    waiting = make_pending(second, places.community)
    with pytest.raises(RuleViolation, match="核对疑似重复"):
        accept_check_in(actor=community_secretary, check_in=waiting)
    declare_distinct(
        actor=community_secretary, one=second.member, other=first.member, reason="夫妻共用"
    )
    accept_check_in(actor=community_secretary, check_in=waiting)
    assert DistinctPair.objects.get().kept == first.member


def test_a_merger_lets_the_other_one_in(
    district_admin: User, community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    first = make_member_account(unit, "first", "李建国", "13900005678")
    make_pending(first, places.community)
    second = make_member(unit, "李建园", "13900005678")
    merge(district_admin, second, first.member)
    accept_check_in(actor=community_secretary, check_in=first.member.check_ins.get())
    assert first.member.check_ins.registered().exists()


def test_a_pair_is_declared_once(district_admin: User, duplicate: Member, kept: Member) -> None:
    declare_distinct(actor=district_admin, one=duplicate, other=kept, reason="两个人")
    with pytest.raises(RuleViolation) as violation:
        declare_distinct(actor=district_admin, one=kept, other=duplicate, reason="两个人")
    assert violation.value.code == "pair.known"


def test_the_one_who_stays_may_check_in_elsewhere_after_a_merger(
    district_admin: User, member: User, duplicate: Member, places: Places
) -> None:
    merge(district_admin, duplicate, member.member)
    submit_check_in(actor=member, member=member.member, **submission(places.sibling))
    assert member.member.check_ins.pending().exists()


def test_two_who_have_nothing_in_common_are_not_merged(
    district_admin: User, unit: ResidentUnit, kept: Member
) -> None:
    assert refused("merge.unlike", district_admin, make_member(unit, "赵峰", "13700000004"), kept)


def test_the_community_whose_register_changed_is_told(
    district_admin: User,
    community_secretary: User,
    neighbour: User,
    places: Places,
    duplicate: Member,
    kept: Member,
) -> None:
    enter(neighbour, places, kept, "sibling")
    enter(community_secretary, places, duplicate)
    merge(district_admin, duplicate, kept)
    told = Notification.objects.filter(text__contains="两份登记已合并")
    assert [message.recipient for message in told] == [community_secretary]
