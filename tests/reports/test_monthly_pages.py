"""Lists and pages of reports: what they show, and that they stay quick."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from accounts.models import User
from common.months import Month
from orgs.models import Organization
from reports.operations.lifecycle import return_report, submit_report
from reports.periods import last_finished_month
from tests.conftest import SignedIn
from tests.makers.orgs import Places
from tests.makers.reports import make_report, make_submitted

LIST = "/desk/reports/"


def queries(user: User, url: str) -> int:
    client = SignedIn(user)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def months(first: int, last: int) -> list[Month]:
    """Finished months, counted back from the last one."""
    return [last_finished_month().plus(-step) for step in range(first, last)]


@pytest.mark.parametrize("url", [LIST, "/api/v1/reports/", "/desk/"])
def test_queries_do_not_grow_with_the_rows(
    url: str, street_secretary: User, community_secretary: User, community: Organization
) -> None:
    for month in months(0, 2):
        make_submitted(community_secretary, community, month)
    few = queries(street_secretary, url)
    for month in months(2, 12):
        make_submitted(community_secretary, community, month)
    assert queries(street_secretary, url) == few


def test_queries_of_a_page_do_not_grow_with_its_history(
    street_secretary: User, community_secretary: User, community: Organization
) -> None:
    report = make_submitted(community_secretary, community)
    url = report.get_absolute_url()
    few = queries(street_secretary, url)
    for _ in range(5):
        return_report(actor=street_secretary, report=report, comment="请核对")
        submit_report(actor=community_secretary, report=report)
    assert queries(street_secretary, url) == few


def test_queries_of_the_admins_list_do_not_grow(
    district_admin: User, community_secretary: User, community: Organization
) -> None:
    url = "/admin/reports/monthlyreport/"
    for month in months(0, 2):
        make_submitted(community_secretary, community, month)
    few = queries(district_admin, url)
    for month in months(2, 12):
        make_submitted(community_secretary, community, month)
    assert queries(district_admin, url) == few


def test_the_list_is_narrowed_by_month_state_and_community(
    street_secretary: User, community_secretary: User, neighbour: User, places: Places
) -> None:
    make_submitted(community_secretary, places.community)
    make_report(neighbour, places.sibling)
    client = SignedIn(street_secretary)
    for wanted in ({"status": "submitted"}, {"q": "大拱"}):
        page = client.get(LIST, wanted).content.decode()
        assert "大拱桥社区" in page
        assert "三五八社区" not in page
    assert "没有符合条件" in client.get(LIST, {"month": "2020-01"}).content.decode()


def rows_of(user: User, **wanted: str) -> list[tuple[str, str]]:
    """Community and state of the listed reports, as a reader sees them."""
    table = SignedIn(user).get(LIST, wanted).context["table"]
    return [
        (strip_tags(row.get_cell("community")), strip_tags(row.get_cell("status")).strip())
        for row in table.rows
    ]


def test_a_returned_report_is_listed_and_found_as_returned(
    street_secretary: User, community_secretary: User, neighbour: User, places: Places
) -> None:
    report = make_submitted(community_secretary, places.community)
    return_report(actor=street_secretary, report=report, comment="请核对")
    make_report(neighbour, places.sibling)
    returned = (places.community.name, "退回待改")
    assert rows_of(street_secretary, status="returned") == [returned]
    assert set(rows_of(street_secretary)) == {returned, (places.sibling.name, "填报中")}
    offered = '<option value="returned">退回待改</option>'
    assert offered in SignedIn(street_secretary).get(LIST).content.decode()
    submit_report(actor=community_secretary, report=report)
    assert rows_of(street_secretary, status="returned") == []
    assert (places.community.name, "已上报") in rows_of(street_secretary)


def test_an_empty_list_says_when_reporting_begins(community_secretary: User) -> None:
    assert "每月1日起" in SignedIn(community_secretary).get(LIST).content.decode()


@pytest.mark.parametrize("query", ["page=100000", "page_size=1000000", "status=%27", "month=9"])
def test_an_odd_query_is_no_fault(community_secretary: User, query: str) -> None:
    assert SignedIn(community_secretary).get(f"{LIST}?{query}").status_code in {200, 404}


def test_the_page_says_who_acts_next_and_by_when(
    community_secretary: User, community: Organization
) -> None:
    report = make_report(community_secretary, community)
    client, url = SignedIn(community_secretary), report.get_absolute_url()
    due = f"{report.due_on.month}月{report.due_on.day}日24:00"
    assert due in client.get(url).content.decode()
    make_submitted(community_secretary, community)
    assert "等待五星街道大工委审核" in client.get(url).content.decode()


def test_every_figure_leads_to_its_records(
    community_secretary: User, community: Organization
) -> None:
    report = make_report(community_secretary, community)
    client = SignedIn(community_secretary)
    page = client.get(report.get_absolute_url()).content.decode()
    link = f"/stats/{community.code}/S9.times/?as_of={report.month.last_day}"
    assert f'href="{link}"' in page
    assert client.get(link).status_code == 200


def test_a_grid_sees_no_report(
    grid_secretary: User, community_secretary: User, community: Organization
) -> None:
    report = make_report(community_secretary, community)
    assert SignedIn(grid_secretary).get(report.get_absolute_url()).status_code == 404


def test_a_member_and_a_stranger_do_not_enter(member: User, stranger: User) -> None:
    assert SignedIn(member).get(LIST).status_code == 403
    assert SignedIn(stranger).get(LIST).status_code == 403
