"""Random changes of the tree, one after the other: it stays in order, and so does its past."""

import datetime
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import User
from common.violations import RuleViolation
from orgs.models import District, Organization
from orgs.operations.marks import set_pattern_126, set_pilot
from orgs.operations.succession import dissolve_organization, split_organization
from orgs.operations.tree import (
    establish_organization,
    found_organization,
    merge_organizations,
    move_organization,
    rename_organization,
)
from orgs.operations.undo import undo_last_change
from orgs.selectors.history import StandingNode, tree_on
from orgs.selectors.tree import tree_faults
from reports.territory import Anchor, territory_on
from tests.makers.orgs import make_admin, make_places

PICK = st.integers(min_value=0, max_value=200)
FIRST, LAST = datetime.date(2024, 1, 1), datetime.date(2026, 6, 1)
DAYS = st.dates(FIRST, LAST)
LOOKED_AT = (FIRST, datetime.date(2025, 3, 15), LAST)
Tier = Organization.Tier
Past = dict[datetime.date, dict[int, StandingNode]]
Range = tuple[int | None, int, str, datetime.date | None, datetime.date | None, int | None]


class TreeMachine(RuleBasedStateMachine):
    """One small district, changed by its official in a transaction of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.district = District.objects.create(code="411502", name="浉河区")
        self.actor: User = make_admin(self.district)
        make_places(self.actor, self.district)
        self.number = 100
        self.codes: dict[int, str] = {}
        self.is_fresh = True

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    def pick(self, number: int, tier: int | None = None) -> Organization:
        nodes = Organization.objects.order_by("pk")
        nodes = nodes.filter(tier=tier) if tier else nodes
        return nodes[number % nodes.count()]

    def next_number(self) -> int:
        self.number += 1
        return self.number

    @rule(parent=PICK, day=DAYS | st.none())
    def found(self, parent: int, day: datetime.date | None) -> None:
        place, number = self.pick(parent), self.next_number()
        self.attempt(
            found_organization,
            parent=place,
            name=f"组织{number}",
            region_code=f"411502005{number}" if place.tier == 1 else "",
            established_on=day,
        )

    @rule(node=PICK, day=DAYS)
    def establish(self, node: int, day: datetime.date) -> None:
        self.attempt(establish_organization, organization=self.pick(node), established_on=day)

    @rule(node=PICK, parent=PICK, day=DAYS)
    def move(self, node: int, parent: int, day: datetime.date) -> None:
        moved = self.pick(node)
        target = self.pick(parent, max(moved.tier - 1, 1))
        self.attempt(move_organization, organization=moved, parent=target, effective_on=day)

    @rule(node=PICK, heir=PICK, day=DAYS)
    def merge(self, node: int, heir: int, day: datetime.date) -> None:
        gone = self.pick(node)
        target = self.pick(heir, gone.tier)
        self.attempt(merge_organizations, organization=gone, target=target, effective_on=day)

    @rule(node=PICK, heir=PICK | st.none(), day=DAYS)
    def dissolve(self, node: int, heir: int | None, day: datetime.date) -> None:
        gone = self.pick(node)
        successor = None if heir is None else self.pick(heir, gone.tier)
        self.attempt(
            dissolve_organization, organization=gone, successor=successor, effective_on=day
        )

    @rule(child=PICK, day=DAYS)
    def split(self, child: int, day: datetime.date) -> None:
        self.try_to_split(self.pick(child), day)

    def try_to_split(self, part: Organization, day: datetime.date) -> bool:
        number = self.next_number()
        return part.parent is not None and self.attempt(
            split_organization,
            organization=part.parent,
            name=f"组织{number}",
            region_code=f"411502005{number}" if part.tier == Tier.GRID else f"411502{number}000",
            children=[part],
            effective_on=day,
        )

    @rule(node=PICK, day=DAYS)
    def rename(self, node: int, day: datetime.date) -> None:
        self.attempt(
            rename_organization, organization=self.pick(node), name="新名称", effective_on=day
        )

    @rule(node=PICK, day=DAYS | st.none())
    def pilot(self, node: int, day: datetime.date | None) -> None:
        self.attempt(set_pilot, organization=self.pick(node), pilot_from=day)

    @rule(node=PICK, followed=st.booleans(), day=DAYS)
    def pattern(self, node: int, followed: bool, day: datetime.date) -> None:
        self.attempt(
            set_pattern_126, organization=self.pick(node), is_followed=followed, effective_on=day
        )

    @rule(node=PICK)
    def undo(self, node: int) -> None:
        self.attempt(undo_last_change, organization=self.pick(node))

    @rule(node=PICK, day=DAYS, heir=PICK)
    def merge_and_undo(self, node: int, day: datetime.date, heir: int) -> None:
        """What is taken back at once leaves every day, pointer and code as they were."""
        gone = self.pick(node)
        target = self.pick(heir, gone.tier)
        before = self.past(), self.rows()
        wish = {"organization": gone, "target": target, "effective_on": day}
        if self.attempt(merge_organizations, **wish):
            assert self.attempt(undo_last_change, organization=target)
            assert (self.past(), self.rows()) == before

    @rule(child=PICK, day=DAYS)
    def split_and_undo(self, child: int, day: datetime.date) -> None:
        part, before = self.pick(child), (self.past(), self.rows())
        if self.try_to_split(part, day):
            assert self.attempt(undo_last_change, organization=part)
            assert (self.past(), self.rows()) == before

    def attempt(self, operation: Callable, **wish: object) -> bool:
        with suppress(RuleViolation):
            operation(actor=self.actor, **wish)
            self.is_fresh = True
            return True
        return False

    def past(self) -> Past:
        return {day: tree_on(self.district, day) for day in LOOKED_AT}

    def rows(self) -> dict[int, Range]:
        columns = ("parent_id", "tier", "name", "established_on", "dissolved_on", "successor_id")
        return {pk: row for pk, *row in Organization.objects.values_list("pk", *columns)}

    @invariant()
    def is_in_order(self) -> None:
        assert tree_faults() == []

    @invariant()
    def codes_stay(self) -> None:
        codes = dict(Organization.objects.values_list("pk", "code"))
        known = self.codes.items()
        assert {pk: codes[pk] for pk, _ in known if pk in codes} == {
            pk: code for pk, code in known if pk in codes
        }
        self.codes = codes

    @invariant()
    def a_successor_stands(self) -> None:
        assert not Organization.objects.filter(successor__dissolved_on__isnull=False).exists()

    @invariant()
    def living_nodes_hang_on_living_ones(self) -> None:
        lost = Organization.objects.filter(dissolved_on=None, parent__dissolved_on__isnull=False)
        assert not lost.exists()

    @invariant()
    def every_day_counts_the_same_in_both_ways(self) -> None:
        """S1 by the model's columns and the figures' territory, and the tree rebuilt."""
        if not self.is_fresh:
            return
        self.is_fresh = False
        for day, tree in self.past().items():
            rebuilt = {pk: top(tree, pk) for pk, node in tree.items() if node.exists}
            assert rebuilt == self.counted(day)

    def counted(self, day: datetime.date) -> dict[int, int]:
        """Every node that S1 counts on the day, with the street in which it counts."""
        territory, found = territory_on(self.district, day), {}
        for tier in Tier:
            street = territory.node(Anchor("", "district", tier=tier), Tier.STREET)
            nodes = Organization.objects.of_tier(tier).established(day)
            found |= dict(nodes.annotate(_street=street).values_list("pk", "_street"))
        return found


def top(tree: dict[int, StandingNode], pk: int) -> int:
    while (parent := tree[pk].parent) is not None:
        pk = parent
    return pk


@pytest.mark.django_db
def test_the_tree_stays_in_order_whatever_happens() -> None:
    run_state_machine_as_test(
        TreeMachine,
        settings=settings(
            max_examples=20,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            # Shrinking takes minutes and finds little: the steps are printed as they are.
            phases=[Phase.generate],
        ),
    )
