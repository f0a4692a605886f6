import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.violations import RuleViolation
from members.models import Availability, CheckIn, ServiceIntention
from members.operations.check_ins import withdraw_check_in
from members.operations.intentions import change_intentions
from tests.makers.members import EVENINGS, SATURDAY, make_pending, make_registered
from tests.makers.orgs import Places

LONG_AGO = datetime.date(2025, 1, 1)


@pytest.fixture
def check_in(member: User, community_secretary: User, places: Places) -> CheckIn:
    """Registered long ago with intentions 01 and 09 and workday evenings."""
    check_in = make_registered(member, community_secretary, places.community)
    ServiceIntention.objects.update(registered_on=LONG_AGO)
    Availability.objects.update(registered_on=LONG_AGO)
    return check_in


def test_a_change_is_dated_and_deletes_nothing(member: User, check_in: CheckIn) -> None:
    today = clock.today()
    change_intentions(
        actor=member, check_in=check_in, categories=["09", "12"], availabilities=[SATURDAY]
    )
    rows = check_in.intentions.order_by("category")
    dated = rows.values_list("category", "registered_on", "withdrawn_on")
    assert list(dated) == [("01", LONG_AGO, today), ("09", LONG_AGO, None), ("12", today, None)]
    times = check_in.availabilities.order_by("registered_on").values_list("withdrawn_on", flat=True)
    assert list(times) == [today, None]


def test_what_was_given_up_can_be_taken_up_again_on_the_same_day(
    member: User, check_in: CheckIn
) -> None:
    for categories in (["09"], ["01", "09"]):
        change_intentions(
            actor=member, check_in=check_in, categories=categories, availabilities=[EVENINGS]
        )
    assert check_in.intentions.filter(category="01").count() == 2
    assert check_in.intentions.current().count() == 2


def test_one_intention_and_one_time_always_remain(member: User, check_in: CheckIn) -> None:
    with pytest.raises(RuleViolation, match="至少选择一项服务意向"):
        change_intentions(actor=member, check_in=check_in, categories=[], availabilities=[EVENINGS])


def test_a_stale_change_is_refused(member: User, check_in: CheckIn) -> None:
    wish = {"categories": ["09"], "availabilities": [EVENINGS], "version": check_in.version}
    change_intentions(actor=member, check_in=check_in, **wish)
    with pytest.raises(RuleViolation, match="刚刚被别人修改"):
        change_intentions(actor=member, check_in=check_in, **wish)


@pytest.mark.parametrize("role", ["neighbour", "street_secretary", "liaison"])
def test_nobody_else_changes_them(
    request: pytest.FixtureRequest, check_in: CheckIn, role: str
) -> None:
    wish = {"categories": ["09"], "availabilities": [EVENINGS]}
    with pytest.raises(PermissionDenied):
        change_intentions(actor=request.getfixturevalue(role), check_in=check_in, **wish)


def test_the_community_does_not_change_what_still_waits(
    member: User, community_secretary: User, places: Places
) -> None:
    waiting = make_pending(member, places.community)
    wish = {"categories": ["09"], "availabilities": [EVENINGS]}
    with pytest.raises(PermissionDenied):
        change_intentions(actor=community_secretary, check_in=waiting, **wish)


def test_the_community_completes_what_is_missing_and_the_audit_says_who(
    member: User,
    community_secretary: User,
    check_in: CheckIn,
    client_of: type[Client],
) -> None:
    check_in.intentions.all().delete()
    check_in.availabilities.all().delete()
    desk, url = client_of(community_secretary), f"/desk/check-ins/{check_in.pk}/change/"
    assert url in desk.get(f"/desk/check-ins/{check_in.pk}/").content.decode()
    sent = {"categories": ["09"], "availabilities": ["6 09:00 12:00"], "version": check_in.version}
    page = desk.post(url, sent, follow=True).content.decode()
    assert "还没有登记" not in page
    assert [row.category for row in check_in.intentions.current()] == ["09"]
    entry = AuditEntry.objects.get(action="check_in.change_intentions")
    assert entry.actor_id == community_secretary.pk
    told = Notification.objects.filter(recipient=member).latest("pk").text
    assert told == "大拱桥社区已代您更改服务意向和时间，请核对。"


def test_what_has_ended_is_not_changed(member: User, places: Places) -> None:
    check_in = make_pending(member, places.community)
    withdraw_check_in(actor=member, check_in=check_in, reason="选错")
    with pytest.raises(RuleViolation, match="已经结束"):
        change_intentions(
            actor=member, check_in=check_in, categories=["09"], availabilities=[EVENINGS]
        )


def test_a_time_covers_the_moments_inside_it(check_in: CheckIn) -> None:
    evening = check_in.availabilities.get()
    friday = datetime.datetime(2026, 10, 16, 18, 30)  # noqa: DTZ001  local wall clock
    assert evening.covers(friday)
    assert not evening.covers(friday.replace(hour=21))
    assert not evening.covers(friday + datetime.timedelta(days=1))
