import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common import clock
from common.violations import RuleViolation
from members.models import CheckIn
from members.operations.check_ins import submit_check_in, withdraw_check_in
from members.operations.handling import close_check_in, return_check_in
from orgs.models import ResidentUnit
from orgs.operations.tree import merge_organizations
from tests.makers.members import (
    EVENINGS,
    SATURDAY,
    make_member_account,
    make_pending,
    make_registered,
    submission,
)
from tests.makers.orgs import Places

Status = CheckIn.Status


def test_a_member_checks_in_and_the_check_in_waits(member: User, places: Places) -> None:
    check_in = make_pending(member, places.community, availabilities=[EVENINGS, SATURDAY])
    assert check_in.status == Status.PENDING
    assert check_in.no.startswith("BD")
    assert [row.category for row in check_in.intentions.current()] == ["01", "09"]
    assert {str(row) for row in check_in.availabilities.current()} == {
        "工作日 18:30–21:00",
        "周六 09:00–12:00",
    }


def test_the_unit_of_that_day_is_kept_with_the_check_in(
    member: User, places: Places, unit: ResidentUnit
) -> None:
    check_in = make_pending(member, places.community)
    ResidentUnit.objects.filter(pk=unit.pk).update(category="other", is_district_direct=False)
    check_in.refresh_from_db()
    assert check_in.unit_category == "district_organ"
    assert check_in.is_district_direct


def test_a_second_check_in_is_refused_while_one_waits(member: User, places: Places) -> None:
    make_pending(member, places.community)
    with pytest.raises(RuleViolation, match="已有一份报到等待接收"):
        make_pending(member, places.sibling)


def test_a_check_in_elsewhere_is_refused_while_one_is_registered(
    member: User, community_secretary: User, places: Places
) -> None:
    make_registered(member, community_secretary, places.community)
    with pytest.raises(RuleViolation, match="已在一个社区在册"):
        make_pending(member, places.sibling)


def test_after_a_return_a_withdrawal_or_a_closing_one_checks_in_again(
    member: User, community_secretary: User, places: Places
) -> None:
    first = make_pending(member, places.community)
    return_check_in(actor=community_secretary, check_in=first, reason="单位不符")
    withdraw_check_in(
        actor=member, check_in=make_pending(member, places.community), reason="选错社区"
    )
    third = make_registered(member, community_secretary, places.community)
    close_check_in(
        actor=community_secretary,
        check_in=third,
        close_reason="moved_community",
        closed_on=clock.today(),
    )
    assert make_pending(member, places.sibling).status == Status.PENDING


def test_nobody_checks_in_another_person(
    member: User, community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    other = make_member_account(unit, "other", "赵刚", "13700001111")
    for actor in (other, community_secretary):
        with pytest.raises(PermissionDenied):
            submit_check_in(actor=actor, member=member.member, **submission(places.community))


def test_only_an_established_community_of_the_district_takes_check_ins(
    district_admin: User, member: User, places: Places
) -> None:
    merge_organizations(
        actor=district_admin,
        organization=places.sibling,
        target=places.community,
        effective_on=datetime.date(2024, 6, 1),
    )
    for place in (places.street, places.grid, places.sibling):
        with pytest.raises(RuleViolation, match="现在不能接收报到"):
            make_pending(member, place)


def test_pairing_is_a_basis_only_with_the_paired_community(
    member: User, places: Places, unit: ResidentUnit
) -> None:
    ResidentUnit.objects.filter(pk=unit.pk).update(paired_community=places.sibling)
    with pytest.raises(RuleViolation, match="不是单位的结对社区"):
        make_pending(member, places.community, basis="pairing")
    assert make_pending(member, places.sibling, basis="pairing").basis == "pairing"


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"categories": []}, "至少选择一项服务意向"),
        ({"categories": ["77"]}, "在清单里选择"),
        ({"availabilities": []}, "至少选择一个服务时间"),
        ({"availabilities": [("8", *EVENINGS[1:])]}, "选择星期几"),
        ({"availabilities": [("1", EVENINGS[2], EVENINGS[1])]}, "结束应晚于开始"),
        ({"max_per_month": 0}, "1 到 31"),
        ({"max_per_month": 32}, "1 到 31"),
        ({"basis": "elsewhere"}, "请选择报到依据"),
        ({"consent_version": ""}, "个人信息告知书"),
        ({"consent_version": "2000-01"}, "个人信息告知书"),
    ],
)
def test_an_incomplete_check_in_is_refused_in_one_sentence(
    member: User, places: Places, wish: dict, message: str
) -> None:
    with pytest.raises(RuleViolation, match=message):
        make_pending(member, places.community, **wish)
    assert not CheckIn.objects.exists()


def test_another_number_is_taken_over_and_the_audit_does_not_hold_it(
    member: User, places: Places
) -> None:
    make_pending(member, places.community, mobile="+86 139-1111-2222")
    member.member.refresh_from_db()
    assert member.member.open_mobile() == "13911112222"
    entry = AuditEntry.objects.get(action="member.change_mobile")
    assert "13911112222" not in f"{entry.detail}{entry.record_name}"


def test_only_the_member_withdraws_and_only_while_it_waits(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_pending(member, places.community)
    with pytest.raises(PermissionDenied):
        withdraw_check_in(actor=community_secretary, check_in=check_in, reason="选错")
    withdrawn = withdraw_check_in(actor=member, check_in=check_in, reason="选错社区")
    assert (withdrawn.status, withdrawn.own_reason) == (Status.WITHDRAWN, "选错社区")
    with pytest.raises(RuleViolation, match="本人撤回"):
        withdraw_check_in(actor=member, check_in=check_in, reason="选错")


def test_two_persons_may_wait_with_one_number(
    member: User, unit: ResidentUnit, places: Places
) -> None:
    wife = make_member_account(unit, "wife", "李梅")
    make_pending(member, places.community)
    assert make_pending(wife, places.sibling).status == Status.PENDING
