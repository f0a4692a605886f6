"""What a unit says of its members: facts, another unit, no longer on the job, back again."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.violations import RuleViolation
from members.models import CheckIn, Member
from members.operations.exemptions import exempt_member
from members.operations.members import reveal_phone
from members.operations.membership import (
    change_member,
    change_member_unit,
    end_membership,
    resume_membership,
)
from orgs.models import Organization, ResidentUnit
from orgs.operations.units import close_unit
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.members import make_member, make_registered
from tests.makers.orgs import Places, make_holder, make_unit

DAY = datetime.timedelta(days=1)


@pytest.fixture
def person(unit: ResidentUnit) -> Member:
    return make_member(unit)


@pytest.fixture
def other(district_admin: User, places: Places) -> ResidentUnit:
    return make_unit(district_admin, places.district, "区财政局")


def refused(code: str, operation: Any, **values: Any) -> None:
    with pytest.raises(RuleViolation) as refusal:
        operation(**values)
    assert refusal.value.code == code


def leave(actor: User, member: Member, **values: Any) -> Member:
    given = {"reason": "retired", "left_on": clock.today()} | values
    return end_membership(actor=actor, member=member, **given)


def test_a_misspelt_name_is_corrected(liaison: User, person: Member) -> None:
    change_member(actor=liaison, member=person, name=" 王晓红 ", gender="2")
    person.refresh_from_db()
    assert (person.name, person.name_pinyin, person.gender) == ("王晓红", "wangxiaohong", "2")


def test_the_audit_says_what_was_changed_and_not_to_what(liaison: User, person: Member) -> None:
    change_member(actor=liaison, member=person, name="王晓红", specialties="")
    entry = AuditEntry.objects.get(action="member.change")
    assert entry.detail == {"changed": ["姓名"]}


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("text.empty", {"name": " "}),
        ("text.long", {"name": "王" * 51}),
        ("text.forbidden", {"name": "王\u202e红"}),
        ("member.kind", {"kind": "friend"}),
        ("member.gender", {"gender": "3"}),
        ("member.joined_on", {"joined_on": datetime.date(1920, 1, 1)}),
        ("member.joined_on", {"joined_on": clock.today() + DAY}),
        ("member.flow", {"flow": "away"}),
    ],
)
def test_a_malformed_fact_is_refused(
    code: str, values: dict[str, Any], liaison: User, person: Member
) -> None:
    refused(code, change_member, actor=liaison, member=person, **values)


def test_a_name_that_makes_two_rows_one_person_is_refused(
    liaison: User, unit: ResidentUnit, person: Member
) -> None:
    twin = make_member(unit, "王红", person.open_mobile())
    refused("member.known", change_member, actor=liaison, member=twin, name=person.name)


def test_a_stale_change_is_refused(liaison: User, person: Member) -> None:
    change_member(actor=liaison, member=person, specialties="法律")
    refused(
        "record.stale", change_member, actor=liaison, member=person, specialties="无", version=1
    )


def test_a_member_goes_to_another_unit_and_both_are_told(
    liaison: User, person: Member, other: ResidentUnit
) -> None:
    there = make_holder("there", Role.LIAISON, other)
    change_member_unit(actor=liaison, member=person, unit=other, reason="调任")
    person.refresh_from_db()
    assert person.unit == other
    assert "不再在区教体局" in Notification.objects.get(recipient=liaison).text
    assert "转入区财政局" in Notification.objects.get(recipient=there).text
    assert SignedIn(liaison).get(f"/unit/members/{person.pk}/").status_code == 404
    assert SignedIn(there).get(f"/unit/members/{person.pk}/").status_code == 200


def test_the_former_unit_no_longer_reaches_who_went_to_another(
    liaison: User,
    member: User,
    community_secretary: User,
    community: Organization,
    other: ResidentUnit,
) -> None:
    """The check-in keeps the former unit's name; that opens nothing."""
    person = make_registered(member, community_secretary, community).member
    assert SignedIn(liaison).get(f"/unit/members/{person.pk}/").status_code == 200
    change_member_unit(actor=liaison, member=person, unit=other, reason="调动")
    assert not Member.objects.visible_to(liaison).exists()
    assert not CheckIn.objects.visible_to(liaison).exists()
    assert SignedIn(liaison).get(f"/unit/members/{person.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        reveal_phone(actor=liaison, member=person, reason="通知开会")


def test_a_check_in_keeps_the_unit_of_its_day(
    liaison: User,
    member: User,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
    other: ResidentUnit,
) -> None:
    check_in = make_registered(member, community_secretary, community)
    change_member_unit(actor=liaison, member=member.member, unit=other, reason="调任")
    check_in.refresh_from_db()
    assert check_in.unit == unit


def test_a_closed_unit_and_the_same_unit_are_refused(
    district_admin: User, liaison: User, person: Member, other: ResidentUnit, unit: ResidentUnit
) -> None:
    ResidentUnit.objects.filter(pk=other.pk).update(active_from="2025-01-01")
    other.refresh_from_db()
    close_unit(actor=district_admin, unit=other, active_to=datetime.date(2025, 6, 1))
    for target in (other, unit):
        refused(
            "member.unit", change_member_unit, actor=liaison, member=person, unit=target,
            reason="调任",
        )  # fmt: skip


def test_the_key_of_the_former_unit_s_system_goes(
    liaison: User, person: Member, other: ResidentUnit
) -> None:
    Member.objects.update(external_key="E001")
    person.refresh_from_db()
    moved = change_member_unit(actor=liaison, member=person, unit=other, reason="调任")
    assert moved.external_key == ""


def test_the_community_is_asked_to_end_the_check_in_of_who_left(
    liaison: User, member: User, community_secretary: User, community: Organization
) -> None:
    make_registered(member, community_secretary, community)
    browser = SignedIn(community_secretary)
    assert "没有待办理注销的党员" in browser.get("/desk/check-ins/left/").content.decode()
    leave(liaison, member.member)
    page = browser.get("/desk/check-ins/left/").content.decode()
    assert member.member.name in page
    assert "退休" in page
    assert "不再在职待注销" in browser.get("/desk/").content.decode()


def test_an_exemption_ends_with_the_membership(liaison: User, person: Member) -> None:
    row = exempt_member(
        actor=liaison, member=person, kind="exempt", reason="study",
        started_on=clock.today() - 9 * DAY,
    )  # fmt: skip
    leave(liaison, person, left_on=clock.today() - DAY)
    row.refresh_from_db()
    assert row.ended_on == clock.today() - DAY


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("member.left_reason", {"reason": "dead"}),
        ("member.left_on", {"left_on": clock.today() + DAY}),
    ],
)
def test_an_odd_end_is_refused(
    code: str, values: dict[str, Any], liaison: User, person: Member
) -> None:
    refused(code, leave, actor=liaison, member=person, **values)


def test_who_has_left_does_not_leave_again(liaison: User, person: Member) -> None:
    leave(liaison, person)
    refused("member.left", leave, actor=liaison, member=person)


def test_a_mistaken_end_is_taken_back(liaison: User, person: Member) -> None:
    leave(liaison, person, reason="relation_moved")
    person.refresh_from_db()
    assert (person.on_job, person.org_relation) == (False, "community")
    back = resume_membership(actor=liaison, member=person)
    assert (back.on_job, back.left_unit_on, back.org_relation) == (True, None, "unit")


def test_the_community_says_nothing_in_the_unit_s_place(
    community_secretary: User, member: User, community: Organization
) -> None:
    make_registered(member, community_secretary, community)
    with pytest.raises(PermissionDenied):
        leave(community_secretary, member.member)


def test_the_liaison_works_on_the_unit_s_pages_alone(
    liaison: User, person: Member, other: ResidentUnit
) -> None:
    browser, own = SignedIn(liaison), f"/unit/members/{person.pk}/"
    page = browser.get(own).content.decode()
    assert "/desk/" not in page
    facts = {
        "name": "王小虹", "kind": "full", "gender": "2", "org_relation": "unit", "flow": "none",
    }  # fmt: skip
    assert browser.post(f"{own}change/", facts)["Location"] == own
    ended = browser.post(f"{own}leave/", {"reason": "left", "left_on": f"{clock.today()}"})
    assert ended["Location"] == own
    assert browser.post(f"{own}resume/")["Location"] == own
    moved = browser.post(f"{own}unit/", {"unit": other.pk, "reason": "调任"})
    assert moved["Location"] == "/unit/members/"
    person.refresh_from_db()
    assert (person.name, person.unit) == ("王小虹", other)


def test_an_exemption_of_the_former_unit_ends_with_the_change_of_unit(
    liaison: User, person: Member, other: ResidentUnit
) -> None:
    row = exempt_member(
        actor=liaison, member=person, kind="exempt", reason="study",
        started_on=clock.today() - DAY,
    )  # fmt: skip
    change_member_unit(actor=liaison, member=person, unit=other, reason="调任")
    row.refresh_from_db()
    assert row.ended_on == clock.today()


def test_a_day_that_is_too_early_is_called_so(liaison: User, person: Member) -> None:
    with pytest.raises(RuleViolation, match="不能早于 1921 年"):
        leave(liaison, person, left_on=datetime.date(1900, 1, 1))
    with pytest.raises(RuleViolation, match="不能早于 1949-10-01"):
        exempt_member(
            actor=liaison, member=person, kind="exempt", reason="study",
            started_on=datetime.date(1900, 1, 1),
        )  # fmt: skip
