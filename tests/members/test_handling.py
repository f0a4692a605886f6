import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from members.models import CheckIn, Member
from members.operations.handling import accept_check_in, close_check_in, return_check_in
from orgs.models import DirtyMonth, District, ResidentUnit
from orgs.operations.units import change_unit
from tests.makers.members import (
    make_entered,
    make_member_account,
    make_pending,
    make_registered,
)
from tests.makers.orgs import Places

Status = CheckIn.Status


@pytest.fixture
def located_unit(district_admin: User, unit: ResidentUnit, places: Places) -> ResidentUnit:
    """The unit, in the community, so that the community sees it."""
    return change_unit(actor=district_admin, unit=unit, located_in=places.community)


def test_the_community_accepts_with_grid_and_building(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_pending(member, places.community)
    DirtyMonth.objects.all().delete()
    accepted = accept_check_in(
        actor=community_secretary, check_in=check_in, building=places.building
    )
    assert accepted.status == Status.REGISTERED
    assert accepted.accepted_by == community_secretary
    assert (accepted.grid, accepted.building) == (places.grid, places.building)
    marks = DirtyMonth.objects.values_list("organization", "month")
    assert list(marks) == [(places.community.pk, Month.of(clock.today()))]
    assert AuditEntry.objects.filter(action="check_in.accept").count() == 1


def test_the_member_is_told_of_acceptance_and_return(
    member: User, community_secretary: User, places: Places
) -> None:
    first = make_pending(member, places.community)
    return_check_in(actor=community_secretary, check_in=first, reason="请打 13800001234 核对")
    make_registered(member, community_secretary, places.community)
    told = Notification.objects.filter(recipient=member).order_by("pk")
    assert list(told.values_list("text", flat=True)) == [
        "大拱桥社区退回了您的报到，请查看原因后重新提交。",
        "大拱桥社区已接收您的报到。",
    ]


@pytest.mark.parametrize("role", ["neighbour", "street_secretary", "grid_secretary", "member"])
def test_nobody_else_accepts_or_returns(
    request: pytest.FixtureRequest, member: User, places: Places, role: str
) -> None:
    check_in = make_pending(member, places.community)
    actor = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        accept_check_in(actor=actor, check_in=check_in)
    with pytest.raises(PermissionDenied):
        return_check_in(actor=actor, check_in=check_in, reason="不是本社区居民")


def test_what_was_answered_is_not_answered_again(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_pending(member, places.community)
    return_check_in(actor=community_secretary, check_in=check_in, reason="单位不符")
    with pytest.raises(RuleViolation, match="“退回”"):
        accept_check_in(actor=community_secretary, check_in=check_in)
    with pytest.raises(RuleViolation, match="“退回”"):
        return_check_in(actor=community_secretary, check_in=check_in, reason="再退一次")


def test_a_return_needs_a_reason(member: User, community_secretary: User, places: Places) -> None:
    check_in = make_pending(member, places.community)
    with pytest.raises(RuleViolation, match="请填写退回原因"):
        return_check_in(actor=community_secretary, check_in=check_in, reason=" \u3000")


def test_a_home_outside_the_community_is_refused(
    member: User, community_secretary: User, district_admin: User, places: Places
) -> None:
    check_in = make_pending(member, places.community)
    for home in ({"grid": places.building}, {"grid": places.sibling}, {"building": places.grid}):
        with pytest.raises(RuleViolation, match="请重新选择"):
            accept_check_in(actor=community_secretary, check_in=check_in, **home)


def test_a_number_in_use_blocks_acceptance_until_a_person_decides(
    member: User, community_secretary: User, neighbour: User, unit: ResidentUnit, places: Places
) -> None:
    wife = make_member_account(unit, "wife", "李梅")
    waiting = make_pending(member, places.community)
    hers = make_pending(wife, places.sibling)
    with pytest.raises(RuleViolation, match=r"用了[这同一]+个手机号"):
        accept_check_in(actor=community_secretary, check_in=waiting)
    return_check_in(actor=neighbour, check_in=hers, reason="请改填本人手机号")
    assert accept_check_in(actor=community_secretary, check_in=waiting).status == Status.REGISTERED


def test_an_acceptance_that_began_on_an_older_version_is_refused(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_pending(member, places.community)
    with pytest.raises(RuleViolation, match="刚刚被别人修改"):
        accept_check_in(actor=community_secretary, check_in=check_in, version=99)


def test_the_community_enters_a_person_straight_into_the_register(
    community_secretary: User, located_unit: ResidentUnit, places: Places
) -> None:
    check_in = make_entered(community_secretary, places.community, located_unit, grid=places.grid)
    assert check_in.status == Status.REGISTERED
    assert check_in.channel == CheckIn.Channel.COMMUNITY
    assert check_in.member.mobile_masked == "139****5678"
    assert check_in.grid == places.grid


def test_a_person_in_the_register_is_found_by_name_and_number(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_entered(
        community_secretary, places.community, None, "王小红", "+86 138-0000-1234"
    )
    assert check_in.member == member.member
    assert Member.objects.count() == 1


def test_a_person_not_in_the_register_needs_a_unit(
    community_secretary: User, places: Places
) -> None:
    with pytest.raises(RuleViolation, match="请选择其所在单位"):
        make_entered(community_secretary, places.community, None)
    assert not Member.objects.exists()


def test_a_person_who_lives_here_may_work_anywhere_in_the_district(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    assert make_entered(community_secretary, places.community, unit).member.unit == unit


def test_a_unit_of_another_district_is_refused(community_secretary: User, places: Places) -> None:
    elsewhere = District.objects.create(code="411503", name="平桥区")
    unit = ResidentUnit.objects.create(district=elsewhere, name="外区单位", category="other")
    with pytest.raises(PermissionDenied):
        make_entered(community_secretary, places.community, unit)
    assert not Member.objects.exists()


def test_entry_obeys_the_rules_of_acceptance(
    member: User, community_secretary: User, located_unit: ResidentUnit, places: Places
) -> None:
    make_registered(member, community_secretary, places.community)
    with pytest.raises(RuleViolation, match="已在一个社区在册"):
        make_entered(community_secretary, places.community, None, "王小红", "13800001234")
    with pytest.raises(RuleViolation, match=r"用了[这同一]+个手机号"):
        make_entered(community_secretary, places.community, located_unit, "李梅", "13800001234")
    with pytest.raises(PermissionDenied):
        make_entered(community_secretary, places.sibling, located_unit)


def test_a_closing_marks_every_month_since_its_day(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    today, past = clock.today(), clock.now() - datetime.timedelta(days=100)
    CheckIn.objects.filter(pk=check_in.pk).update(accepted_at=past)
    DirtyMonth.objects.all().delete()
    closed_on = today - datetime.timedelta(days=62)
    closed = close_check_in(
        actor=community_secretary, check_in=check_in, close_reason="retired", closed_on=closed_on
    )
    assert (closed.status, closed.closed_on) == (Status.CLOSED, closed_on)
    marked = sorted(set(DirtyMonth.objects.values_list("month", flat=True)))
    assert (marked[0], marked[-1]) == (Month.of(closed_on), Month.of(today))


@pytest.mark.parametrize("days", [1, -1])
def test_a_closing_lies_between_acceptance_and_today(
    member: User, community_secretary: User, places: Places, days: int
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    day = clock.today() + datetime.timedelta(days=days)
    with pytest.raises(RuleViolation, match="到今天之间"):
        close_check_in(
            actor=community_secretary, check_in=check_in, close_reason="other", closed_on=day
        )


def test_only_what_is_registered_is_closed_and_only_by_its_community(
    member: User, community_secretary: User, neighbour: User, places: Places
) -> None:
    check_in = make_pending(member, places.community)
    closing = {"check_in": check_in, "close_reason": "other", "closed_on": clock.today()}
    with pytest.raises(RuleViolation, match="只有在册的才能注销"):
        close_check_in(actor=community_secretary, **closing)
    accept_check_in(actor=community_secretary, check_in=check_in)
    with pytest.raises(PermissionDenied):
        close_check_in(actor=neighbour, **closing)


FACTS = ("on_job", "left_reason", "org_relation")


@pytest.mark.parametrize(
    ("close_reason", "facts"),
    [
        ("retired", (False, "retired", "unit")),
        ("left_unit", (False, "left", "unit")),
        ("relation_moved", (True, "", "community")),
        ("moved_district", (True, "", "unit")),
        ("mistake", (True, "", "unit")),
        ("other", (True, "", "unit")),
    ],
)
def test_what_a_closing_says_of_the_member_is_noted_there(
    member: User,
    community_secretary: User,
    unit: ResidentUnit,
    places: Places,
    close_reason: str,
    facts: tuple[bool, str, str],
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    close(community_secretary, check_in, close_reason)
    row = Member.objects.get()
    assert tuple(getattr(row, name) for name in FACTS) == facts
    assert row.left_unit_on == (None if row.on_job else clock.today())
    assert row.unit == unit


def close(actor: User, check_in: CheckIn, close_reason: str) -> CheckIn:
    return close_check_in(
        actor=actor, check_in=check_in, close_reason=close_reason, closed_on=clock.today()
    )


def test_what_the_unit_has_noted_stays(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    day = datetime.date(2026, 1, 31)
    Member.objects.update(on_job=False, left_unit_on=day, left_reason="left")
    close(community_secretary, check_in, "retired")
    row = Member.objects.get()
    assert (row.left_unit_on, row.left_reason) == (day, "left")


def test_nobody_is_written_to_after_a_closing_for_other_reasons(
    member: User, community_secretary: User, places: Places
) -> None:
    """A death is closed so."""
    for close_reason, told in (("other", 0), ("own_wish", 1)):
        check_in = make_registered(member, community_secretary, places.community)
        Notification.objects.all().delete()
        close(community_secretary, check_in, close_reason)
        assert Notification.objects.count() == told
