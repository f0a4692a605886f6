import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from accounts.models import AccessRecord, AuditEntry, Notification, User
from common import clock
from common.violations import RuleViolation
from members.models import CheckIn
from members.operations.handling import close_check_in
from members.operations.members import reveal_phone
from tests.conftest import SignedIn
from tests.makers.members import PHONE, make_pending, make_registered
from tests.makers.orgs import Places

REASON = "通知周六义诊"


@pytest.fixture
def check_in(member: User, community_secretary: User, places: Places) -> CheckIn:
    return make_registered(member, community_secretary, places.community, grid=places.grid)


def test_a_number_is_shown_for_a_reason_and_that_is_recorded(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_pending(member, places.community)
    phone = reveal_phone(actor=community_secretary, member=check_in.member, reason=REASON)
    assert phone == PHONE
    access = AccessRecord.objects.get(actor=community_secretary)
    assert (access.subject_type, access.reason) == ("members.member", REASON)
    assert AuditEntry.objects.get(action="member.see_phone").detail == {"access": access.pk}


def test_without_a_reason_no_number(community_secretary: User, check_in: CheckIn) -> None:
    with pytest.raises(RuleViolation, match="请填写查看原因"):
        reveal_phone(actor=community_secretary, member=check_in.member, reason="  ")
    assert not AccessRecord.objects.exists()


def test_the_district_may_ask_for_any_number(district_admin: User, check_in: CheckIn) -> None:
    assert reveal_phone(actor=district_admin, member=check_in.member, reason=REASON) == PHONE


@pytest.mark.parametrize("role", ["neighbour", "street_secretary", "grid_secretary"])
def test_nobody_else_is_shown_it(
    request: pytest.FixtureRequest, check_in: CheckIn, role: str
) -> None:
    with pytest.raises(PermissionDenied):
        reveal_phone(actor=request.getfixturevalue(role), member=check_in.member, reason=REASON)


def test_a_community_is_not_shown_it_after_the_closing(
    community_secretary: User, check_in: CheckIn, client_of: type[Client]
) -> None:
    close_check_in(
        actor=community_secretary,
        check_in=check_in,
        close_reason="retired",
        closed_on=clock.today(),
    )
    with pytest.raises(RuleViolation, match="报到已经结束"):
        reveal_phone(actor=community_secretary, member=check_in.member, reason=REASON)
    page = client_of(community_secretary).get(check_in.get_absolute_url())
    assert "138****1234" not in page.content.decode()


def test_the_page_shows_the_number_once_in_the_answer_to_the_form(
    community_secretary: User, check_in: CheckIn, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)
    url = f"/desk/members/{check_in.member_id}/phone/"
    key = client.get(url).context["form_key"]
    answer = client.post(url, {"form_key": key, "reason": REASON})
    assert PHONE in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    again = client.post(url, {"form_key": key, "reason": REASON}, follow=True)
    assert PHONE not in again.content.decode()
    assert AccessRecord.objects.count() == 1


PAGES = [
    "/desk/check-ins/",
    "/desk/check-ins/{check_in}/",
    "/desk/members/",
    "/desk/members/{member}/",
    "/desk/members/{member}/phone/",
    "/api/v1/members/",
    "/api/v1/members/{member}/",
    "/api/v1/check-ins/",
    "/api/v1/check-ins/{check_in}/",
    "/admin/members/member/",
    "/admin/members/member/{member}/change/",
    "/admin/members/checkin/",
    "/admin/members/checkin/{check_in}/change/",
]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_holds_a_full_number_or_its_traces(
    district_admin: User, check_in: CheckIn, client_of: type[Client], page: str
) -> None:
    url = page.format(check_in=check_in.pk, member=check_in.member_id)
    response = client_of(district_admin).get(url)
    text = response.content.decode()
    assert response.status_code == 200
    assert "王小红" in text
    for secret in (PHONE, check_in.member.mobile_cipher, check_in.member.mobile_index):
        assert secret not in text


def test_neither_audit_nor_messages_nor_drafts_of_rows_hold_a_full_number(
    district_admin: User, check_in: CheckIn
) -> None:
    reveal_phone(actor=district_admin, member=check_in.member, reason=REASON)
    rows = [*AuditEntry.objects.values(), *Notification.objects.values()]
    assert PHONE not in json.dumps(rows, default=str, ensure_ascii=False)


def test_the_table_of_members_holds_no_full_number(check_in: CheckIn) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_member")
        assert PHONE not in str(cursor.fetchall())


def test_fifty_numbers_a_day_are_seen_without_a_second_person(
    community_secretary: User, check_in: CheckIn
) -> None:
    AccessRecord.objects.bulk_create(
        AccessRecord(
            actor=community_secretary,
            subject_type="members.member",
            subject_id=str(10_000 + number),
            reason=REASON,
        )
        for number in range(50)
    )
    with pytest.raises(RuleViolation, match="请另一位同志批准"):
        reveal_phone(actor=community_secretary, member=check_in.member, reason=REASON)


def test_numbers_are_not_guessed_one_after_the_other(
    district_admin: User, check_in: CheckIn
) -> None:
    desk, name = SignedIn(district_admin), check_in.member.name
    assert name in desk.get(f"/desk/members/?q={PHONE}").content.decode()
    for number in range(60):
        desk.get(f"/api/v1/members/?q=138{number:08d}")
    assert name not in desk.get(f"/desk/members/?q={PHONE}").content.decode()
    assert check_in.member.name in desk.get(f"/desk/members/?q={name}").content.decode()
