"""单位报到: submitted by the unit, received with a receipt, ended with the pairing."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Notification, User
from common.violations import RuleViolation
from orgs.models import Organization, ResidentUnit, UnitCheckIn
from orgs.operations.unit_check_ins import (
    end_unit_check_in,
    receive_unit_check_in,
    return_unit_check_in,
    submit_unit_check_in,
    withdraw_unit_check_in,
)
from orgs.operations.units import change_unit, close_unit
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.orgs import Places, make_holder, make_unit

Status = UnitCheckIn.Status


@pytest.fixture
def paired(district_admin: User, unit: ResidentUnit, community: Organization) -> ResidentUnit:
    return change_unit(actor=district_admin, unit=unit, paired_community=community)


@pytest.fixture
def submitted(liaison: User, paired: ResidentUnit) -> UnitCheckIn:
    return submit_unit_check_in(actor=liaison, unit=paired, contact="李联络", resources="会议室")


@pytest.fixture
def received(community_secretary: User, submitted: UnitCheckIn) -> UnitCheckIn:
    return receive_unit_check_in(actor=community_secretary, unit_check_in=submitted)


def refused(code: str, operation: object, **values: object) -> None:
    with pytest.raises(RuleViolation) as refusal:
        operation(**values)
    assert refusal.value.code == code


def test_a_unit_registers_with_its_paired_community(
    submitted: UnitCheckIn, community: Organization
) -> None:
    assert submitted.community == community
    assert submitted.status == Status.PENDING
    assert submitted.receipt_no == ""


def test_the_community_answers_with_a_receipt_and_tells_the_liaison(
    received: UnitCheckIn, liaison: User
) -> None:
    assert received.receipt_no.startswith("HZ")
    message = Notification.objects.get(recipient=liaison)
    assert received.receipt_no in message.text
    assert message.url == f"/unit/check-in/{received.pk}/"


def test_a_unit_without_a_pairing_is_told_whom_to_ask(liaison: User, unit: ResidentUnit) -> None:
    refused("unit_check_in.unpaired", submit_unit_check_in, actor=liaison, unit=unit)


def test_a_second_one_is_refused_while_one_is_open(
    liaison: User, paired: ResidentUnit, submitted: UnitCheckIn
) -> None:
    refused("unit_check_in.open", submit_unit_check_in, actor=liaison, unit=paired)


def test_a_closed_unit_registers_no_more(
    district_admin: User, liaison: User, paired: ResidentUnit
) -> None:
    close_unit(actor=district_admin, unit=paired, active_to=paired.active_from)
    ResidentUnit.objects.update(active_to="2026-01-01", active_from="2025-01-01")
    refused("unit_check_in.unit", submit_unit_check_in, actor=liaison, unit=paired)


def test_it_is_received_once(community_secretary: User, received: UnitCheckIn) -> None:
    refused(
        "unit_check_in.not_pending",
        receive_unit_check_in,
        actor=community_secretary,
        unit_check_in=received,
    )


def test_a_returned_one_may_be_sent_again(
    community_secretary: User, liaison: User, submitted: UnitCheckIn, paired: ResidentUnit
) -> None:
    row = return_unit_check_in(
        actor=community_secretary, unit_check_in=submitted, reason="请补充联系人"
    )
    assert (row.status, row.return_reason) == (Status.RETURNED, "请补充联系人")
    assert submit_unit_check_in(actor=liaison, unit=paired).status == Status.PENDING


def test_the_liaison_takes_back_what_still_waits(liaison: User, submitted: UnitCheckIn) -> None:
    assert withdraw_unit_check_in(actor=liaison, unit_check_in=submitted).status == Status.WITHDRAWN


@pytest.mark.parametrize("ender", ["community_secretary", "district_admin"])
def test_the_community_or_the_district_ends_it(
    ender: str, received: UnitCheckIn, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(ender)
    row = end_unit_check_in(actor=actor, unit_check_in=received, reason="单位撤销")
    assert (row.status, row.end_reason) == (Status.ENDED, "单位撤销")


def test_the_liaison_does_not_end_it(liaison: User, received: UnitCheckIn) -> None:
    with pytest.raises(PermissionDenied):
        end_unit_check_in(actor=liaison, unit_check_in=received, reason="不想")


def test_another_pairing_ends_what_stood(
    district_admin: User, received: UnitCheckIn, paired: ResidentUnit, places: Places
) -> None:
    change_unit(actor=district_admin, unit=paired, paired_community=places.sibling)
    received.refresh_from_db()
    assert received.status == Status.ENDED
    assert "结对社区" in received.end_reason


def test_another_pairing_sends_back_what_waited(
    district_admin: User, submitted: UnitCheckIn, paired: ResidentUnit
) -> None:
    change_unit(actor=district_admin, unit=paired, paired_community=None)
    submitted.refresh_from_db()
    assert submitted.status == Status.RETURNED


def test_a_change_of_something_else_leaves_it(
    district_admin: User, received: UnitCheckIn, paired: ResidentUnit
) -> None:
    change_unit(actor=district_admin, unit=paired, liaison="王联络")
    received.refresh_from_db()
    assert received.status == Status.RECEIVED


def test_another_unit_and_another_community_see_nothing(
    submitted: UnitCheckIn, neighbour: User, places: Places, district_admin: User
) -> None:
    other = make_holder(
        "other", Role.LIAISON, make_unit(district_admin, places.district, "区财政局")
    )
    assert SignedIn(neighbour).get(f"/desk/unit-check-ins/{submitted.pk}/").status_code == 404
    assert SignedIn(other).get(f"/unit/check-in/{submitted.pk}/").status_code == 404


def test_a_liaison_does_it_all_on_the_pages_of_the_unit(
    liaison: User, paired: ResidentUnit, community_secretary: User
) -> None:
    browser, desk = SignedIn(liaison), SignedIn(community_secretary)
    assert "还没有办理单位报到" in browser.get("/unit/").content.decode()
    sent = browser.post("/unit/check-in/new/", {"contact": "李联络", "resources": "会议室"})
    row = UnitCheckIn.objects.get()
    assert sent["Location"] == f"/unit/check-in/{row.pk}/"
    assert "区教体局" in desk.get("/desk/unit-check-ins/").content.decode()
    desk.post(f"/desk/unit-check-ins/{row.pk}/receive/")
    row.refresh_from_db()
    assert row.receipt_no in browser.get(f"/unit/check-in/{row.pk}/").content.decode()
    assert "还没有办理单位报到" not in browser.get("/unit/").content.decode()


def test_the_receipt_is_a_document_once_it_is_received(
    liaison: User, submitted: UnitCheckIn, community_secretary: User
) -> None:
    url = f"/unit/check-in/{submitted.pk}/receipt/"
    assert SignedIn(liaison).get(url).status_code == 404
    receive_unit_check_in(actor=community_secretary, unit_check_in=submitted)
    assert SignedIn(liaison).get(url).content.startswith(b"PK")


def test_what_waits_stands_on_the_workbench(
    community_secretary: User, submitted: UnitCheckIn
) -> None:
    page = SignedIn(community_secretary).get("/desk/").content.decode()
    assert "待接收单位报到" in page
