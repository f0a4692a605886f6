"""Monthly reports in the web admin: read, accept, return; nothing else."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from accounts.models import User
from orgs.models import Organization
from reports.models import MonthlyReport
from reports.operations.lifecycle import return_report
from tests.conftest import SignedIn
from tests.makers.orgs import Places
from tests.makers.reports import make_approved, make_submitted

LIST = "/admin/reports/monthlyreport/"


@pytest.fixture
def approved(
    community_secretary: User, street_secretary: User, community: Organization
) -> MonthlyReport:
    return make_approved(community_secretary, street_secretary, community)


def act(user: User, action: str, *reports: MonthlyReport, **values: str) -> str:
    chosen = {ACTION_CHECKBOX_NAME: [report.pk for report in reports]}
    sent = {"action": action} | chosen | values
    return SignedIn(user).post(LIST, sent, follow=True).content.decode()


def status_of(report: MonthlyReport) -> str:
    return MonthlyReport.objects.get(pk=report.pk).status


def test_chosen_reports_are_accepted(district_admin: User, approved: MonthlyReport) -> None:
    assert "已审定 1 份月报" in act(district_admin, "accept_chosen", approved)
    assert status_of(approved) == "locked"


def test_one_refused_report_does_not_stop_the_others(
    district_admin: User, neighbour: User, approved: MonthlyReport, places: Places
) -> None:
    waiting = make_submitted(neighbour, places.sibling)
    page = act(district_admin, "accept_chosen", waiting, approved)
    assert "已审定 1 份月报" in page
    assert "不能审定" in page
    assert (status_of(waiting), status_of(approved)) == ("submitted", "locked")


def test_a_return_first_asks_for_the_comment(district_admin: User, approved: MonthlyReport) -> None:
    assert "退回意见" in act(district_admin, "return_chosen", approved)
    assert status_of(approved) == "approved"


def test_chosen_reports_are_returned_with_the_comment(
    district_admin: User, approved: MonthlyReport
) -> None:
    act(district_admin, "return_chosen", approved, comment="请核对时长")
    approved.refresh_from_db()
    assert (approved.status, approved.return_comment) == ("filling", "请核对时长")


def test_an_empty_comment_returns_nothing(district_admin: User, approved: MonthlyReport) -> None:
    assert "请核对" not in act(district_admin, "return_chosen", approved, comment=" ")
    assert status_of(approved) == "approved"


def test_an_administrator_without_the_right_sees_no_reports(
    system_admin: User, approved: MonthlyReport
) -> None:
    assert SignedIn(system_admin).get(LIST).status_code == 403


@pytest.mark.parametrize("action", ["accept_chosen", "return_chosen"])
@pytest.mark.parametrize("key", ["abc", "", "99999999999999999999999", "1\x00", "9" * 5000])
def test_an_odd_choice_is_answered_with_one_sentence(
    district_admin: User, approved: MonthlyReport, action: str, key: str
) -> None:
    client = SignedIn(district_admin)
    sent = {"action": action, ACTION_CHECKBOX_NAME: [approved.pk, key], "comment": "请核对"}
    response = client.post(LIST, sent)
    assert (response.status_code, response.url) == (302, LIST)
    assert client.get(LIST).content.decode().count("所选的记录有误，请刷新页面重新选择。") == 1
    assert status_of(approved) == "approved"


def test_a_returned_report_is_called_so(district_admin: User, approved: MonthlyReport) -> None:
    return_report(actor=district_admin, report=approved, comment="请核对时长")
    client = SignedIn(district_admin)
    assert '<td class="field-state">退回待改</td>' in client.get(LIST).content.decode()
    page = client.get(f"{LIST}{approved.pk}/change/").content.decode()
    assert "退回待改" in page
    assert "填报中" not in page


def test_life_cycle_fields_cannot_be_sent(district_admin: User, approved: MonthlyReport) -> None:
    url = f"{LIST}{approved.pk}/change/"
    assert SignedIn(district_admin).get(url).status_code == 200
    assert SignedIn(district_admin).post(url, {"status": "locked"}).status_code == 403
    assert status_of(approved) == "approved"
