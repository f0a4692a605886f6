"""Rows of 基层保障, each entered at its own moment by whoever the plan names."""

from typing import Any

from common.records import Record
from orgs.models import BudgetLine, CentreItem, CommunityWorker, Premises, ServiceCentre
from orgs.operations.support.budgets import enter_budget_line
from orgs.operations.support.centres import add_centre_item, register_centre
from orgs.operations.support.premises import register_premises
from orgs.operations.support.workers import register_worker
from tests.demo.replay.base import Replay

STEPS: dict[type[Record], tuple[Any, tuple[str, ...]]] = {
    CommunityWorker: (
        register_worker,
        ("organization", "name", "duty", "structure", "hire_channel", "started_on"),
    ),
    Premises: (
        register_premises,
        ("organization", "tenure", "area", "provider", "address", "problem", "used_from"),
    ),
    ServiceCentre: (register_centre, ("organization", "name", "status", "opened_on")),
    CentreItem: (add_centre_item, ("centre", "name", "provider")),
    BudgetLine: (enter_budget_line, ("organization", "year", "item", "amount")),
}
LINKS = {"organization", "provider", "centre"}


def replay_support(replay: Replay, row: Record) -> None:
    """Enter the row; an item after its centre."""
    if replay.knows(row):
        return
    if isinstance(row, CentreItem):
        replay_support(replay, row.centre)
    operation, names = STEPS[type(row)]
    links = LINKS if not isinstance(row, CentreItem) else {"centre"}
    values = {name: getattr(row, name) for name in names}
    values |= {name: replay.of(values[name]) for name in links & values.keys()}
    actor = replay.of(row.created_by)
    replay.keep(row, replay.at(row.created_at, operation, actor=actor, **values))
