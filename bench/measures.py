"""What is measured: each function gives one ratio, both sides timed in the same run."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from common import clock
from orgs.models import District, Organization, OrganizationEvent
from orgs.operations.bulk import BATCH, load_streets

ROUNDS = 5
SHAPE = (8, 10, 5, 8, 9)  # streets, communities, grids, buildings, households of each


@dataclass(frozen=True)
class Result:
    """One line of the table: ratio against the goal."""

    id: str
    what: str
    ratio: float
    goal: float

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.goal


def timed(work: Callable[[], object]) -> float:
    """Return seconds of wall time; the garbage collector stays out of it."""
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    gc.enable()
    return seconds


def paired(ours: Callable[[], float], baseline: Callable[[], float], rounds: int = ROUNDS) -> float:
    """Return the median of the ratios of runs made in turn, after one run each to warm up."""
    ours(), baseline()
    return statistics.median(ours() / baseline() for _ in range(rounds))


def district_nodes(district: District) -> list[Organization]:
    """Return about 33,000 unsaved nodes of eight street trees."""
    day = clock.today()
    nodes: list[Organization] = []
    parents: list[Organization | None] = [None]
    for tier, count in zip(Organization.Tier, SHAPE, strict=True):
        layer = []
        for parent in parents:
            for number in range(1, count + 1):
                code = f"{parent.code if parent else '411502'}{number:03d}"
                node = Organization(
                    code=code, name=f"第{number}", tier=tier, parent=parent, district=district
                )
                node.established_on = day
                layer.append(node)
        nodes += layer
        parents = list(layer)
    return nodes


class Undo(Exception):
    """Ends a measured transaction without keeping its rows."""


def in_undone_transaction(work: Callable[[], float]) -> float:
    seconds = 0.0
    try:
        with transaction.atomic():
            seconds = work()
            raise Undo
    except Undo:
        return seconds


def bulk_load() -> Result:
    """P5: loading a district ÷ `bulk_create` of the same node and event rows."""
    district = District.objects.create(code="999999", name="测试区")

    def ours() -> float:
        nodes = district_nodes(district)
        return in_undone_transaction(
            lambda: timed(lambda: load_streets(actor=None, district=district, nodes=nodes))
        )

    def baseline() -> float:
        nodes = district_nodes(district)
        for number, node in enumerate(nodes, 1):
            node.tree_id, node.lft, node.rght, node.level = 1, number, number + 1, node.tier - 1
        return in_undone_transaction(lambda: timed(lambda: _plain_create(nodes)))

    ratio = paired(ours, baseline)
    return Result("P5", f"装载 {len(district_nodes(district))} 个节点 ÷ bulk_create", ratio, 1.3)


def _plain_create(nodes: list[Organization]) -> None:
    for tier in Organization.Tier:
        layer = [node for node in nodes if node.tier == tier]
        for node in layer:
            node.parent = node.parent
        Organization.objects.bulk_create(layer, batch_size=BATCH)
    OrganizationEvent.objects.bulk_create(
        [
            OrganizationEvent(
                organization=node,
                kind=OrganizationEvent.Kind.FOUNDED,
                effective_on=node.established_on,
                after={"parent": node.parent_id, "name": node.name},
            )
            for node in nodes
        ],
        batch_size=BATCH,
    )
