"""免报到 and 区外报到: from a day to a day, one of a kind at a time."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common import clock
from common.violations import RuleViolation
from members.models import CheckIn, CheckInExemption, Member
from members.operations.exemptions import end_exemption, exempt_member
from orgs.models import DirtyMonth, Organization, ResidentUnit
from orgs.operations.units import change_unit
from tests.conftest import SignedIn
from tests.makers.members import make_member, make_registered

DAY = datetime.timedelta(days=1)


def exempt(actor: User, member: Member, **values: Any) -> CheckInExemption:
    given = {"kind": "exempt", "reason": "study", "started_on": clock.today()} | values
    return exempt_member(actor=actor, member=member, **given)


def outside(actor: User, member: Member, **values: Any) -> CheckInExemption:
    there = {"kind": "outside", "place": "平桥区前进社区", "receipt": "PQ-12"}
    return exempt(actor, member, **there | values)


def refused(code: str, operation: Any, *args: Any, **values: Any) -> None:
    with pytest.raises(RuleViolation) as refusal:
        operation(*args, **values)
    assert refusal.value.code == code


@pytest.fixture
def person(unit: ResidentUnit) -> Member:
    return make_member(unit)


def test_the_unit_says_why_somebody_need_not_check_in(liaison: User, person: Member) -> None:
    row = exempt(liaison, person, ended_on=clock.today() + 30 * DAY)
    assert row.get_reason_display() == "脱产学习"
    assert row.holds_on(clock.today() + 30 * DAY)
    assert not row.holds_on(clock.today() + 31 * DAY)


def test_the_audit_names_the_member_by_number_only(liaison: User, person: Member) -> None:
    outside(liaison, person)
    detail = AuditEntry.objects.get(action="exemption.enter").detail
    assert detail == {"member": person.pk, "kind": "区外报到"}


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("exemption.kind", {"kind": "holiday"}),
        ("exemption.reason", {"reason": ""}),
        ("exemption.reason", {"reason": "cancer"}),
        ("text.empty", {"kind": "outside", "place": "", "receipt": "1"}),
        ("text.empty", {"kind": "outside", "place": "平桥区", "receipt": " "}),
        ("text.forbidden", {"kind": "outside", "place": "平桥\x00区", "receipt": "1"}),
        ("text.long", {"kind": "outside", "place": "区" * 101, "receipt": "1"}),
        ("exemption.started_on", {"started_on": clock.today() + DAY}),
        ("exemption.started_on", {"started_on": datetime.date(1900, 1, 1)}),
        ("exemption.ended_on", {"ended_on": clock.today() - DAY}),
    ],
)
def test_what_is_missing_or_wrong_is_refused(
    code: str, values: dict[str, Any], liaison: User, person: Member
) -> None:
    refused(code, exempt, liaison, person, **values)


def test_two_of_a_kind_do_not_overlap(liaison: User, person: Member) -> None:
    exempt(liaison, person, started_on=clock.today() - 30 * DAY)
    refused("exemption.overlap", exempt, liaison, person)


def test_one_may_follow_the_other_and_two_kinds_may_meet(liaison: User, person: Member) -> None:
    yesterday = clock.today() - DAY
    exempt(liaison, person, started_on=yesterday - DAY, ended_on=yesterday)
    assert exempt(liaison, person).pk
    assert outside(liaison, person).pk


def test_who_is_in_a_register_here_is_not_registered_outside(
    liaison: User, member: User, community_secretary: User, community: Organization
) -> None:
    make_registered(member, community_secretary, community)
    refused("exemption.registered", outside, liaison, member.member)


def test_an_earlier_time_outside_may_still_be_noted(
    liaison: User, member: User, community_secretary: User, community: Organization
) -> None:
    make_registered(member, community_secretary, community)
    past = {"started_on": clock.today() - 9 * DAY, "ended_on": clock.today() - DAY}
    assert outside(liaison, member.member, **past).pk


def test_another_unit_and_the_community_do_not_exempt(
    community_secretary: User, member: User, community: Organization
) -> None:
    make_registered(member, community_secretary, community)
    with pytest.raises(PermissionDenied):
        exempt(community_secretary, member.member)


def test_it_ends_on_the_day_that_is_said(liaison: User, person: Member) -> None:
    row = exempt(liaison, person, started_on=clock.today() - 9 * DAY)
    ended = end_exemption(actor=liaison, exemption=row, ended_on=clock.today() - DAY)
    assert not ended.holds_on(clock.today())
    assert ended.holds_on(clock.today() - DAY)


def test_an_end_lies_within_the_time_that_was_entered(liaison: User, person: Member) -> None:
    row = exempt(liaison, person, ended_on=clock.today() + DAY)
    for day in (clock.today() - DAY, clock.today() + 2 * DAY):
        refused("exemption.ended_on", end_exemption, actor=liaison, exemption=row, ended_on=day)


def test_the_months_since_then_are_counted_anew(
    district_admin: User, liaison: User, person: Member, community: Organization
) -> None:
    change_unit(actor=district_admin, unit=person.unit, located_in=community)
    DirtyMonth.objects.all().delete()
    row = exempt(liaison, person)
    assert DirtyMonth.objects.filter(organization=community).exists()
    DirtyMonth.objects.all().delete()
    end_exemption(actor=liaison, exemption=row, ended_on=clock.today())
    assert DirtyMonth.objects.filter(organization=community).exists()


def test_the_liaison_enters_and_ends_it_on_the_unit_s_pages(liaison: User, person: Member) -> None:
    browser, today = SignedIn(liaison), f"{clock.today()}"
    answer = browser.post(
        f"/unit/members/{person.pk}/exempt/",
        {"kind": "exempt", "reason": "village", "started_on": today},
    )
    assert answer["Location"] == f"/unit/members/{person.pk}/"
    assert "驻村帮扶" in browser.get(f"/unit/members/{person.pk}/").content.decode()
    row = CheckInExemption.objects.get()
    assert person.name in browser.get("/unit/exemptions/").content.decode()
    browser.post(f"/unit/exemptions/{row.pk}/end/", {"ended_on": today})
    row.refresh_from_db()
    assert row.ended_on == clock.today()


def test_a_wrong_form_says_what_is_wrong_beside_the_field(liaison: User, person: Member) -> None:
    answer = SignedIn(liaison).post(
        f"/unit/members/{person.pk}/exempt/", {"kind": "outside", "started_on": f"{clock.today()}"}
    )
    assert answer.status_code == 422
    assert "请填写区外报到地" in answer.content.decode()
    assert not CheckIn.objects.exists()
