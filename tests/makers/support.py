"""Rows of 基层保障, made by the operations that the product itself uses."""

import datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from common import clock
from orgs.models import (
    BudgetLine,
    CentreItem,
    CommunityWorker,
    Organization,
    Premises,
    ServiceCentre,
)
from orgs.operations.support.budgets import enter_budget_line
from orgs.operations.support.centres import add_centre_item, register_centre
from orgs.operations.support.premises import register_premises
from orgs.operations.support.workers import register_worker

BEGUN = datetime.date(2025, 1, 1)


def make_worker(
    actor: User,
    place: Organization,
    name: str = "王建军",
    structure: str = "graduate",
    **values: Any,
) -> CommunityWorker:
    stated = {"started_on": BEGUN} | values
    return register_worker(
        actor=actor, organization=place, name=name, structure=structure, **stated
    )


def make_premises(actor: User, place: Organization, **values: Any) -> Premises:
    stated = {"tenure": "owned", "area": Decimal("120.50"), "used_from": BEGUN} | values
    return register_premises(actor=actor, organization=place, **stated)


def make_centre(actor: User, place: Organization, **values: Any) -> ServiceCentre:
    stated = {"name": "居民服务中心", "status": "open", "opened_on": BEGUN} | values
    return register_centre(actor=actor, organization=place, **stated)


def make_item(
    actor: User, centre: ServiceCentre, name: str = "代办社保", provider: str = "区人社局"
) -> CentreItem:
    return add_centre_item(actor=actor, centre=centre, name=name, provider=provider)


def make_budget_line(
    actor: User, place: Organization, amount: str = "20000", **values: Any
) -> BudgetLine:
    stated = {"year": clock.today().year, "item": "党建工作经费"} | values
    return enter_budget_line(actor=actor, organization=place, amount=Decimal(amount), **stated)
