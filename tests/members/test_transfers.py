import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Notification, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from members.models import CheckIn
from members.operations.handling import accept_check_in, close_check_in, return_check_in
from members.operations.intentions import change_intentions
from members.operations.transfers import (
    ask_transfer,
    cancel_transfer,
    refuse_transfer,
    release_transfer,
)
from orgs.models import DirtyMonth, Organization
from orgs.operations.succession import dissolve_organization
from tests.makers.members import EVENINGS, SATURDAY, make_pending, make_registered
from tests.makers.orgs import Places

Status = CheckIn.Status


@pytest.fixture
def check_in(member: User, community_secretary: User, places: Places) -> CheckIn:
    """In the register of 大拱桥."""
    return make_registered(member, community_secretary, places.community)


def ask(actor: User, check_in: CheckIn, community: Organization) -> CheckIn:
    return ask_transfer(
        actor=actor, check_in=check_in, community=community, basis="residence", reason="搬家"
    )


def statuses() -> list[tuple[str, str]]:
    rows = CheckIn.objects.order_by("pk").select_related("community")
    return [(row.community.name, row.get_status_display()) for row in rows]


def test_a_member_moves_in_one_day_and_one_transaction(
    member: User, community_secretary: User, neighbour: User, check_in: CheckIn, places: Places
) -> None:
    ask(member, check_in, places.sibling)
    waiting = release_transfer(actor=community_secretary, check_in=check_in)
    assert statuses() == [("大拱桥社区", "转出申请"), ("三五八社区", "待接收")]
    DirtyMonth.objects.all().delete()
    accepted = accept_check_in(actor=neighbour, check_in=waiting)
    check_in.refresh_from_db()
    assert statuses() == [("大拱桥社区", "已转出"), ("三五八社区", "在册")]
    assert check_in.closed_on == clock.today()
    assert check_in.close_reason == CheckIn.CloseReason.MOVED_COMMUNITY
    assert accepted.previous == check_in
    marked = set(DirtyMonth.objects.values_list("organization", "month"))
    month = Month.of(clock.today())
    assert marked == {(places.community.pk, month), (places.sibling.pk, month)}


def test_intentions_and_times_go_along_with_their_days(
    member: User, community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    day = clock.today() - datetime.timedelta(days=40)
    check_in.intentions.update(registered_on=day)
    check_in.availabilities.update(registered_on=day)
    check_in.intentions.filter(category="09").update(withdrawn_on=day)
    ask(member, check_in, places.sibling)
    waiting = release_transfer(actor=community_secretary, check_in=check_in)
    assert list(waiting.intentions.values_list("category", "registered_on")) == [("01", day)]
    assert [row.slot for row in waiting.availabilities.all()] == [EVENINGS]
    assert waiting.availabilities.get().registered_on == day


def test_what_is_changed_on_the_way_holds_at_both_ends(
    member: User, community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    ask(member, check_in, places.sibling)
    waiting = release_transfer(actor=community_secretary, check_in=check_in)
    for end, category in ((waiting, "04"), (check_in, "05")):
        change_intentions(
            actor=member, check_in=end, categories=[category], availabilities=[SATURDAY],
            emergency_ok=True,
        )  # fmt: skip
        for row in CheckIn.objects.all():
            assert row.emergency_ok
            assert [one.category for one in row.intentions.current()] == [category]


def test_what_the_old_community_asks_for_it_has_released(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    asked = ask(community_secretary, check_in, places.sibling)
    assert asked.status == Status.TRANSFERRING
    assert asked.following.get().status == Status.PENDING
    with pytest.raises(RuleViolation, match="正等待对方社区接收"):
        release_transfer(actor=community_secretary, check_in=asked)
    with pytest.raises(RuleViolation, match="正等待对方社区接收"):
        refuse_transfer(actor=community_secretary, check_in=asked, reason="不同意")


def test_the_old_community_may_refuse_and_the_member_stays(
    member: User, community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    ask(member, check_in, places.sibling)
    stayed = refuse_transfer(
        actor=community_secretary, check_in=check_in, reason="请打 13800001234 核对"
    )
    assert (stayed.status, stayed.is_refused_transfer) == (Status.REGISTERED, True)
    assert stayed.return_reason == "请打 13800001234 核对"
    told = Notification.objects.filter(recipient=member).latest("pk").text
    assert told == "大拱桥社区未同意您转出，您仍在该社区在册，请查看原因。"
    assert ask(member, stayed, places.sibling).return_reason == ""


@pytest.mark.parametrize("role", ["member", "community_secretary"])
def test_a_transfer_is_taken_back_from_either_side(
    request: pytest.FixtureRequest,
    community_secretary: User,
    check_in: CheckIn,
    places: Places,
    role: str,
) -> None:
    asked = ask(community_secretary, check_in, places.sibling)
    cancel_transfer(actor=request.getfixturevalue(role), check_in=asked)
    assert statuses() == [("大拱桥社区", "在册"), ("三五八社区", "本人撤回")]


def test_a_returned_arrival_leaves_the_member_where_the_move_began(
    member: User, community_secretary: User, neighbour: User, check_in: CheckIn, places: Places
) -> None:
    ask(community_secretary, check_in, places.sibling)
    waiting = check_in.following.get()
    return_check_in(actor=neighbour, check_in=waiting, reason="不住在本社区")
    assert statuses() == [("大拱桥社区", "在册"), ("三五八社区", "退回")]
    told = Notification.objects.filter(recipient=member).latest("pk").text
    assert told == "三五八社区退回了您的转入，您仍在大拱桥社区在册，请查看原因。"


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"community": "community"}, "已在这个社区报到"),
        ({"community": "street"}, "不能接收报到"),
        ({"community": "grid"}, "不能接收报到"),
        ({"basis": "pairing"}, "不是单位的结对社区"),
        ({"basis": "near"}, "请选择报到依据"),
        ({"reason": " \u3000"}, "请填写转出说明"),
        ({"version": 99}, "刚刚被别人修改"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused(
    member: User, check_in: CheckIn, places: Places, wish: dict[str, object], sentence: str
) -> None:
    given = {"community": "sibling", "basis": "residence", "reason": "搬家"} | wish
    community = getattr(places, str(given.pop("community")))
    with pytest.raises(RuleViolation, match=sentence):
        ask_transfer(actor=member, check_in=check_in, community=community, **given)
    assert statuses() == [("大拱桥社区", "在册")]


def test_one_transfer_at_a_time_and_none_of_what_waits(
    member: User, check_in: CheckIn, places: Places
) -> None:
    ask(member, check_in, places.sibling)
    with pytest.raises(RuleViolation, match="已有一份转出申请"):
        ask(member, check_in, places.other_community)
    CheckIn.objects.update(status=Status.PENDING)
    with pytest.raises(RuleViolation, match="还在等待接收，不能转出"):
        ask(member, check_in, places.sibling)


def test_what_is_being_transferred_is_not_closed(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    ask(community_secretary, check_in, places.sibling)
    with pytest.raises(RuleViolation, match="请先撤回转出"):
        close_check_in(
            actor=community_secretary,
            check_in=check_in,
            close_reason="retired",
            closed_on=clock.today(),
        )


@pytest.mark.parametrize("role", ["neighbour", "street_secretary", "grid_secretary", "liaison"])
def test_nobody_else_moves_a_member(
    request: pytest.FixtureRequest, member: User, check_in: CheckIn, places: Places, role: str
) -> None:
    actor = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        ask(actor, check_in, places.sibling)
    ask(member, check_in, places.sibling)
    for step in (release_transfer, cancel_transfer):
        with pytest.raises(PermissionDenied):
            step(actor=actor, check_in=check_in)
    with pytest.raises(PermissionDenied):
        refuse_transfer(actor=actor, check_in=check_in, reason="不同意")


def test_a_member_does_not_release_oneself(member: User, check_in: CheckIn, places: Places) -> None:
    ask(member, check_in, places.sibling)
    with pytest.raises(PermissionDenied):
        release_transfer(actor=member, check_in=check_in)


def test_a_community_that_took_another_over_answers_what_waits_there(
    member: User, district_admin: User, neighbour: User, places: Places
) -> None:
    waiting = make_pending(member, places.community)
    dissolve_organization(
        actor=district_admin, organization=places.community, successor=places.sibling,
        effective_on=clock.today(),
    )  # fmt: skip
    accepted = accept_check_in(actor=neighbour, check_in=waiting)
    assert (accepted.status, accepted.community) == (Status.REGISTERED, places.sibling)


def test_a_community_that_took_another_over_transfers_its_members(
    check_in: CheckIn, district_admin: User, neighbour: User, places: Places
) -> None:
    dissolve_organization(
        actor=district_admin, organization=places.community, successor=places.sibling,
        effective_on=clock.today(),
    )  # fmt: skip
    with pytest.raises(RuleViolation, match="已在这个社区报到"):
        ask(neighbour, check_in, places.sibling)
    assert ask(neighbour, check_in, places.other_community).following.count() == 1


def test_a_wish_for_a_community_that_was_taken_over_goes_to_its_successor(
    member: User,
    community_secretary: User,
    district_admin: User,
    check_in: CheckIn,
    places: Places,
) -> None:
    ask(member, check_in, places.sibling)
    dissolve_organization(
        actor=district_admin, organization=places.sibling, successor=places.other_community,
        effective_on=clock.today(),
    )  # fmt: skip
    waiting = release_transfer(actor=community_secretary, check_in=check_in)
    assert waiting.community == places.other_community


@pytest.mark.parametrize(("role", "who"), [("member", "您"), ("community_secretary", "这名党员")])
def test_who_asks_for_the_same_community_is_spoken_to(
    request: pytest.FixtureRequest, check_in: CheckIn, places: Places, role: str, who: str
) -> None:
    with pytest.raises(RuleViolation, match=f"{who}已在这个社区报到"):
        ask(request.getfixturevalue(role), check_in, places.community)


def test_a_mistake_found_after_a_transfer_marks_the_former_community_too(
    community_secretary: User, neighbour: User, check_in: CheckIn, places: Places
) -> None:
    waiting = ask(community_secretary, check_in, places.sibling).following.get()
    moved = accept_check_in(actor=neighbour, check_in=waiting)
    DirtyMonth.objects.all().delete()
    close_check_in(actor=neighbour, check_in=moved, close_reason="mistake", closed_on=clock.today())
    marked = set(DirtyMonth.objects.values_list("organization", flat=True))
    assert marked == {places.community.pk, places.sibling.pk}
