import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Notification, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from members.models import CheckIn, Member, Reactivation
from members.operations.handling import close_check_in
from members.operations.reactivations import (
    ask_reactivation,
    consent_reactivation,
    refuse_reactivation,
    withdraw_reactivation,
)
from orgs.models import DirtyMonth, Organization, ResidentUnit
from orgs.operations.succession import dissolve_organization
from orgs.policy import Role
from tests.makers.members import make_member_account, make_pending, make_registered
from tests.makers.orgs import Places, make_holder

Status = CheckIn.Status


@pytest.fixture
def closed(member: User, community_secretary: User, places: Places) -> CheckIn:
    check_in = make_registered(member, community_secretary, places.community, grid=places.grid)
    return close_check_in(
        actor=community_secretary, check_in=check_in, close_reason="moved_district",
        closed_on=clock.today(),
    )  # fmt: skip


@pytest.fixture
def asked(community_secretary: User, closed: CheckIn) -> Reactivation:
    return ask_reactivation(actor=community_secretary, check_in=closed, reason="又搬回来了")


def test_with_the_streets_consent_a_new_check_in_follows_the_closed_one(
    asked: Reactivation, closed: CheckIn, street_secretary: User, places: Places
) -> None:
    DirtyMonth.objects.all().delete()
    check_in = consent_reactivation(actor=street_secretary, reactivation=asked)
    closed.refresh_from_db()
    asked.refresh_from_db()
    assert (closed.status, closed.closed_on) == (Status.CLOSED, clock.today())
    assert (check_in.status, check_in.previous) == (Status.REGISTERED, closed)
    assert (check_in.community, check_in.grid) == (places.community, places.grid)
    assert (asked.state, asked.reopened) == (Reactivation.State.CONSENTED, check_in)
    marks = list(DirtyMonth.objects.values_list("organization", "month"))
    assert marks == [(places.community.pk, Month.of(clock.today()))]


def test_intentions_and_times_are_there_again_with_their_days(
    asked: Reactivation, closed: CheckIn, street_secretary: User
) -> None:
    day = clock.today() - datetime.timedelta(days=40)
    closed.intentions.update(registered_on=day)
    check_in = consent_reactivation(actor=street_secretary, reactivation=asked)
    assert set(check_in.intentions.values_list("category", "registered_on")) == {
        ("01", day),
        ("09", day),
    }
    assert check_in.availabilities.count() == 1


def test_the_member_is_told_once_of_a_consent_and_never_of_a_request(
    member: User, asked: Reactivation, street_secretary: User
) -> None:
    before = Notification.objects.filter(recipient=member).count()
    consent_reactivation(actor=street_secretary, reactivation=asked)
    told = Notification.objects.filter(recipient=member).order_by("pk")
    assert [one.text for one in told[before:]] == ["您在大拱桥社区的报到已恢复在册。"]


def test_a_refusal_has_a_reason_and_the_community_may_ask_again(
    asked: Reactivation, closed: CheckIn, community_secretary: User, street_secretary: User
) -> None:
    with pytest.raises(RuleViolation, match="请填写未同意原因"):
        refuse_reactivation(actor=street_secretary, reactivation=asked, reason=" ")
    refused = refuse_reactivation(actor=street_secretary, reactivation=asked, reason="请先核实住址")
    assert (refused.state, refused.refusal) == (Reactivation.State.REFUSED, "请先核实住址")
    with pytest.raises(RuleViolation, match="不用再处理"):
        consent_reactivation(actor=street_secretary, reactivation=asked)
    assert ask_reactivation(actor=community_secretary, check_in=closed, reason="已核实").pk


def test_one_request_at_a_time_and_the_community_may_take_it_back(
    asked: Reactivation, closed: CheckIn, community_secretary: User
) -> None:
    with pytest.raises(RuleViolation, match="已有一份恢复在册申请"):
        ask_reactivation(actor=community_secretary, check_in=closed, reason="再问一次")
    withdraw_reactivation(actor=community_secretary, reactivation=asked)
    assert ask_reactivation(actor=community_secretary, check_in=closed, reason="再问一次").pk


def test_only_what_was_closed_stands_again(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    with pytest.raises(RuleViolation, match="只有已注销的"):
        ask_reactivation(actor=community_secretary, check_in=check_in, reason="误操作")


def test_who_checked_in_elsewhere_meanwhile_is_not_brought_back(
    member: User,
    asked: Reactivation,
    closed: CheckIn,
    neighbour: User,
    street_secretary: User,
    places: Places,
) -> None:
    waiting = make_pending(member, places.sibling)
    with pytest.raises(RuleViolation, match="已有一份报到等待接收"):
        consent_reactivation(actor=street_secretary, reactivation=asked)
    waiting.change(neighbour, status=Status.REGISTERED, accepted_at=clock.now())
    with pytest.raises(RuleViolation, match="已在一个社区在册"):
        consent_reactivation(actor=street_secretary, reactivation=asked)


@pytest.mark.parametrize("role", ["neighbour", "street_secretary", "member", "grid_secretary"])
def test_only_the_community_asks(
    request: pytest.FixtureRequest, closed: CheckIn, role: str
) -> None:
    with pytest.raises(PermissionDenied):
        ask_reactivation(actor=request.getfixturevalue(role), check_in=closed, reason="又搬回来了")


@pytest.mark.parametrize("role", ["community_secretary", "neighbour", "district_admin", "member"])
def test_only_the_street_decides(
    request: pytest.FixtureRequest, asked: Reactivation, role: str
) -> None:
    actor = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        consent_reactivation(actor=actor, reactivation=asked)
    with pytest.raises(PermissionDenied):
        refuse_reactivation(actor=actor, reactivation=asked, reason="不同意")


def test_who_asked_does_not_consent(closed: CheckIn, places: Places) -> None:
    """Somebody who has both offices still needs a second person."""
    both = make_holder("both", Role.COMMUNITY, places.community)
    asked = ask_reactivation(actor=both, check_in=closed, reason="又搬回来了")
    Reactivation.objects.filter(pk=asked.pk).update(created_by=both)
    street = make_holder("street_too", Role.STREET, places.street)
    Reactivation.objects.filter(pk=asked.pk).update(created_by=street)
    with pytest.raises(RuleViolation, match="另一位同志"):
        consent_reactivation(actor=street, reactivation=asked)


def test_a_decision_on_an_older_version_is_refused(
    asked: Reactivation, street_secretary: User
) -> None:
    with pytest.raises(RuleViolation, match="刚刚被别人修改"):
        consent_reactivation(actor=street_secretary, reactivation=asked, version=99)


def test_at_a_dissolved_community_the_successor_takes_the_member_in(
    asked: Reactivation, district_admin: User, street_secretary: User, places: Places
) -> None:
    dissolve_organization(
        actor=district_admin, organization=places.community, successor=places.sibling,
        effective_on=clock.today(),
    )  # fmt: skip
    check_in = consent_reactivation(actor=street_secretary, reactivation=asked)
    assert (check_in.community, check_in.grid) == (places.sibling, places.grid)


def test_the_request_goes_through_the_pages_from_community_to_street(
    closed: CheckIn,
    community_secretary: User,
    street_secretary: User,
    client_of: type[Client],
) -> None:
    desk, street = client_of(community_secretary), client_of(street_secretary)
    page = desk.get(f"/desk/check-ins/{closed.pk}/").content.decode()
    assert "申请恢复在册" in page
    sent = desk.post(f"/desk/check-ins/{closed.pk}/reactivate/", {"reason": "又搬回来了"})
    asked = Reactivation.objects.get()
    assert sent["Location"] == f"/desk/reactivations/{asked.pk}/"
    assert "待审批恢复在册" in street.get("/desk/").content.decode()
    assert "请五星街道审批" in street.get(sent["Location"]).content.decode()
    assert "王小红" in street.get("/desk/reactivations/").content.decode()
    street.post(f"/desk/reactivations/{asked.pk}/consent/")
    assert closed.following.get().status == Status.REGISTERED


def test_the_list_asks_as_often_for_twelve_as_for_two(
    unit: ResidentUnit,
    community_secretary: User,
    street_secretary: User,
    places: Places,
    client_of: type[Client],
) -> None:
    client = client_of(street_secretary)

    def count(numbers: range) -> int:
        for number in numbers:
            user = make_member_account(unit, f"m{number}", f"党员{number}", f"138{number:08}")
            check_in = make_registered(user, community_secretary, places.community)
            closed = close_check_in(
                actor=community_secretary, check_in=check_in, close_reason="own_wish",
                closed_on=clock.today(),
            )  # fmt: skip
            ask_reactivation(actor=community_secretary, check_in=closed, reason="又搬回来了")
        client.get("/desk/reactivations/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/desk/reactivations/").status_code == 200
        return len(queries)

    assert count(range(2)) == count(range(2, 12))


def bring_back(secretary: User, street: User, check_in: CheckIn) -> CheckIn:
    """Closed today as retired, and in the register again."""
    closed = close_check_in(
        actor=secretary, check_in=check_in, close_reason="retired", closed_on=clock.today()
    )
    asked = ask_reactivation(actor=secretary, check_in=closed, reason="仍愿意服务")
    return consent_reactivation(actor=street, reactivation=asked)


def test_a_leaving_that_only_the_closing_noted_is_taken_back(
    member: User,
    community_secretary: User,
    street_secretary: User,
    places: Places,
    client_of: type[Client],
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    member = bring_back(community_secretary, street_secretary, check_in).member
    member.refresh_from_db()
    assert (member.on_job, member.left_unit_on, member.left_reason) == (True, None, "")
    page = client_of(community_secretary).get("/desk/check-ins/left/").content.decode()
    assert "没有待办理注销的党员" in page


def test_who_left_before_may_stay_without_being_asked_about_again(
    member: User,
    community_secretary: User,
    street_secretary: User,
    places: Places,
    client_of: type[Client],
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    day = clock.today() - datetime.timedelta(days=1)
    Member.objects.update(on_job=False, left_unit_on=day, left_reason="retired")
    member = bring_back(community_secretary, street_secretary, check_in).member
    member.refresh_from_db()
    assert (member.on_job, member.left_unit_on) == (False, day)
    page = client_of(community_secretary).get("/desk/check-ins/left/").content.decode()
    assert "没有待办理注销的党员" in page


def test_what_stands_again_is_not_asked_for_twice(
    asked: Reactivation,
    closed: CheckIn,
    community_secretary: User,
    street_secretary: User,
    client_of: type[Client],
) -> None:
    check_in = consent_reactivation(actor=street_secretary, reactivation=asked)
    close_check_in(
        actor=community_secretary, check_in=check_in, close_reason="moved_district",
        closed_on=clock.today(),
    )  # fmt: skip
    with pytest.raises(RuleViolation, match="已恢复在册过"):
        ask_reactivation(actor=community_secretary, check_in=closed, reason="又搬回来了")
    desk = client_of(community_secretary)
    pages = [desk.get(f"/desk/check-ins/{row.pk}/") for row in (closed, check_in)]
    assert ["/reactivate/" in page.content.decode() for page in pages] == [False, True]


def test_a_grid_that_went_to_another_community_is_left_out(
    asked: Reactivation, street_secretary: User, places: Places
) -> None:
    Organization.objects.filter(pk=places.grid.pk).update(parent=places.sibling)
    assert consent_reactivation(actor=street_secretary, reactivation=asked).grid is None
