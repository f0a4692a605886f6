"""Random steps with the check-ins of four members: one place each, and figures that add up."""

import datetime
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import User
from common.violations import RuleViolation
from members.models import CheckIn, Member, MemberMerge, Reactivation
from members.operations.check_ins import submit_check_in, withdraw_check_in
from members.operations.entering import enter_check_in
from members.operations.handling import accept_check_in, close_check_in, return_check_in
from members.operations.merges import declare_distinct, merge_members, undo_merge
from members.operations.reactivations import (
    ask_reactivation,
    consent_reactivation,
    refuse_reactivation,
    withdraw_reactivation,
)
from members.operations.transfers import (
    ask_transfer,
    cancel_transfer,
    refuse_transfer,
    release_transfer,
)
from orgs.models import District, Organization
from reports.figures import figures_of
from reports.periods import Period
from tests.makers.check_in_world import World
from tests.makers.members import submission

PICK = st.integers(min_value=0, max_value=11)
Status = CheckIn.Status
Reason = CheckIn.CloseReason
BEGIN = datetime.datetime(2026, 3, 2, 2, tzinfo=datetime.UTC)
NEVER_ACCEPTED = {Status.PENDING, Status.RETURNED, Status.WITHDRAWN, Status.VOID, Status.DRAFT}
STEPS = (
    "submit", "enter", "accept", "accept", "accept", "send_back", "withdraw", "ask", "ask", "ask",
    "release", "release", "refuse", "cancel", "close", "close", "ask_again", "ask_again", "decide",
    "decide", "merge", "undo", "keep_apart", "wait",
)  # fmt: skip
FLOWS = ("opening", "added", "moved_in", "moved_out", "closed", "closing")
# Steps after which fewer may be counted: two rows were one, or one should not have been.
COUNTED_OUT = {Reason.DUPLICATE, Reason.MISTAKE}


class CheckInMachine(RuleBasedStateMachine):
    """Every run begins with the same world and is taken back at its end."""

    world: World
    watch: Any

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.watch.move_to(BEGIN)
        self.day = timezone.localdate()
        self.official, self.district = self.world.official, self.world.district
        self.communities, self.members = self.world.communities, self.world.members
        self.secretaries, self.streets = self.world.secretaries, self.world.streets
        self.cumulative: Counter[int] = Counter()
        self.may_fall = self.is_fresh = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    def place(self, number: int) -> Organization:
        return self.communities[number % 3]

    def secretary_of(self, check_in: CheckIn) -> User:
        return self.secretaries[self.communities.index(check_in.community)]

    def member(self, number: int) -> Member:
        return Member.objects.get(pk=self.members[number % 4].pk)

    def pick(self, number: int, *statuses: str) -> CheckIn | None:
        rows = CheckIn.objects.filter(status__in=statuses or Status.values).order_by("pk")
        count = rows.count()
        return rows[number % count] if count else None

    def attempt(self, operation: Callable, actor: User | None, **wish: object) -> bool:
        """Do it as a request would: all or nothing, and a refusal is an answer."""
        with suppress(RuleViolation, PermissionDenied), transaction.atomic():
            operation(actor=actor, **wish)
            self.is_fresh = True
            return True
        return False

    def at(self, number: int, operation: Callable, statuses: set[str], **wish: object) -> bool:
        """Let the community of a check-in in one of the states (or, now and then, in any) act."""
        check_in = self.pick(number, *([] if number == 11 else statuses))
        return check_in is not None and self.attempt(
            operation, self.secretary_of(check_in), check_in=check_in, **wish
        )

    @rule(step=st.sampled_from(STEPS), one=PICK, other=PICK, reason=st.sampled_from(Reason))
    def act(self, step: str, one: int, other: int, reason: str) -> None:
        """One rule for all steps: so that every run may take every one of them."""
        if step == "close":
            self.close(one, other, reason)
        else:
            getattr(self, step)(one, other)

    def submit(self, one: int, other: int) -> None:
        member = self.member(one)
        wish = submission(self.place(other))
        if member.user is not None:
            self.attempt(submit_check_in, member.user, member=member, **wish)

    def enter(self, one: int, other: int) -> None:
        member, wish = self.member(one), submission(self.place(other))
        self.attempt(
            enter_check_in, self.secretaries[other % 3], name=member.name,
            mobile=member.open_mobile(), **wish,
        )  # fmt: skip

    def accept(self, one: int, other: int) -> None:
        self.at(one, accept_check_in, {Status.PENDING})

    def send_back(self, one: int, other: int) -> None:
        self.at(one, return_check_in, {Status.PENDING}, reason="请核对住址")

    def withdraw(self, one: int, other: int) -> None:
        if (check_in := self.pick(one, Status.PENDING)) and check_in.member.user:
            actor = check_in.member.user
            self.attempt(withdraw_check_in, actor, check_in=check_in, reason="填错了")

    def ask(self, one: int, other: int) -> None:
        if check_in := self.pick(one, Status.REGISTERED):
            actor = check_in.member.user if one % 2 else None
            self.attempt(
                ask_transfer, actor or self.secretary_of(check_in), check_in=check_in,
                community=self.place(other), basis="residence", reason="搬家",
            )  # fmt: skip

    def release(self, one: int, other: int) -> None:
        self.at(one, release_transfer, {Status.TRANSFERRING})

    def refuse(self, one: int, other: int) -> None:
        self.at(one, refuse_transfer, {Status.TRANSFERRING}, reason="请先核实")

    def cancel(self, one: int, other: int) -> None:
        self.at(one, cancel_transfer, {Status.TRANSFERRING})

    def close(self, one: int, other: int, reason: str) -> None:
        """On the day, or on one that is over; not always within the registration."""
        day = timezone.localdate() - datetime.timedelta(days=other // 3)
        closing = {"close_reason": reason, "closed_on": day}
        if self.at(one, close_check_in, {Status.REGISTERED}, **closing):
            self.may_fall |= reason in COUNTED_OUT

    def ask_again(self, one: int, other: int) -> None:
        self.at(one, ask_reactivation, {Status.CLOSED}, reason="又搬回来了")

    def decide(self, one: int, other: int) -> None:
        asked = Reactivation.objects.asked().order_by("pk").first()
        if asked is None:
            return
        community = self.communities.index(asked.check_in.community)
        street = self.streets[community // 2]
        if other == 0:
            self.attempt(refuse_reactivation, street, reactivation=asked, reason="请先核实")
        elif other == 1:
            self.attempt(withdraw_reactivation, self.secretaries[community], reactivation=asked)
        else:
            self.attempt(consent_reactivation, street, reactivation=asked)

    def merge(self, one: int, other: int) -> None:
        rows = {"duplicate": self.member(one), "kept": self.member(other)}
        if self.attempt(merge_members, self.official, **rows, reason="同一人"):
            self.may_fall = True

    def undo(self, one: int, other: int) -> None:
        if merges := list(MemberMerge.objects.standing().order_by("pk")):
            self.attempt(undo_merge, self.official, merge=merges[one % len(merges)])

    def keep_apart(self, one: int, other: int) -> None:
        rows = {"one": self.member(one), "other": self.member(other)}
        self.attempt(declare_distinct, self.official, **rows, reason="夫妻同号")

    def wait(self, one: int, other: int) -> None:
        self.watch.shift(datetime.timedelta(days=1 + 3 * other))
        self.is_fresh = True

    @invariant()
    def nobody_is_registered_or_waits_twice(self) -> None:
        held: Counter[tuple[int, str]] = Counter()
        for check_in in CheckIn.objects.open().select_related("member"):
            state = "waits" if check_in.status == Status.PENDING else "stands"
            held[check_in.member.merged_into_id or check_in.member_id, state] += 1
        assert all(count == 1 for count in held.values()), held

    @invariant()
    def what_stands_was_accepted_and_what_moved_arrived_the_same_day(self) -> None:
        for check_in in CheckIn.objects.exclude(status__in=NEVER_ACCEPTED):
            assert check_in.accepted_at is not None
            if check_in.status == Status.TRANSFERRED:
                arrived = [
                    timezone.localdate(row.accepted_at)
                    for row in check_in.following.exclude(status__in=NEVER_ACCEPTED)
                ]
                assert arrived == [check_in.closed_on]

    @invariant()
    def a_waiting_transfer_has_both_ends(self) -> None:
        for waiting in CheckIn.objects.pending().exclude(previous=None):
            assert waiting.previous.status == Status.TRANSFERRING
            assert waiting.previous.transfer_to == waiting.community

    @invariant()
    def figures_equal_the_records_and_the_stock_closes(self) -> None:
        if not self.is_fresh:
            return
        self.is_fresh = False
        today = timezone.localdate()
        self.compare(self.district, Period(today, today, today))
        for place in (self.district, *self.communities):
            self.compare(place, Period(self.day, today, today))
            self.cumulative_holds(place)
        self.may_fall = False

    def compare(self, place: District | Organization, period: Period) -> None:
        codes = ["S8.registered", *(f"S8.{flow}" for flow in FLOWS)]
        persons, opening, added, came, left, closed, closing = (
            figure.value for figure in figures_of(place, period, codes)
        )
        assert persons == len(self.persons_on(place, period.as_of))
        assert opening + added + came - left - closed == closing == persons

    def persons_on(self, place: District | Organization, day: datetime.date) -> set[int]:
        """Who is 在册 at the end of the day, counted by hand."""
        return {
            row.member.merged_into_id or row.member_id
            for row in self.counted_at(place)
            if timezone.localdate(row.accepted_at) <= day
            and (row.closed_on is None or row.closed_on > day)
        }

    def counted_at(self, place: District | Organization) -> list[CheckIn]:
        rows = CheckIn.objects.select_related("member").exclude(status__in=NEVER_ACCEPTED)
        rows = rows if place == self.district else rows.filter(community=place)
        return [row for row in rows if row.close_reason not in COUNTED_OUT]

    def cumulative_holds(self, place: District | Organization) -> None:
        now = len({row.member.standing.pk for row in self.counted_at(place)})
        key = 0 if place == self.district else place.pk
        assert now >= self.cumulative[key] or self.may_fall
        self.cumulative[key] = now


@pytest.mark.django_db
def test_every_member_has_one_place_and_every_figure_its_records() -> None:
    with time_machine.travel(BEGIN, tick=False) as watch:
        CheckInMachine.world, CheckInMachine.watch = World(), watch
        run_state_machine_as_test(
            CheckInMachine,
            settings=settings(
                max_examples=10,
                stateful_step_count=40,
                deadline=None,
                derandomize=True,
                # Shrinking takes minutes and finds little: the steps are printed as they are.
                phases=[Phase.generate],
            ),
        )
