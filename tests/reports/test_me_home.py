"""The member's home: the next step on top, then what is one's own."""

import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from members.models import CheckInExemption, HouseholdLink
from members.operations.transfers import ask_transfer
from tests.conftest import SignedIn
from tests.makers.members import make_pending, make_registered
from tests.makers.orgs import Places, make_below
from tests.makers.services import make_confirmed_log

HOME = "/me/"
TODAY = datetime.date(2026, 1, 1)


def page(user: User) -> str:
    return SignedIn(user).get(HOME).content.decode()


def test_the_next_step_stands_before_everything_else(member: User, places: Places) -> None:
    make_pending(member, places.community)
    shown = page(member)
    assert shown.index("请等大拱桥社区接收") < shown.index("我的服务</h2>")


def test_a_member_who_moves_reads_who_acts_next(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    ask_transfer(
        actor=member, check_in=check_in, community=places.sibling, basis="residence", reason="搬家"
    )
    assert "请等大拱桥社区同意转往三五八社区" in page(member)


def test_an_exemption_in_force_is_named_and_one_that_is_over_is_not(member: User) -> None:
    own = {"member": member.member, "kind": "exempt"}
    CheckInExemption.objects.create(**own, reason="village", started_on=TODAY)
    CheckInExemption.objects.create(**own, reason="study", started_on=TODAY, ended_on=TODAY)
    shown = page(member)
    assert "免报到：驻村帮扶，2026年1月1日起" in shown
    assert "脱产学习" not in shown


def test_households_are_shown_as_codes(member: User, district_admin: User, places: Places) -> None:
    household = make_below(district_admin, places.building, "0001户")
    HouseholdLink.objects.create(member=member.member, household=household)
    assert household.code in page(member)


def test_the_home_asks_as_often_for_twelve_services_as_for_two(
    member: User, community_secretary: User, district_admin: User, places: Places
) -> None:
    own = make_registered(member, community_secretary, places.community).member
    client = SignedIn(member)

    def fill(hours: range) -> int:
        for hour in hours:
            make_confirmed_log(
                community_secretary, own, places.community, f"{hour:02}:00", f"{hour:02}:30"
            )
            household = make_below(district_admin, places.building, f"{hour:04}户")
            HouseholdLink.objects.create(member=own, household=household)
        client.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HOME).status_code == 200
        return len(queries)

    assert fill(range(6, 8)) == fill(range(8, 18))
