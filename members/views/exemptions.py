"""免报到 and 区外报到: the list, one of them, its end; each page has an address on both sides."""

from typing import Any

from django.forms import BaseForm
from django.urls import reverse

from common import clock
from common.surfaces import beside
from members.exemption_filters import ExemptionFilter
from members.exemption_tables import ExemptionTable, UnitExemptionTable
from members.forms.exemptions import ExemptionEndForm
from members.models import CheckInExemption
from members.operations.exemptions import end_exemption
from orgs.generic import RecordFormView, RecordView, RegisterView
from orgs.policy import Action
from orgs.scope import can

Kind = CheckInExemption.Kind


class ExemptionList(RegisterView):
    """The district's."""

    rights = (Action.KEEP_MEMBERS,)
    model = CheckInExemption
    table_class = ExemptionTable
    filterset_class = ExemptionFilter
    heading = "免报到、区外报到"
    is_personal = True
    empty_text = "还没有登记免报到、区外报到。可在党员页面登记。"


class UnitExemptionList(ExemptionList):
    """The unit's own."""

    table_class = UnitExemptionTable

    def get_actions(self) -> list[tuple[str, str]]:
        return [("本单位党员", reverse("reports:unit-members"))]


class ExemptionDetail(RecordView):
    """One of them."""

    rights = (Action.KEEP_MEMBERS,)
    model = CheckInExemption
    template_name = "members/exemption_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        row = self.object
        is_outside = row.kind == Kind.OUTSIDE
        ground = (
            [("区外报到地", row.place), ("回执编号", row.receipt)]
            if is_outside
            else [("免报到原因", row.get_reason_display())]
        )
        return [
            ("单位", row.member.unit_label),
            ("种类", row.get_kind_display()),
            *ground,
            ("起始日期", f"{row.started_on:%Y-%m-%d}"),
            ("截止日期", f"{row.ended_on:%Y-%m-%d}" if row.ended_on else "未定"),
        ]

    def get_steps(self) -> list[tuple[str, str, bool]]:
        row = self.object
        is_over = row.ended_on is not None and row.ended_on < clock.today()
        if is_over or not can(self.request.user, Action.KEEP_MEMBERS, row):
            return []
        return [("填写截止日期", beside(self.request, "members:exemption-end", row.pk), False)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        return super().get_context_data(**kwargs) | {
            "heading": f"{row.member.name}的{row.get_kind_display()}",
            "is_in_force": row.holds_on(clock.today()),
            "member_url": beside(self.request, "members:member-detail", row.member_id),
        }


class ExemptionEnd(RecordFormView):
    """The last day in force."""

    model = CheckInExemption
    action = Action.KEEP_MEMBERS
    form_class = ExemptionEndForm
    heading = "填写截止日期"
    submit_label = "保存"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"{self.heading}：{self.record.member.name}"
        return super().get_context_data(**kwargs) | {"heading": heading}

    def get_cancel_url(self) -> str:
        return beside(self.request, "members:exemption-detail", self.record.pk)

    def perform(self, form: BaseForm) -> str:
        end_exemption(actor=self.request.user, exemption=self.record, **form.cleaned_data)
        return self.get_cancel_url()
