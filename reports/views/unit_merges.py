"""Merging a duplicate: what it would bring together first, then the merger."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse

from common.violations import RuleViolation
from orgs.forms.units import UnitMergeForm
from orgs.models import ResidentUnit
from orgs.operations.unit_merges import check_merge, merge_units
from orgs.views.units import UnitStepView
from reports.unit_works import covenants_of, headcount_of, projects_of


class UnitMerge(UnitStepView):
    """Choose the unit that stays, look at the preview, confirm: two steps at one address."""

    form_class = UnitMergeForm
    template_name = "reports/unit_merge.html"
    heading = "合并重复单位"
    submit_label = "预览"
    done = "已合并。"

    def get_initial(self) -> dict[str, Any]:
        target = self.request.GET.get("target", "")
        return {"target": target} if target.isdecimal() and len(target) < 19 else {}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if "confirmed" in self.request.POST:
            return super().form_valid(form)
        try:
            check_merge(self.record, form.cleaned_data["target"])
        except RuleViolation as violation:
            form.add_error("target", violation)
            return self.form_invalid(form)
        preview = [
            self._side(unit, label)
            for unit, label in (
                (self.record, "将成为重复登记"),
                (form.cleaned_data["target"], "保留"),
            )
        ]
        context = self.get_context_data(form=form, preview=preview, submit_label="确认合并")
        return self.render_to_response(context)

    def _side(self, unit: ResidentUnit, label: str) -> dict[str, Any]:
        """What the preview says of one of the two."""
        user = self.request.user
        return {
            "unit": unit,
            "label": label,
            "count": headcount_of(unit),
            "covenants": covenants_of(unit, user).count(),
            "projects": projects_of(unit, user).count(),
            "duplicates": unit.duplicates.count(),
        }

    def perform(self, form: BaseForm) -> ResidentUnit:
        return merge_units(actor=self.request.user, unit=self.record, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"submit_label": kwargs["submit_label"]} if "submit_label" in kwargs else {}
        return super().get_context_data(**kwargs) | given
