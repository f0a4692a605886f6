"""The whole life of a report through HTTP, and every step refused where it is not allowed."""

import re
import uuid
from collections.abc import Callable

import pytest

from accounts.models import AuditEntry, Notification, User
from orgs.models import DirtyMonth, Organization
from orgs.policy import Role
from reports.models import MonthlyReport, Snapshot
from reports.operations.lifecycle import return_report, submit_report
from tests.conftest import SignedIn
from tests.makers.orgs import Places, make_holder
from tests.makers.reports import (
    make_accepted,
    make_approved,
    make_report,
    make_submitted,
    make_written,
)

COMMENT = {"comment": "服务时长请核对"}
REASON = {"reason": "数字有误"}
STEPS = {
    "submit": {},
    "approve": {},
    "return": COMMENT,
    "accept": {},
    "unlock": REASON,
}


def press(user: User, report: MonthlyReport, step: str) -> int:
    """Send the step's form and return the status of the answer."""
    return SignedIn(user).post(f"{report.get_absolute_url()}{step}/", STEPS[step]).status_code


def status_of(report: MonthlyReport) -> str:
    return MonthlyReport.objects.get(pk=report.pk).status


@pytest.fixture
def people(
    community_secretary: User, street_secretary: User, district_admin: User
) -> dict[str, User]:
    return {
        "community": community_secretary,
        "street": street_secretary,
        "district": district_admin,
    }


@pytest.fixture
def in_state(people: dict[str, User], community: Organization) -> Callable[[str], MonthlyReport]:
    """Make a report and bring it to the state."""
    me, street, district = people.values()

    def make(state: str) -> MonthlyReport:
        if state == "filling":
            return make_written(me, community)
        if state == "submitted":
            return make_submitted(me, community)
        if state == "approved":
            return make_approved(me, street, community)
        return make_accepted(me, street, district, community)

    return make


def test_a_month_is_filled_returned_mended_and_accepted(
    community_secretary: User,
    street_secretary: User,
    district_admin: User,
    community: Organization,
) -> None:
    report = make_report(community_secretary, community)
    fill = f"{report.get_absolute_url()}fill/"
    sent = {"problems": "停车难", "version": report.version}
    assert SignedIn(community_secretary).post(fill, sent).status_code == 302
    press(community_secretary, report, "submit")
    press(street_secretary, report, "return")
    assert status_of(report) == "filling"
    press(community_secretary, report, "submit")
    press(street_secretary, report, "approve")
    press(district_admin, report, "accept")
    assert status_of(report) == "locked"
    kinds = [action.kind for action in report.actions.all()]
    assert kinds == [
        "opened", "submitted", "returned_by_street", "submitted", "approved", "accepted",
    ]  # fmt: skip


ALLOWED = {
    ("filling", "community", "submit"): "submitted",
    ("submitted", "street", "approve"): "approved",
    ("submitted", "street", "return"): "filling",
    ("approved", "district", "accept"): "locked",
    ("approved", "district", "return"): "filling",
    ("locked", "district", "unlock"): "filling",
}
RIGHTS = {
    "community": {"submit"},
    "street": {"approve", "return"},
    "district": {"accept", "return", "unlock"},
}


@pytest.mark.parametrize("state", ["filling", "submitted", "approved", "locked"])
@pytest.mark.parametrize("role", ["community", "street", "district"])
@pytest.mark.parametrize("step", list(STEPS))
def test_a_step_is_taken_only_in_its_state_by_its_role(
    state: str,
    role: str,
    step: str,
    people: dict[str, User],
    in_state: Callable[[str], MonthlyReport],
) -> None:
    report = in_state(state)
    code = press(people[role], report, step)
    assert status_of(report) == ALLOWED.get((state, role, step), state)
    assert (code == 403) == (step not in RIGHTS[role])


@pytest.mark.parametrize("step", ["", "fill/", "override/", *(f"{step}/" for step in STEPS)])
def test_outside_the_scope_there_is_no_report(
    step: str, neighbour: User, in_state: Callable[[str], MonthlyReport]
) -> None:
    url = in_state("submitted").get_absolute_url() + step
    assert SignedIn(neighbour).get(url).status_code == 404
    assert SignedIn(neighbour).post(url).status_code in {404, 405}


def test_the_other_street_sees_nothing(
    places: Places, in_state: Callable[[str], MonthlyReport]
) -> None:
    other = make_holder("other_street", Role.STREET, places.other_street)
    assert press(other, in_state("submitted"), "approve") == 404


@pytest.mark.parametrize("step", ["submit", "approve", "accept"])
def test_a_step_is_never_taken_by_get(
    step: str, district_admin: User, in_state: Callable[[str], MonthlyReport]
) -> None:
    report = in_state("approved")
    assert SignedIn(district_admin).get(f"{report.get_absolute_url()}{step}/").status_code in {
        403, 405,
    }  # fmt: skip
    assert status_of(report) == "approved"


def test_who_submitted_does_not_review(places: Places, community_secretary: User) -> None:
    report = make_submitted(community_secretary, places.community)
    place = places.street
    community_secretary.grants.model.objects.create(
        user=community_secretary, role=Role.STREET, organization=place
    )
    assert press(community_secretary, report, "approve") == 302
    assert status_of(report) == "submitted"


def test_a_return_needs_a_comment(
    street_secretary: User, in_state: Callable[[str], MonthlyReport]
) -> None:
    report = in_state("submitted")
    url = f"{report.get_absolute_url()}return/"
    assert SignedIn(street_secretary).post(url, {"comment": " \u3000"}).status_code == 422
    assert status_of(report) == "submitted"


def test_the_community_reads_why_it_was_returned(
    community_secretary: User, street_secretary: User, in_state: Callable[[str], MonthlyReport]
) -> None:
    report = in_state("submitted")
    press(street_secretary, report, "return")
    assert "被退回" in Notification.objects.get(recipient=community_secretary).text
    page = SignedIn(community_secretary).get(report.get_absolute_url()).content.decode()
    assert page.count(COMMENT["comment"]) == 2  # above the figures and in the history


def test_the_street_hears_of_a_submission(
    street_secretary: User, in_state: Callable[[str], MonthlyReport]
) -> None:
    report = in_state("submitted")
    told = Notification.objects.get(recipient=street_secretary)
    assert told.url == report.get_absolute_url()


def test_a_report_without_problems_is_not_submitted(
    community_secretary: User, community: Organization
) -> None:
    report = make_report(community_secretary, community)
    client = SignedIn(community_secretary)
    response = client.post(f"{report.get_absolute_url()}submit/", follow=True)
    assert "请先填写“存在问题”再上报" in response.content.decode()
    assert response.request["PATH_INFO"].endswith("/fill/")
    assert not Snapshot.objects.exists()


def test_a_double_click_submits_once(
    community_secretary: User, in_state: Callable[[str], MonthlyReport]
) -> None:
    report = in_state("filling")
    client, sent = SignedIn(community_secretary), {"form_key": uuid.uuid4()}
    answers = [client.post(f"{report.get_absolute_url()}submit/", sent).url for _ in range(2)]
    assert answers == [report.get_absolute_url()] * 2
    assert Snapshot.objects.count() == 1
    assert AuditEntry.objects.filter(action="report.submit").count() == 1


def test_a_late_retry_does_not_submit_what_was_returned_meanwhile(
    community_secretary: User, street_secretary: User, in_state: Callable[[str], MonthlyReport]
) -> None:
    report = in_state("filling")
    client, sent = SignedIn(community_secretary), {"form_key": uuid.uuid4()}
    client.post(f"{report.get_absolute_url()}submit/", sent)
    press(street_secretary, report, "return")
    client.post(f"{report.get_absolute_url()}submit/", sent)
    assert status_of(report) == "filling"


def test_a_second_submission_by_the_same_person_changes_nothing(
    community_secretary: User, in_state: Callable[[str], MonthlyReport]
) -> None:
    report = in_state("submitted")
    again = submit_report(actor=community_secretary, report=report)
    assert again.version == MonthlyReport.objects.get(pk=report.pk).version
    assert Snapshot.objects.count() == 1


def test_an_approval_of_an_older_version_is_refused(
    street_secretary: User, community_secretary: User, in_state: Callable[[str], MonthlyReport]
) -> None:
    report = in_state("submitted")
    seen = report.version
    return_report(actor=street_secretary, report=report, comment="请核对")
    submit_report(actor=community_secretary, report=report)
    url = f"{report.get_absolute_url()}approve/"
    SignedIn(street_secretary).post(url, {"version": seen})
    assert status_of(report) == "submitted"


def test_every_step_marks_the_month(
    in_state: Callable[[str], MonthlyReport], community: Organization
) -> None:
    DirtyMonth.objects.all().delete()
    report = in_state("locked")
    marks = DirtyMonth.objects.filter(organization=community, month=report.month)
    assert marks.count() == 4  # opened, submitted, approved, accepted


def test_buttons_are_those_of_the_role_and_the_state(
    street_secretary: User, district_admin: User, in_state: Callable[[str], MonthlyReport]
) -> None:
    url = in_state("submitted").get_absolute_url()
    street = SignedIn(street_secretary).get(url).content.decode()
    assert set(re.findall(rf'{url}(\w+)/"', street)) == {"approve", "return"}
    district = SignedIn(district_admin).get(url).content.decode()
    assert re.findall(rf'{url}(\w+)/"', district) == []
