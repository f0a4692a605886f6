"""The calendar in the web admin: the district keeps it, the due days follow."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common.months import Month
from common.violations import RuleViolation
from orgs.models import Holiday
from orgs.operations.calendar import add_holiday, change_holiday, remove_holiday
from reports.due import due_day
from tests.conftest import SignedIn

LIST = "/admin/orgs/holiday/"
ADD = f"{LIST}add/"
MONDAY, SATURDAY = datetime.date(2026, 10, 5), datetime.date(2026, 10, 10)


@pytest.fixture
def holiday(district_admin: User) -> Holiday:
    return add_holiday(actor=district_admin, day=MONDAY, name="国庆节", is_workday=False)


def page_of(user: User, url: str, body: dict[str, str] | None = None) -> str:
    client = SignedIn(user)
    response = client.get(url) if body is None else client.post(url, body, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_a_day_is_added_and_the_due_day_moves(district_admin: User) -> None:
    assert due_day(Month(2026, 9)) == MONDAY
    page = page_of(district_admin, ADD, {"day": "2026-10-05", "name": " 国庆节 "})
    assert "已登记节假日" in page
    assert Holiday.objects.get().name == "国庆节"
    assert due_day(Month(2026, 9)) == datetime.date(2026, 10, 6)
    assert AuditEntry.objects.filter(action="holiday.add", actor_id=district_admin.pk).exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "2026-10-05", "name": "国庆"}, "已在日历里（国庆节），请直接修改那一条。"),
        ({"day": "1900-10-05", "name": "国庆"}, "日期应在 2000 年至"),
        ({"day": "9999-12-31", "name": "国庆"}, "日期应在 2000 年至"),
        ({"day": "2026/2/30", "name": "国庆"}, "请填写正确的日期"),
        ({"day": "", "name": "国庆"}, "请填写此项。"),
        ({"day": "2026-10-06", "name": ""}, "请填写此项。"),
        ({"day": "2026-10-06", "name": "国\x00庆"}, "看不见的特殊字符"),
        ({"day": "2026-10-06", "name": "国\u202e庆"}, "看不见的特殊字符"),
        ({"day": "2026-10-06", "name": "国" * 51}, "最多 50 个字"),
        ({"day": "2026-10-06", "name": "补班", "is_workday": "on"}, "本来就是工作日"),
    ],
)
def test_an_odd_entry_is_refused_with_a_sentence_and_nothing_typed_is_lost(
    district_admin: User, holiday: Holiday, typed: dict[str, str], sentence: str
) -> None:
    page = page_of(district_admin, ADD, typed)
    assert sentence in page
    if typed["name"] == "国庆":
        assert 'value="国庆"' in page
    assert Holiday.objects.count() == 1


def test_a_worked_weekend_is_entered(district_admin: User) -> None:
    page_of(district_admin, ADD, {"day": "2026-10-10", "name": "调休", "is_workday": "on"})
    assert Holiday.objects.get(day=SATURDAY).is_workday


def test_a_day_is_changed_but_stays_the_same_day(district_admin: User, holiday: Holiday) -> None:
    body = {"day": "2026-12-31", "name": "国庆假期"}
    assert "已保存节假日" in page_of(district_admin, f"{LIST}{holiday.pk}/change/", body)
    holiday.refresh_from_db()
    assert (holiday.day, holiday.name) == (MONDAY, "国庆假期")


def test_a_day_is_removed_and_the_audit_keeps_its_name(
    district_admin: User, holiday: Holiday
) -> None:
    page = page_of(district_admin, f"{LIST}{holiday.pk}/delete/", {"post": "yes"})
    assert "已删去节假日" in page
    assert not Holiday.objects.exists()
    assert AuditEntry.objects.get(action="holiday.remove").record_name == "2026-10-05 国庆节"


def test_chosen_days_are_removed_one_by_one(district_admin: User, holiday: Holiday) -> None:
    body = {"action": "delete_selected", "_selected_action": str(holiday.pk), "post": "yes"}
    page_of(district_admin, LIST, body)
    assert not Holiday.objects.exists()
    assert AuditEntry.objects.filter(action="holiday.remove").count() == 1


def test_a_day_that_is_gone_is_said_to_be_gone(district_admin: User, holiday: Holiday) -> None:
    remove_holiday(actor=district_admin, holiday=Holiday.objects.get(pk=holiday.pk))
    with pytest.raises(RuleViolation) as refusal:
        remove_holiday(actor=district_admin, holiday=holiday)
    assert refusal.value.code == "holiday.gone"


def test_a_year_without_holidays_is_named(district_admin: User) -> None:
    this_year = datetime.date.today().year  # noqa: DTZ011  the year is the same everywhere
    page = page_of(district_admin, LIST)
    assert f"{this_year}年、{this_year + 1}年还没有登记节假日" in page
    Holiday.objects.create(day=datetime.date(this_year, 10, 1), name="国庆节")
    assert f"{this_year + 1}年还没有登记节假日" in page_of(district_admin, LIST)
    assert f"{this_year}年、" not in page_of(district_admin, LIST)


@pytest.mark.parametrize("query", ["year=2026", "year=9999", "year=a", "year=" + "9" * 30])
def test_the_years_are_a_filter(district_admin: User, holiday: Holiday, query: str) -> None:
    page = page_of(district_admin, f"{LIST}?{query}")
    assert ("国庆节" in page) is (query == "year=2026")


@pytest.mark.parametrize("name", ["street_secretary", "system_admin", "auditor"])
def test_nobody_else_keeps_the_calendar(
    name: str, request: pytest.FixtureRequest, holiday: Holiday
) -> None:
    client = SignedIn(request.getfixturevalue(name))
    for url in (ADD, f"{LIST}{holiday.pk}/change/", f"{LIST}{holiday.pk}/delete/"):
        assert client.post(url, {"post": "yes", "name": "别的"}).status_code == 403
    holiday.refresh_from_db()
    assert holiday.name == "国庆节"
    actor = request.getfixturevalue(name)
    for operation in (
        lambda: add_holiday(actor=actor, day=SATURDAY, name="调休", is_workday=True),
        lambda: change_holiday(actor=actor, holiday=holiday, name="别的", is_workday=False),
        lambda: remove_holiday(actor=actor, holiday=holiday),
    ):
        with pytest.raises(PermissionDenied):
            operation()
