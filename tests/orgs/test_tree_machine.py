"""Random changes of the tree, one after the other: it stays in order, and codes never change."""

import datetime
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import User
from common.violations import RuleViolation
from orgs.models import District, Organization
from orgs.operations.tree import (
    found_organization,
    merge_organizations,
    move_organization,
    rename_organization,
)
from orgs.selectors.tree import tree_faults
from tests.makers.orgs import make_admin, make_places

PICK = st.integers(min_value=0, max_value=200)
DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2026, 6, 1))


class TreeMachine(RuleBasedStateMachine):
    """One small district, changed by its official in a transaction of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.district = District.objects.create(code="411502", name="浉河区")
        self.actor: User = make_admin(self.district)
        make_places(self.actor, self.district)
        self.codes: dict[int, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    def pick(self, number: int, tier: int | None = None) -> Organization:
        nodes = Organization.objects.order_by("pk")
        nodes = nodes.filter(tier=tier) if tier else nodes
        return nodes[number % nodes.count()]

    @rule(parent=PICK, day=DAYS)
    def found(self, parent: int, day: datetime.date) -> None:
        place = self.pick(parent)
        number = Organization.objects.count() + 100
        self.attempt(
            found_organization,
            parent=place,
            name=f"组织{number}",
            region_code=f"411502005{number}" if place.tier == 1 else "",
            established_on=day,
        )

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

    @rule(node=PICK, day=DAYS)
    def rename(self, node: int, day: datetime.date) -> None:
        self.attempt(
            rename_organization, organization=self.pick(node), name="新名称", effective_on=day
        )

    def attempt(self, operation: object, **wish: object) -> None:
        with suppress(RuleViolation):
            operation(actor=self.actor, **wish)

    @invariant()
    def is_in_order(self) -> None:
        assert tree_faults() == []

    @invariant()
    def codes_stay(self) -> None:
        codes = dict(Organization.objects.values_list("pk", "code"))
        assert {pk: codes[pk] for pk in self.codes} == self.codes
        self.codes = codes


@pytest.mark.django_db
def test_the_tree_stays_in_order_whatever_happens() -> None:
    run_state_machine_as_test(
        TreeMachine,
        settings=settings(max_examples=20, stateful_step_count=15, deadline=None, derandomize=True),
    )
