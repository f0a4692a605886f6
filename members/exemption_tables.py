"""Columns of 免报到、区外报到, and of members who left their unit."""

import django_tables2 as tables
from django.urls import reverse

from members.models import CheckIn, CheckInExemption


class ExemptionTable(tables.Table):
    """One exemption a row."""

    member = tables.Column(
        "姓名", linkify=lambda record: record.get_absolute_url(), order_by=("member__name",)
    )
    unit = tables.Column(
        "单位", accessor="member__unit__name", order_by=("member__unit__name",), default="流入党员"
    )
    kind = tables.Column("种类")
    ground = tables.Column("原因或报到地", empty_values=(), orderable=False)
    started_on = tables.DateColumn("Y-m-d", verbose_name="起始日期")
    ended_on = tables.DateColumn("Y-m-d", verbose_name="截止日期", default="未定")

    def render_ground(self, record: CheckInExemption) -> str:
        if record.kind == CheckInExemption.Kind.EXEMPT:
            return record.get_reason_display()
        return f"{record.place}（回执 {record.receipt}）"


class UnitExemptionTable(ExemptionTable):
    """The same for a unit's liaison, who stays on the unit's pages."""

    member = tables.Column(
        "姓名",
        linkify=lambda record: reverse("members:unit-exemption-detail", args=[record.pk]),
        order_by=("member__name",),
    )
    unit = None


class LeaverTable(tables.Table):
    """One registration whose member left the unit a row."""

    member = tables.Column(
        "姓名", linkify=lambda record: record.get_absolute_url(), order_by=("member__name",)
    )
    unit = tables.Column("单位", accessor="member__unit__name", order_by=("member__unit__name",))
    community = tables.Column("报到社区", accessor="community__name", order_by=("community__code",))
    left_on = tables.DateColumn(
        "Y-m-d", verbose_name="离开单位日期", accessor="member__left_unit_on"
    )
    left_reason = tables.Column("离开单位原因", accessor="member__left_reason", orderable=False)

    def render_left_reason(self, record: CheckIn) -> str:
        return record.member.get_left_reason_display()
