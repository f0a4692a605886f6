"""Columns of the list of 单位报到."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from orgs.models import UnitCheckIn

Status = UnitCheckIn.Status
TONES: dict[str, str] = {
    Status.PENDING: "warn",
    Status.RECEIVED: "good",
    Status.RETURNED: "bad",
}


def standing_of(unit_check_in: UnitCheckIn) -> dict[str, str]:
    """Return label and tone of the state."""
    return {
        "label": unit_check_in.get_status_display(),
        "tone": TONES.get(unit_check_in.status, "neutral"),
    }


class UnitCheckInTable(tables.Table):
    """One registration of a unit a row."""

    unit = tables.Column(
        "单位", linkify=lambda record: record.get_absolute_url(), order_by=("unit__name",)
    )
    category = tables.Column("单位类别", accessor="unit__category")
    community = tables.Column("报到社区", accessor="community__name", order_by=("community__code",))
    checked_in_on = tables.DateColumn("Y-m-d", verbose_name="报到日期")
    status = tables.Column("状态")
    receipt_no = tables.Column("回执编号")
    resources = tables.Column("可提供的资源和服务", visible=False, orderable=False)

    def value_status(self, record: UnitCheckIn) -> str:
        return record.get_status_display()

    def render_status(self, record: UnitCheckIn) -> SafeString:
        return render_to_string("components/_status.html", standing_of(record))
