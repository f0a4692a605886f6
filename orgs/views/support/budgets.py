"""经费预算."""

from typing import Any

from django.db.models import Sum
from django.forms import BaseForm

from orgs.filters.support import BudgetFilter
from orgs.forms.support import BudgetChangeForm, BudgetForm
from orgs.models import BudgetLine
from orgs.operations.support.budgets import change_budget_line, enter_budget_line
from orgs.tables.support import BudgetTable
from orgs.views.support.generic import SupportChange, SupportCreate, SupportDetail, SupportList


class BudgetList(SupportList):
    """The budgets of the places one may see, with the sum of each year shown."""

    model = BudgetLine
    heading = "经费预算"
    table_class = BudgetTable
    filterset_class = BudgetFilter
    create_url = "orgs:budget-create"
    import_kind = "budget"
    empty_text = "还没有登记经费预算。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.object_list.order_by("-year").values("year").annotate(total=Sum("amount"))
        totals = [(f"{row['year']} 年合计（元）", f"{row['total']:,.2f}") for row in rows[:5]]
        return super().get_context_data(**kwargs) | {"totals": totals}


class BudgetDetail(SupportDetail):
    """One item of a budget."""

    model = BudgetLine

    def get_facts(self) -> list[tuple[str, Any]]:
        line = self.object
        return [
            ("组织", line.organization.title),
            ("年度", line.year),
            ("项目", line.item),
            ("金额（元）", f"{line.amount:,.2f}"),
        ]

    def get_steps(self) -> list[tuple[str, str, bool]]:
        return self.links(("修改", "orgs:budget-change"))


class BudgetCreate(SupportCreate):
    """One more item."""

    form_class = BudgetForm
    heading = "登记经费预算"
    list_url = "orgs:budget-list"

    def perform(self, form: BaseForm) -> BudgetLine:
        return enter_budget_line(actor=self.request.user, **form.cleaned_data)


class BudgetChange(SupportChange):
    """Another name or amount."""

    model = BudgetLine
    form_class = BudgetChangeForm
    heading = "修改经费预算"

    def perform(self, form: BaseForm) -> BudgetLine:
        return change_budget_line(actor=self.request.user, line=self.record, **form.cleaned_data)
