"""Messages 60 and 30 days before a covenant ends."""

import datetime

import pytest

from accounts.models import Notification, User
from common import clock
from covenants.models import Covenant
from covenants.operations.ending import terminate_covenant
from covenants.operations.notices import warn_of_expiry
from covenants.operations.signing import sign_covenant
from covenants.selectors.expiry import covenants_to_warn_of
from covenants.tasks import warn_of_expiry as task
from orgs.models import Organization, ResidentUnit
from tests.makers.covenants import make_covenant, make_signed

DAY = datetime.timedelta(days=1)
END = clock.today() + 100 * DAY


@pytest.fixture
def covenant(
    community_secretary: User, community: Organization, unit: ResidentUnit, liaison: User
) -> Covenant:
    signed = make_signed(community_secretary, community, unit, effective_to=END)
    Notification.objects.all().delete()
    return signed


def morning(days_left: int) -> int:
    """Run what the task runs, so many days before the end; returns how many messages came."""
    before, day = Notification.objects.count(), END - days_left * DAY
    for covenant in covenants_to_warn_of(day):
        warn_of_expiry(covenant=covenant, day=day)
    return Notification.objects.count() - before


def test_both_sides_are_told_on_day_60_and_on_day_30(covenant: Covenant) -> None:
    assert [morning(left) for left in (61, 60, 59, 31, 30, 29, 0, -1)] == [0, 2, 0, 0, 2, 0, 0, 0]


def test_a_missed_day_is_caught_up(covenant: Covenant) -> None:
    assert [morning(left) for left in (62, 57, 56, 25, 24)] == [0, 2, 0, 2, 0]


def test_who_was_missed_for_long_is_told_once(covenant: Covenant) -> None:
    assert [morning(left) for left in (20, 19)] == [2, 0]


def test_the_message_leads_each_side_to_its_own_page(
    covenant: Covenant, community_secretary: User, liaison: User
) -> None:
    morning(60)
    urls = {row.recipient_id: row.url for row in Notification.objects.all()}
    assert urls == {
        community_secretary.pk: f"/desk/covenants/{covenant.pk}/",
        liaison.pk: f"/unit/covenants/{covenant.pk}/",
    }
    assert "还有 60 天" in Notification.objects.filter(recipient=liaison).get().text


def test_two_workers_that_read_the_same_list_send_once(covenant: Covenant) -> None:
    day = END - 60 * DAY
    [row], [same] = (list(covenants_to_warn_of(day)) for _ in range(2))
    assert warn_of_expiry(covenant=row, day=day)
    assert not warn_of_expiry(covenant=same, day=day)
    assert Notification.objects.count() == 2


def test_what_is_renewed_is_silent(covenant: Covenant, community_secretary: User) -> None:
    renewal = make_covenant(
        community_secretary, covenant.organization, covenant.unit_parties[0].unit, renews=covenant
    )
    assert morning(60) == 2
    assert Notification.objects.filter(text__contains="续签协议已经起草").count() == 2
    sign_covenant(
        actor=community_secretary, covenant=renewal, signed_on=clock.today(),
        effective_from=END + DAY,
    )  # fmt: skip
    assert morning(30) == 0


def test_what_has_ended_is_silent(covenant: Covenant, community_secretary: User) -> None:
    terminate_covenant(
        actor=community_secretary, covenant=covenant, terminated_on=clock.today(), reason="撤并"
    )
    assert morning(30) == 0


def test_supplements_and_open_terms_are_silent(
    community_secretary: User, community: Organization, unit: ResidentUnit, covenant: Covenant
) -> None:
    today = clock.today()
    supplement = make_covenant(community_secretary, community, unit, amends=covenant)
    sign_covenant(
        actor=community_secretary, covenant=supplement, signed_on=today, effective_from=today
    )
    make_signed(community_secretary, community, unit)
    assert list(covenants_to_warn_of(END - 30 * DAY)) == [covenant]


def test_the_task_takes_today(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    soon = clock.today() + 30 * DAY
    make_signed(community_secretary, community, unit, effective_to=soon)
    task()
    task()
    texts = Notification.objects.filter(recipient=community_secretary)
    assert texts.filter(text__contains="还有 30 天").count() == 1
