"""A second person's yes: asked for, given or refused, used once, in time, for what was asked."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from accounts.models import AccessRecord, AuditEntry, Notification, User
from common.violations import RuleViolation
from orgs.models import ExportApproval, Organization, ResidentUnit
from orgs.operations import exporting
from orgs.operations.export_approvals import approve_export, refuse_export
from orgs.operations.grants import revoke_grant
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.exports import (
    MEMBERS,
    column,
    make_asked,
    make_checked_in,
    notes_of,
    order,
    rows_of,
    with_phones,
)
from tests.makers.orgs import Places, make_admin, make_holder

PAGE = "/desk/exports/"
COUNT = 4
State = ExportApproval.State


@pytest.fixture(autouse=True)
def few_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three people a day on one's own word, so that four are many."""
    monkeypatch.setattr(exporting, "ALONE", COUNT - 1)
    monkeypatch.setattr("orgs.operations.export_approvals.ALONE", COUNT - 1)


@pytest.fixture
def asked(
    community_secretary: User, street_secretary: User, places: Places, unit: ResidentUnit
) -> ExportApproval:
    make_checked_in(community_secretary, places.community, unit, COUNT)
    return make_asked(community_secretary)


@pytest.fixture
def approved(asked: ExportApproval, street_secretary: User) -> ExportApproval:
    return approve_export(actor=street_secretary, approval=asked)


def download(user: User, approval: ExportApproval) -> HttpResponse:
    url = f"{approval.register}?{approval.query}"
    return SignedIn(user).post(url, {"approval": str(approval.pk)})


def said(user: User, approval: ExportApproval) -> str:
    """What a refused download leads to."""
    browser = SignedIn(user)
    url = f"{approval.register}?{approval.query}"
    response = browser.post(url, {"approval": str(approval.pk)}, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    return response.content.decode()


def test_asking_tells_those_who_may_say_yes_and_opens_nothing(
    asked: ExportApproval, street_secretary: User, district_admin: User, community_secretary: User
) -> None:
    assert (asked.people_count, asked.title, asked.state) == (COUNT, "党员名册", State.ASKED)
    told = Notification.objects.filter(url=PAGE).values_list("recipient", flat=True)
    assert set(told) == {street_secretary.pk, district_admin.pk}
    assert AuditEntry.objects.get(action="export.ask").actor_id == community_secretary.pk
    assert not AccessRecord.objects.exists()


def test_the_page_shows_ones_own_and_what_waits_for_one(
    asked: ExportApproval, community_secretary: User, street_secretary: User, neighbour: User
) -> None:
    own = SignedIn(community_secretary).get(PAGE).content.decode()
    assert "（本人）" in own
    assert "待批准" in own
    assert f"/desk/exports/{asked.pk}/approve/" not in own
    assert (
        f"/desk/exports/{asked.pk}/approve/"
        in SignedIn(street_secretary).get(PAGE).content.decode()
    )
    assert "没有导出申请" in SignedIn(neighbour).get(PAGE).content.decode()


def test_an_approved_list_is_taken_out_once(
    approved: ExportApproval, community_secretary: User, street_secretary: User
) -> None:
    numbers = column(rows_of(download(community_secretary, approved)), "手机号")
    assert len(set(numbers)) == COUNT
    assert not any("*" in number for number in numbers)
    approved.refresh_from_db()
    assert approved.state == State.USED
    assert AccessRecord.objects.filter(actor=community_secretary).count() == COUNT
    entry = AuditEntry.objects.get(action="export.take")
    assert (entry.record_id, entry.detail["phones"]) == (str(approved.pk), COUNT)
    assert "只能下载一次" in said(community_secretary, approved)
    assert AccessRecord.objects.count() == COUNT


def test_the_file_names_who_said_yes(approved: ExportApproval, community_secretary: User) -> None:
    assert "street_secretary" in notes_of(download(community_secretary, approved))["批准"]


def test_what_was_approved_does_not_use_up_ones_own_word(
    approved: ExportApproval, community_secretary: User
) -> None:
    download(community_secretary, approved)
    url = f"{MEMBERS}?q=党员000"
    assert SignedIn(community_secretary).post(url, with_phones()).status_code == 200


@pytest.mark.parametrize("state", ["asked", "refused"])
def test_without_a_yes_nothing_comes_out(
    state: str, asked: ExportApproval, community_secretary: User, street_secretary: User
) -> None:
    if state == "refused":
        refuse_export(actor=street_secretary, approval=asked, reason="名单太大")
    assert "批准" in said(community_secretary, asked)
    assert not AccessRecord.objects.exists()


def test_an_approval_ends_after_three_days(
    approved: ExportApproval, community_secretary: User
) -> None:
    with time_machine.travel(approved.decided_at + datetime.timedelta(days=3)):
        assert "已过 3 天" in said(community_secretary, approved)
        assert "已过期" in SignedIn(community_secretary).get(PAGE).content.decode()
    with time_machine.travel(approved.decided_at + datetime.timedelta(days=3, seconds=-1)):
        assert download(community_secretary, approved).status_code == 200


@pytest.mark.parametrize("name", ["street_secretary", "district_admin", "neighbour"])
def test_an_approval_serves_nobody_else(
    name: str, approved: ExportApproval, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(name)
    assert "导出申请" in said(user, approved) or "没有这项" in said(user, approved)
    assert not AccessRecord.objects.exists()


def test_an_approval_serves_no_other_list(
    approved: ExportApproval, community_secretary: User
) -> None:
    browser = SignedIn(community_secretary)
    for url in (f"{MEMBERS}?q=党员", "/desk/check-ins/", "/desk/units/"):
        response = browser.post(url, {"approval": str(approved.pk)}, follow=True)
        assert "不一致" in response.content.decode(), url
    assert not AccessRecord.objects.exists()


def test_a_list_that_has_grown_is_asked_for_again(
    approved: ExportApproval,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    make_checked_in(community_secretary, community, unit, 1, first=90)
    assert "请重新申请" in said(community_secretary, approved)
    assert not AccessRecord.objects.exists()


def test_who_lost_the_right_meanwhile_gets_nothing(
    approved: ExportApproval, community_secretary: User, security_admin: User
) -> None:
    revoke_grant(actor=security_admin, grant=community_secretary.grants.get())
    user = User.objects.get(pk=community_secretary.pk)
    response = SignedIn(user).post(MEMBERS, {"approval": str(approved.pk)})
    assert response.status_code == 403
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("number", ["", "0", "x", "-1", "９", "1" * 40, "\x00", "999999"])
def test_an_odd_number_of_an_approval_is_said_to_be_unknown(
    number: str, community_secretary: User
) -> None:
    response = SignedIn(community_secretary).post(MEMBERS, {"approval": number}, follow=True)
    assert "没有这项导出申请" in response.content.decode()


def test_nobody_says_yes_to_themselves(
    district_admin: User, places: Places, unit: ResidentUnit, community_secretary: User
) -> None:
    make_checked_in(community_secretary, places.community, unit, COUNT)
    make_admin(places.district, "second_admin")
    approval = make_asked(district_admin)
    with pytest.raises(RuleViolation) as caught:
        approve_export(actor=district_admin, approval=approval)
    assert caught.value.code == "export.own"
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportApproval.objects.filter(pk=approval.pk).update(approver=district_admin)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("street_secretary", True),
        ("district_admin", True),
        ("deputy_secretary", False),
        ("neighbour", False),
        ("grid_secretary", False),
        ("auditor", False),
        ("security_admin", False),
        ("stranger", False),
    ],
)
def test_a_yes_comes_from_the_same_place_or_above(
    name: str, may: bool, asked: ExportApproval, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(name)
    status = SignedIn(user).post(f"/desk/exports/{asked.pk}/approve/").status_code
    asked.refresh_from_db()
    assert (status == 302, asked.state == State.APPROVED) == (may, may)


def test_another_street_says_nothing(asked: ExportApproval, places: Places) -> None:
    other = make_holder("other_street", Role.STREET, places.other_street)
    with pytest.raises(PermissionDenied):
        approve_export(actor=other, approval=asked)


def test_a_street_is_not_above_a_second_post_elsewhere(
    asked: ExportApproval, community_secretary: User, street_secretary: User, places: Places
) -> None:
    """Whoever also exports in another street needs a yes from above both."""
    second = make_holder("second_post", Role.COMMUNITY, places.other_community).grants.get()
    second.user = community_secretary
    second.save(update_fields=["user"])
    with pytest.raises(PermissionDenied):
        approve_export(actor=street_secretary, approval=asked)


def test_where_nobody_can_say_yes_one_is_told(
    district_admin: User, places: Places, unit: ResidentUnit, community_secretary: User
) -> None:
    make_checked_in(community_secretary, places.community, unit, COUNT)
    response = SignedIn(district_admin).post(MEMBERS, with_phones(ask="1"))
    assert response.status_code == 422
    assert "没有可以批准的同志" in response.content.decode()
    assert not ExportApproval.objects.exists()


def test_a_refusal_comes_with_its_reason(
    asked: ExportApproval, street_secretary: User, community_secretary: User
) -> None:
    url = f"/desk/exports/{asked.pk}/refuse/"
    assert SignedIn(street_secretary).post(url, {"reason": ""}).status_code == 422
    SignedIn(street_secretary).post(url, {"reason": "请只导出本月的"})
    assert "请只导出本月的" in SignedIn(community_secretary).get(PAGE).content.decode()
    told = Notification.objects.filter(recipient=community_secretary, url=PAGE).get()
    assert "请只导出本月的" in told.text


def test_what_is_decided_stays_decided(
    approved: ExportApproval, street_secretary: User, district_admin: User
) -> None:
    for again in (
        lambda: approve_export(actor=district_admin, approval=approved),
        lambda: refuse_export(actor=district_admin, approval=approved, reason="不行"),
    ):
        with pytest.raises(RuleViolation) as caught:
            again()
        assert caught.value.code == "export.decided"


def test_the_same_is_asked_for_once(asked: ExportApproval, community_secretary: User) -> None:
    response = SignedIn(community_secretary).post(MEMBERS, with_phones(ask="1"))
    assert response.status_code == 422
    assert "正在等待批准" in response.content.decode()
    assert ExportApproval.objects.count() == 1


@pytest.mark.usefixtures("street_secretary")
def test_few_people_need_no_second_person(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    make_checked_in(community_secretary, community, unit, COUNT - 1)
    response = SignedIn(community_secretary).post(MEMBERS, with_phones(ask="1"))
    assert response.status_code == 422
    assert "可以直接导出" in response.content.decode()


def test_the_filter_is_approved_as_it_was_asked_for(
    community_secretary: User,
    street_secretary: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    make_checked_in(community_secretary, community, unit, COUNT + 2)
    url = f"{MEMBERS}?page=7&sort=-name&q=党员&kind="
    approval = make_asked(community_secretary, url)
    assert "page" not in approval.query
    assert "党员" in approval.filter_words
    approve_export(actor=street_secretary, approval=approval)
    names = column(rows_of(download(community_secretary, approval)), "姓名")
    assert names == sorted(names, reverse=True)
    assert len(names) == COUNT + 2


def test_a_masked_list_needs_nobody(asked: ExportApproval, community_secretary: User) -> None:
    assert SignedIn(community_secretary).post(MEMBERS, order()).status_code == 200
