import datetime

import pytest
import time_machine

from accounts.models import Notification, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from orgs.models import Organization
from orgs.operations.calendar import load_holidays
from orgs.operations.tree import merge_organizations
from reports.due import due_at, due_day
from reports.models import MonthlyReport, ReportAction, ReportExemption
from reports.operations.lifecycle import return_report
from reports.operations.monthly import open_report
from reports.periods import last_finished_month
from reports.tasks import invite_reports
from tests.conftest import SignedIn
from tests.makers.orgs import FOUNDED, Places, make_community
from tests.makers.reports import (
    local,
    make_accepted,
    make_approved,
    make_report,
    make_submitted,
)

OPEN = "/desk/reports/open/"


def refusal(actor: User, community: Organization, month: Month) -> str:
    with pytest.raises(RuleViolation) as refused:
        open_report(actor=actor, community=community, month=month)
    assert not MonthlyReport.objects.exists()
    return refused.value.code


def test_a_secretary_opens_the_month_with_two_clicks(
    community_secretary: User, community: Organization
) -> None:
    sent = {"community": community.pk, "month": str(last_finished_month())}
    response = SignedIn(community_secretary).post(OPEN, sent)
    report = MonthlyReport.objects.get()
    assert response.url == report.get_absolute_url()
    assert (report.status, report.created_by) == ("filling", community_secretary)


def test_opening_twice_gives_the_same_report(
    community_secretary: User, deputy_secretary: User, community: Organization
) -> None:
    assert make_report(community_secretary, community) == make_report(deputy_secretary, community)
    assert ReportAction.objects.filter(kind="opened").count() == 1


def test_an_open_report_is_found_whatever_its_state(
    community_secretary: User, community: Organization
) -> None:
    submitted = make_submitted(community_secretary, community)
    assert make_report(community_secretary, community) == submitted


def said_on_opening(secretary: User, report: MonthlyReport) -> str:
    sent = {"community": report.community_id, "month": str(report.month)}
    return SignedIn(secretary).post(OPEN, sent, follow=True).content.decode()


def test_opening_a_submitted_report_says_who_has_it(
    community_secretary: User, community: Organization
) -> None:
    report = make_submitted(community_secretary, community)
    page = said_on_opening(community_secretary, report)
    assert f"{report.month.label}月报已上报，等待街道审核。" in page
    assert "请核对" not in page


def test_opening_an_approved_report_says_who_has_it(
    community_secretary: User, street_secretary: User, community: Organization
) -> None:
    report = make_approved(community_secretary, street_secretary, community)
    page = said_on_opening(community_secretary, report)
    assert f"{report.month.label}月报已由街道审核通过，等待区里审定。" in page
    assert "请核对" not in page


def test_opening_a_locked_report_says_that_it_is_final(
    community_secretary: User,
    street_secretary: User,
    district_admin: User,
    community: Organization,
) -> None:
    report = make_accepted(community_secretary, street_secretary, district_admin, community)
    page = said_on_opening(community_secretary, report)
    assert f"{report.month.label}月报已由区里审定，不能再改。" in page
    assert "请核对" not in page


def test_opening_a_returned_report_says_what_to_do(
    community_secretary: User, street_secretary: User, community: Organization
) -> None:
    report = make_submitted(community_secretary, community)
    return_report(actor=street_secretary, report=report, comment="时长有误")
    page = said_on_opening(community_secretary, report)
    assert f"{report.month.label}月报已退回，请按意见修改后重新上报。" in page


def test_opening_a_report_being_filled_asks_to_check_it(
    community_secretary: User, community: Organization
) -> None:
    report = make_report(community_secretary, community)
    assert "各项数字已由记录生成，请核对。" in said_on_opening(community_secretary, report)


def test_the_current_month_is_not_reported_before_it_is_over(
    community_secretary: User, community: Organization
) -> None:
    month = Month.of(clock.today())
    assert refusal(community_secretary, community, month) == "report.not_over"


@time_machine.travel(local("2026-11-01 00:00"))
def test_the_month_opens_with_the_first_day_after_it(
    community_secretary: User, community: Organization
) -> None:
    assert make_report(community_secretary, community, Month(2026, 10)).month == Month(2026, 10)


def test_a_future_month_is_refused(community_secretary: User, community: Organization) -> None:
    assert refusal(community_secretary, community, Month(2099, 1)) == "report.not_over"


def test_a_month_before_the_founding_is_refused(
    community_secretary: User, community: Organization
) -> None:
    month = Month.of(FOUNDED).previous()
    assert refusal(community_secretary, community, month) == "report.before_founding"


def test_the_month_of_the_founding_is_reported(
    community_secretary: User, community: Organization
) -> None:
    assert make_report(community_secretary, community, Month.of(FOUNDED)).pk


def test_a_dissolved_community_leaves_its_last_month_to_the_successor(
    district_admin: User, community_secretary: User, places: Places
) -> None:
    month = last_finished_month()
    merge_organizations(
        actor=district_admin,
        organization=places.community,
        target=places.sibling,
        effective_on=month.last_day,
    )
    places.community.refresh_from_db()
    assert refusal(community_secretary, places.community, month) == "report.dissolved"


def test_an_exempted_month_says_why(community_secretary: User, community: Organization) -> None:
    month = last_finished_month()
    ReportExemption.objects.create(community=community, month=month, reason="换届")
    with pytest.raises(RuleViolation, match="换届"):
        open_report(actor=community_secretary, community=community, month=month)


@pytest.mark.parametrize("month", ["2026-13", "十月", "", "0000-01", "2026-1\x00"])
def test_an_odd_month_comes_back_with_one_sentence(
    community_secretary: User, community: Organization, month: str
) -> None:
    sent = {"community": community.pk, "month": month}
    response = SignedIn(community_secretary).post(OPEN, sent)
    assert response.status_code == 422
    assert "月份" in response.content.decode()


def test_another_community_is_no_choice(community_secretary: User, places: Places) -> None:
    sent = {"community": places.sibling.pk, "month": str(last_finished_month())}
    assert SignedIn(community_secretary).post(OPEN, sent).status_code == 422
    assert not MonthlyReport.objects.exists()


def test_a_street_cannot_open_a_report(street_secretary: User, community: Organization) -> None:
    sent = {"community": community.pk, "month": str(last_finished_month())}
    assert SignedIn(street_secretary).post(OPEN, sent).status_code == 403


def test_a_report_is_due_on_the_fifth_at_midnight(district_admin: User) -> None:
    assert due_day(Month(2026, 10)) == datetime.date(2026, 11, 5)
    assert due_at(Month(2026, 10)) == local("2026-11-06 00:00")


def test_the_national_day_holiday_moves_the_due_day(district_admin: User) -> None:
    assert load_holidays(actor=district_admin, year=2026) > 0
    assert due_day(Month(2026, 9)) == datetime.date(2026, 10, 8)


def test_a_weekend_moves_the_due_day_to_monday(district_admin: User) -> None:
    assert due_day(Month(2026, 8)) == datetime.date(2026, 9, 7)


@time_machine.travel(local("2026-11-01 07:30"))
def test_on_the_first_each_community_is_told_once(
    community_secretary: User, deputy_secretary: User, neighbour: User
) -> None:
    invite_reports()
    invite_reports()
    told = Notification.objects.filter(text__contains="2026年10月月报可以填报")
    assert {row.recipient for row in told} == {community_secretary, deputy_secretary, neighbour}
    assert told.count() == 3
    assert "11月5日前" in told[0].text


@time_machine.travel(local("2026-11-01 07:30"))
def test_the_message_leads_to_the_filled_in_form(
    community_secretary: User, community: Organization
) -> None:
    invite_reports()
    page = SignedIn(community_secretary).get(Notification.objects.get().url).content.decode()
    assert f'value="{community.pk}" selected' in page
    assert 'value="2026-10"' in page


@time_machine.travel(local("2026-11-01 07:30"))
def test_a_community_too_young_to_report_is_not_told(
    district_admin: User, street: Organization, community_secretary: User
) -> None:
    young = make_community(
        district_admin, street, "新建社区", "411502005009", datetime.date(2026, 10, 20)
    )
    invite_reports()
    assert not Notification.objects.filter(url__contains=f"community={young.pk}&").exists()
