"""Entering what was done of a duty, and taking a mistaken entry back."""

import datetime
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.violations import RuleViolation
from covenants.models import Covenant, Fulfilment
from covenants.operations.ending import terminate_covenant, void_covenant
from covenants.operations.fulfilments import fulfil_obligation, void_fulfilment
from orgs.models import DirtyMonth, Organization, ResidentUnit
from orgs.operations.unit_merges import merge_units
from orgs.policy import Role
from tests.makers.covenants import make_signed
from tests.makers.duties import CLINIC, HALL, duty_of, make_act, make_promised
from tests.makers.orgs import make_holder, make_unit

SIGNED = date(2025, 3, 1)
ENDS = date(2027, 2, 28)


@pytest.fixture
def covenant(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_promised(community_secretary, community, unit, effective_to=ENDS)


def refused(covenant: Covenant, actor: User, day: str, text: str = "义诊") -> tuple[str, str]:
    with pytest.raises(RuleViolation) as caught:
        make_act(actor, duty_of(covenant), day, text)
    return caught.value.code, caught.value.field


def test_a_liaison_enters_what_the_unit_did(liaison: User, covenant: Covenant) -> None:
    duty = duty_of(covenant)
    assert duty.next_due_on == date(2025, 5, 31)
    DirtyMonth.objects.all().delete()
    act = make_act(liaison, duty, "2025-04-10", " 为 30 位老人\n义诊 ")
    duty.refresh_from_db()
    assert (act.text, act.created_by, duty.next_due_on) == (
        "为 30 位老人 义诊", liaison, date(2025, 8, 31),
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="fulfilment.enter")
    assert entry.detail == {"covenant": covenant.pk, "done_on": "2025-04-10"}
    assert DirtyMonth.objects.filter(organization=covenant.organization, month="2025-04").exists()


def test_the_keeper_enters_for_either_side(community_secretary: User, covenant: Covenant) -> None:
    for text in (HALL.text, CLINIC.text):
        make_act(community_secretary, duty_of(covenant, text), "2025-04-10")
    assert Fulfilment.objects.count() == 2


def test_who_spoke_for_the_unit_shows(
    community_secretary: User, liaison: User, covenant: Covenant
) -> None:
    for actor, day in ((community_secretary, "2025-04-10"), (liaison, "2025-04-11")):
        make_act(actor, duty_of(covenant), day)
    rows = Fulfilment.objects.for_list()
    assert [row.is_by_unit for row in rows] == [True, False]


@pytest.mark.parametrize(
    "role", ["neighbour", "street_secretary", "district_admin", "grid_secretary", "member"]
)
def test_nobody_else_enters_anything(
    role: str, covenant: Covenant, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        make_act(request.getfixturevalue(role), duty_of(covenant), "2025-04-10")
    assert not Fulfilment.objects.exists()


def test_a_unit_does_not_enter_what_the_community_promised(
    liaison: User, covenant: Covenant
) -> None:
    with pytest.raises(PermissionDenied):
        make_act(liaison, duty_of(covenant, HALL.text), "2025-04-10")


def test_another_unit_of_the_covenant_does_not_enter_it_either(
    district_admin: User, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    other = make_unit(district_admin, community.district, "区财政局")
    covenant = make_promised(community_secretary, community, unit, other)
    with pytest.raises(PermissionDenied):
        make_act(make_holder("other", Role.LIAISON, other), duty_of(covenant), "2025-04-10")


def test_a_street_keeps_its_own_covenant(
    street_secretary: User, community_secretary: User, street: Organization, unit: ResidentUnit
) -> None:
    duty = duty_of(make_promised(street_secretary, street, unit))
    make_act(street_secretary, duty, "2025-04-10")
    with pytest.raises(PermissionDenied):
        make_act(community_secretary, duty, "2025-04-11")


@pytest.mark.parametrize("day", ["2999-01-01", "1999-12-31", "2025-02-28", "0001-01-01"])
def test_a_day_that_can_not_be_is_refused(day: str, liaison: User, covenant: Covenant) -> None:
    assert refused(covenant, liaison, day) == ("fulfilment.done_on", "done_on")
    assert not Fulfilment.objects.exists()


def test_the_day_of_signing_and_today_are_good(liaison: User, covenant: Covenant) -> None:
    make_act(liaison, duty_of(covenant), "2025-03-01")
    make_act(liaison, duty_of(covenant), f"{clock.today()}")


def test_an_expired_covenant_takes_days_up_to_its_last(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_promised(community_secretary, community, unit, effective_to=date(2025, 12, 31))
    make_act(community_secretary, duty_of(covenant), "2025-12-31")
    code = refused(covenant, community_secretary, "2026-01-01")
    assert code == ("fulfilment.done_on", "done_on")


def test_a_terminated_covenant_takes_days_before_its_end(
    community_secretary: User, covenant: Covenant
) -> None:
    ended = date(2026, 5, 1)
    terminate_covenant(
        actor=community_secretary, covenant=covenant, terminated_on=ended, reason="单位搬迁"
    )
    make_act(community_secretary, duty_of(covenant), "2026-04-30")
    code = refused(covenant, community_secretary, "2026-05-01")
    assert code == ("fulfilment.done_on", "done_on")


def test_a_draft_and_a_void_covenant_take_nothing(
    district_admin: User, community_secretary: User, covenant: Covenant
) -> None:
    void_covenant(actor=district_admin, covenant=covenant, reason="误录")
    assert refused(covenant, community_secretary, "2025-04-10") == ("covenant.state", None)
    Covenant.objects.filter(pk=covenant.pk).update(status="draft")
    assert refused(covenant, community_secretary, "2025-04-10") == ("covenant.state", None)


@pytest.mark.parametrize(
    ("text", "code"),
    [(" \u3000", "text.empty"), ("好" * 301, "text.long"), ("义\u200b诊", "text.forbidden")],
)
def test_words_that_say_nothing_are_refused(
    text: str, code: str, liaison: User, covenant: Covenant
) -> None:
    assert refused(covenant, liaison, "2025-04-10", text) == (code, "text")


def test_the_same_day_and_words_count_once(liaison: User, covenant: Covenant) -> None:
    act = make_act(liaison, duty_of(covenant), "2025-04-10", "义诊")
    assert refused(covenant, liaison, "2025-04-10", "义诊") == ("fulfilment.twice", "text")
    void_fulfilment(actor=liaison, fulfilment=act, reason="日期有误")
    make_act(liaison, duty_of(covenant), "2025-04-10", "义诊")


def test_a_void_entry_opens_the_duty_again(liaison: User, covenant: Covenant) -> None:
    act = make_act(liaison, duty_of(covenant), "2025-04-10")
    DirtyMonth.objects.all().delete()
    act = void_fulfilment(actor=liaison, fulfilment=act, reason=" 记错了 ")
    assert (act.is_void, act.reason) == (True, "记错了")
    assert duty_of(covenant).next_due_on == date(2025, 5, 31)
    assert AuditEntry.objects.get(action="fulfilment.void").detail["reason"] == "记错了"
    assert DirtyMonth.objects.filter(organization=covenant.organization, month="2025-04").exists()


def test_an_entry_is_not_voided_twice(liaison: User, covenant: Covenant) -> None:
    act = make_act(liaison, duty_of(covenant), "2025-04-10")
    void_fulfilment(actor=liaison, fulfilment=act, reason="记错了")
    with pytest.raises(RuleViolation, match="已经作废"):
        void_fulfilment(actor=liaison, fulfilment=act, reason="记错了")


def test_a_unit_voids_only_what_it_entered(
    liaison: User, community_secretary: User, covenant: Covenant
) -> None:
    act = make_act(community_secretary, duty_of(covenant), "2025-04-10")
    with pytest.raises(PermissionDenied):
        void_fulfilment(actor=liaison, fulfilment=act, reason="不实")
    assert not Fulfilment.objects.filter(is_void=True).exists()


def test_the_next_liaison_voids_what_the_last_one_entered(
    liaison: User, covenant: Covenant, unit: ResidentUnit
) -> None:
    act = make_act(liaison, duty_of(covenant), "2025-04-10")
    successor = make_holder("successor", Role.LIAISON, unit)
    assert void_fulfilment(actor=successor, fulfilment=act, reason="重复").is_void


def test_the_keeper_voids_what_the_unit_entered_and_it_is_told(
    liaison: User, community_secretary: User, covenant: Covenant
) -> None:
    Notification.objects.all().delete()
    act = make_act(liaison, duty_of(covenant), "2025-04-10")
    void_fulfilment(actor=community_secretary, fulfilment=act, reason="那天没有义诊")
    message = Notification.objects.get(recipient=liaison)
    assert "那天没有义诊" in message.text
    assert message.url == f"/unit/covenants/{covenant.pk}/balance/"


def test_who_speaks_for_the_unit_it_was_merged_into_fulfils_what_a_duplicate_promised(
    district_admin: User, covenant: Covenant, unit: ResidentUnit
) -> None:
    target = make_unit(district_admin, unit.district, "区教育体育局")
    merge_units(actor=district_admin, unit=unit, target=target)
    heir = make_holder("heir", Role.LIAISON, target)
    act = make_act(heir, duty_of(covenant), "2025-04-10")
    assert Fulfilment.objects.for_list().get(pk=act.pk).is_by_unit


def test_an_early_end_leaves_no_day_by_which_to_do_anything(
    community_secretary: User, covenant: Covenant
) -> None:
    terminate_covenant(
        actor=community_secretary, covenant=covenant, terminated_on=date(2025, 4, 1),
        reason="单位搬迁",
    )  # fmt: skip
    assert duty_of(covenant).next_due_on is None


def test_a_supplement_ends_with_what_it_amends(
    community_secretary: User, community: Organization, unit: ResidentUnit, covenant: Covenant
) -> None:
    supplement = make_promised(
        community_secretary, community, unit, amends=covenant, effective_to=ENDS
    )
    assert duty_of(supplement).next_due_on == date(2025, 5, 31)
    terminate_covenant(
        actor=community_secretary, covenant=covenant, terminated_on=date(2025, 4, 1),
        reason="单位搬迁",
    )  # fmt: skip
    assert duty_of(supplement).next_due_on is None
    code = refused(supplement, community_secretary, "2025-04-02")
    assert code == ("fulfilment.done_on", "done_on")


def test_the_stored_day_is_what_the_acts_give(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_signed(community_secretary, community, unit, obligations=[CLINIC])
    duty = duty_of(covenant)
    days = [datetime.date(2025, month, 15) for month in (3, 6, 9, 12)]
    for day in reversed(days):
        fulfil_obligation(actor=community_secretary, obligation=duty, done_on=day, text="义诊")
    assert duty_of(covenant).next_due_on == date(2026, 5, 31)
