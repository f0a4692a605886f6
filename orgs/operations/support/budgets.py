"""经费预算."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.text import normalise_line
from common.violations import require
from orgs.models import BudgetLine, Organization
from orgs.operations.support.rules import check_amount, check_place, held, lock_place

Tier = Organization.Tier
MOST_YUAN = 1_000_000_000
FIRST_YEAR = 2000


@transaction.atomic
def enter_budget_line(
    *, actor: User, organization: Organization, year: int, item: str, amount: Decimal
) -> BudgetLine:
    """Enter one item of a year's budget of a street or community.

    Refuses `support.place`, `budget.year`, `budget.known`, `support.amount`.
    """
    place = check_place(actor, organization, tiers=(Tier.STREET, Tier.COMMUNITY))
    year = check_year(year)
    item = normalise_line(item, label="项目", limit=100, field="item")
    _check_single(place, year, item)
    amount = check_amount(amount, label="金额", limit=MOST_YUAN, field="amount")
    line = BudgetLine.objects.create_by(
        actor, organization=place, year=year, item=item, amount=amount
    )
    write_audit(actor=actor, action="budget.enter", record=line, amount=str(amount))
    return line


@transaction.atomic
def change_budget_line(
    *, actor: User, line: BudgetLine, version: int | None = None, **values: Any
) -> BudgetLine:
    """Correct an item's name or amount. Refuses `record.stale` and as entering."""
    line = held(actor, line, version)
    item = normalise_line(values.get("item", line.item), label="项目", limit=100, field="item")
    if item != line.item:
        _check_single(lock_place(line.organization), line.year, item)
    amount = values.get("amount", line.amount)
    amount = check_amount(amount, label="金额", limit=MOST_YUAN, field="amount")
    before = {"item": line.item, "amount": str(line.amount)}
    line.change(actor, item=item, amount=amount)
    write_audit(actor=actor, action="budget.change", record=line, before=before)
    return line


def check_year(year: int) -> int:
    last = clock.today().year + 1
    require(
        FIRST_YEAR <= year <= last,
        f"年度应在 {FIRST_YEAR} 到 {last} 之间。",
        code="budget.year",
        field="year",
    )
    return year


def _check_single(place: Organization, year: int, item: str) -> None:
    known = place.budget_lines.filter(year=year, item=item).exists()
    require(
        not known,
        f"{place.name} {year} 年的预算里已有“{item}”。",
        code="budget.known",
        field="item",
    )
