"""经费预算 from a file."""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from common.text import normalise_line
from orgs.imports.kinds import Column, register
from orgs.imports.support.cells import amount, year
from orgs.imports.support.generic import Reader, SupportImport, Tier
from orgs.models import BudgetLine, Organization
from orgs.operations.support.budgets import (
    MOST_YUAN,
    change_budget_line,
    check_year,
    enter_budget_line,
)
from orgs.operations.support.rules import check_amount


@register
class BudgetImport(SupportImport):
    """A row is one item of a year's budget of a street or community."""

    code = "budget"
    label = "经费预算"
    model = BudgetLine
    noun = "line"
    key = ("year", "item")
    needed = ("amount",)
    tiers = (Tier.STREET, Tier.COMMUNITY)
    adding = enter_budget_line
    changing = change_budget_line
    columns = (
        Column(
            "organization", "街道或社区", ("社区", "街道", "组织", "单位"), is_required=True,
            note="您管理范围内街道、社区的名称或编码。", example="大拱桥社区",
        ),
        Column("year", "年度", ("年份", "预算年度"), is_required=True, example="2026"),
        Column("item", "项目", ("预算项目", "科目"), is_required=True, example="党建工作经费"),
        Column(
            "amount", "金额（元）", ("金额", "预算金额", "预算数"), is_required=True,
            note="以元计，最多两位小数。", example="20000",
        ),
    )  # fmt: skip
    notes = ("同一组织、同一年度、同名项目已登记的，更新金额；没有的新增。",)

    def readers(self, user: User) -> dict[str, Reader]:
        return {
            "year": lambda text: check_year(year(text)),
            "item": lambda text: normalise_line(text, label="项目", limit=100),
            "amount": amount("金额"),
        }

    def known(self, places: Sequence[Organization]) -> Any:
        return BudgetLine.objects.filter(organization__in=places)

    def clean(self, record: BudgetLine | None, values: dict[str, Any]) -> dict[str, Any]:
        if "amount" not in values:
            return values
        checked = check_amount(values["amount"], label="金额", limit=MOST_YUAN, field="amount")
        return values | {"amount": checked}
