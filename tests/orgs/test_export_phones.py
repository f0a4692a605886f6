"""Full numbers leave with a reason and a record, at most 50 people a day on one's own word."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from accounts.models import AccessRecord, AuditEntry, User
from common import clock
from common.violations import RuleViolation
from members.models import Member
from members.operations.handling import close_check_in
from orgs.models import ExportApproval, ResidentUnit
from orgs.operations import exporting
from orgs.operations.exporting import take_export
from tests.conftest import SignedIn
from tests.makers.exports import (
    CHECK_INS,
    MEMBERS,
    REASON,
    column,
    make_checked_in,
    notes_of,
    order_of,
    rows_of,
    take,
    with_phones,
)
from tests.makers.members import make_member
from tests.makers.orgs import Places

EXTENT = [MEMBERS, CHECK_INS]


@pytest.fixture
def people(community_secretary: User, places: Places, unit: ResidentUnit) -> list[Member]:
    return make_checked_in(community_secretary, places.community, unit, 3)


@pytest.mark.parametrize("url", EXTENT)
@pytest.mark.usefixtures("people")
def test_numbers_are_masked_unless_asked_for(url: str, community_secretary: User) -> None:
    response = take(community_secretary, url)
    assert set(column(rows_of(response), "手机号")) == {"139****0000", "139****0001", "139****0002"}
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("url", EXTENT)
@pytest.mark.usefixtures("people")
def test_full_numbers_come_with_a_record_of_each_person(
    url: str, community_secretary: User
) -> None:
    response = SignedIn(community_secretary).post(url, with_phones())
    numbers = column(rows_of(response), "手机号")
    assert sorted(numbers) == ["13900000000", "13900000001", "13900000002"]
    records = AccessRecord.objects.filter(actor=community_secretary)
    assert {int(pk) for pk in records.values_list("subject_id", flat=True)} == {
        *Member.objects.values_list("pk", flat=True)
    }
    assert all(REASON in record.reason for record in records)
    entry = AuditEntry.objects.get(action="export.take")
    assert (entry.detail["count"], entry.detail["phones"]) == (3, 3)
    assert "1390000" not in str(entry.detail)


@pytest.mark.usefixtures("people")
def test_the_file_with_numbers_says_so(community_secretary: User) -> None:
    response = SignedIn(community_secretary).post(MEMBERS, with_phones())
    assert "%E5%90%AB%E6%89%8B%E6%9C%BA%E5%8F%B7" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store, private"
    assert notes_of(response)["手机号"].startswith("3 人为完整号码")


def test_a_number_that_is_closed_to_the_community_is_not_in_the_file(
    community_secretary: User, people: list[Member]
) -> None:
    gone = people[1].check_ins.get()
    close_check_in(
        actor=community_secretary,
        check_in=gone,
        close_reason="moved_community",
        closed_on=clock.today(),
    )
    rows = rows_of(SignedIn(community_secretary).post(MEMBERS, with_phones()))
    numbers = dict(zip(column(rows, "姓名"), column(rows, "手机号"), strict=True))
    assert numbers[people[1].name] == ""
    assert numbers[people[0].name] == "13900000000"
    assert not AccessRecord.objects.filter(subject_id=str(people[1].pk)).exists()


def test_a_closed_check_in_shows_no_number_at_all(
    community_secretary: User, people: list[Member]
) -> None:
    close_check_in(
        actor=community_secretary,
        check_in=people[1].check_ins.get(),
        close_reason="moved_community",
        closed_on=clock.today(),
    )
    rows = rows_of(take(community_secretary, CHECK_INS))
    numbers = dict(zip(column(rows, "姓名"), column(rows, "手机号"), strict=True))
    assert numbers == {"党员000": "139****0000", "党员001": "", "党员002": "139****0002"}


@pytest.mark.usefixtures("people")
def test_who_may_not_see_numbers_may_not_take_them_out(street_secretary: User) -> None:
    browser = SignedIn(street_secretary)
    assert "含完整手机号" not in browser.get(MEMBERS).content.decode()
    assert browser.post(MEMBERS, with_phones()).status_code == 403
    assert browser.post(MEMBERS, with_phones(ask="1")).status_code == 403
    assert not AccessRecord.objects.exists()
    assert "139****0000" in column(rows_of(take(street_secretary)), "手机号")


def test_a_list_without_any_number_to_open_says_so(
    community_secretary: User, people: list[Member]
) -> None:
    for member in people:
        check_in = member.check_ins.get()
        close_check_in(
            actor=community_secretary,
            check_in=check_in,
            close_reason="moved_community",
            closed_on=clock.today(),
        )
    response = SignedIn(community_secretary).post(MEMBERS, with_phones())
    assert response.status_code == 422
    assert "没有您可以查看完整手机号的人" in response.content.decode()


def test_a_list_of_units_knows_no_numbers(district_admin: User, unit: ResidentUnit) -> None:
    assert SignedIn(district_admin).post("/desk/units/", with_phones()).status_code == 403


def test_fifty_people_may_be_taken_out_alone_and_fifty_one_not(
    district_admin: User, unit: ResidentUnit
) -> None:
    make_many(unit, 50)
    browser = SignedIn(district_admin)
    assert len(rows_of(browser.post(MEMBERS, with_phones()))) == 51
    make_many(unit, 1, first=50)
    response = browser.post(MEMBERS, with_phones())
    page = response.content.decode()
    assert response.status_code == 422
    assert "需要另一位同志批准" in page
    assert "提交审批" in page
    assert REASON in page
    assert AccessRecord.objects.count() == 50


def make_many(unit: ResidentUnit, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        make_member(unit, f"党员{number:03d}", f"139{number:08d}")


def test_two_exports_of_a_day_are_counted_together(
    district_admin: User, unit: ResidentUnit
) -> None:
    make_many(unit, 60)
    browser = SignedIn(district_admin)
    for letter, status in (("00", 200), ("01", 200), ("02", 200), ("03", 200), ("04", 200)):
        response = browser.post(f"{MEMBERS}?q=党员{letter}", with_phones())
        assert response.status_code == status
    response = browser.post(f"{MEMBERS}?q=党员05", with_phones())
    assert response.status_code == 422
    assert "今天已查看、导出" in response.content.decode()
    # The same people once more are nobody new.
    assert browser.post(f"{MEMBERS}?q=党员04", with_phones()).status_code == 200


def test_the_next_day_begins_anew(district_admin: User, unit: ResidentUnit) -> None:
    make_many(unit, 60)
    with time_machine.travel(datetime.datetime(2026, 10, 1, 1, tzinfo=datetime.UTC)):
        for letter in ("00", "01", "02", "03", "04"):
            SignedIn(district_admin).post(f"{MEMBERS}?q=党员{letter}", with_phones())
    with time_machine.travel(datetime.datetime(2026, 10, 1, 17, tzinfo=datetime.UTC)):
        response = SignedIn(district_admin).post(f"{MEMBERS}?q=党员05", with_phones())
    assert response.status_code == 200
    assert not ExportApproval.objects.exists()


def test_another_person_has_a_count_of_their_own(
    district_admin: User, community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    make_checked_in(community_secretary, places.community, unit, 30)
    make_many(unit, 25, first=100)
    browser = SignedIn(district_admin)
    assert browser.post(f"{MEMBERS}?q=党员1", with_phones()).status_code == 200
    assert SignedIn(community_secretary).post(MEMBERS, with_phones()).status_code == 200


@pytest.mark.usefixtures("people")
def test_the_operation_itself_asks_for_the_rights(
    street_secretary: User, grid_secretary: User
) -> None:
    for user, wish in ((street_secretary, {"with_phones": True}), (grid_secretary, {})):
        with pytest.raises(PermissionDenied):
            take_export(actor=user, order=order_of(user), file_format="csv", reason=REASON, **wish)


@pytest.mark.usefixtures("people")
def test_the_operation_itself_asks_what_for(community_secretary: User) -> None:
    with pytest.raises(RuleViolation) as caught:
        take_export(
            actor=community_secretary, order=order_of(community_secretary), file_format="csv"
        )
    assert caught.value.field == "reason"


@pytest.mark.usefixtures("people")
def test_a_list_that_is_too_long_is_not_begun(
    community_secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)
    response = take(community_secretary)
    assert response.status_code == 422
    assert "一次最多导出 2 条" in response.content.decode()
