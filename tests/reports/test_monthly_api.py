"""Monthly reports for machines: the same scope, the same operations, the same numbers."""

import pytest

from accounts.models import User
from orgs.models import Organization
from reports.models import MonthlyReport
from reports.sheet import lines_of
from tests.conftest import SignedIn
from tests.makers.reports import make_approved, make_report, make_submitted, make_written

LIST = "/api/v1/reports/"


def post(user: User, report: MonthlyReport, step: str, **values: object) -> tuple[int, dict]:
    url = f"{LIST}{report.pk}/{step}/"
    response = SignedIn(user).post(url, values, content_type="application/json")
    return response.status_code, response.json()


def test_a_report_goes_its_way(
    community_secretary: User,
    street_secretary: User,
    district_admin: User,
    community: Organization,
) -> None:
    report = make_written(community_secretary, community)
    assert post(community_secretary, report, "submit")[1]["status"] == "submitted"
    assert post(street_secretary, report, "approve")[1]["status"] == "approved"
    assert post(district_admin, report, "accept")[1]["status"] == "locked"


def test_a_return_carries_its_comment(
    community_secretary: User, street_secretary: User, community: Organization
) -> None:
    report = make_submitted(community_secretary, community)
    code, body = post(street_secretary, report, "return", comment="请核对")
    assert (code, body["status"], body["return_comment"]) == (200, "filling", "请核对")


def test_a_return_without_comment_is_a_bad_request(
    community_secretary: User, street_secretary: User, community: Organization
) -> None:
    report = make_submitted(community_secretary, community)
    assert post(street_secretary, report, "return")[0] == 400


def test_a_broken_rule_is_a_conflict_with_its_code(
    community_secretary: User, community: Organization
) -> None:
    report = make_report(community_secretary, community)
    code, body = post(community_secretary, report, "submit")
    assert (code, body["code"], body["field"]) == (409, "report.problems", "problems")


def test_an_older_version_is_a_conflict(community_secretary: User, community: Organization) -> None:
    report = make_written(community_secretary, community)
    code, body = post(community_secretary, report, "submit", version=report.version - 1)
    assert (code, body["code"]) == (409, "record.stale")


@pytest.mark.parametrize("step", ["submit", "approve", "return", "accept"])
def test_a_step_needs_the_right_and_the_scope(
    step: str,
    grid_secretary: User,
    neighbour: User,
    community_secretary: User,
    street_secretary: User,
    community: Organization,
) -> None:
    report = make_approved(community_secretary, street_secretary, community)
    wrong = street_secretary if step in {"submit", "accept"} else community_secretary
    assert post(wrong, report, step, comment="请核对")[0] == 403
    assert post(neighbour, report, step, comment="请核对")[0] == 404
    assert post(grid_secretary, report, step, comment="请核对")[0] == 404


def test_the_figures_are_those_of_the_page(
    community_secretary: User, community: Organization
) -> None:
    report = make_submitted(community_secretary, community)
    body = SignedIn(community_secretary).get(f"{LIST}{report.pk}/figures/").json()
    shown = {line.code: line.value for line in lines_of(report)}
    assert {figure["code"]: figure["value"] for figure in body} == shown


def test_the_list_is_filtered_by_month_and_state(
    community_secretary: User, community: Organization
) -> None:
    report = make_submitted(community_secretary, community)
    client = SignedIn(community_secretary)
    wanted = {"month": str(report.month), "status": "submitted"}
    assert client.get(LIST, wanted).json()["count"] == 1
    assert client.get(LIST, {"month": "2020-01"}).json()["count"] == 0
    assert client.get(LIST, {"month": "十月"}).status_code == 400


def test_nothing_is_written_by_put_or_delete(
    community_secretary: User, community: Organization
) -> None:
    report = make_report(community_secretary, community)
    client = SignedIn(community_secretary)
    assert client.put(f"{LIST}{report.pk}/").status_code == 405
    assert client.delete(f"{LIST}{report.pk}/").status_code == 405
