"""Columns of the lists of members and check-ins."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from members.models import CheckIn


class CheckInTable(tables.Table):
    """One check-in a row."""

    member = tables.Column(
        "姓名", linkify=lambda record: record.get_absolute_url(), order_by=("member__name",)
    )
    mobile_masked = tables.Column("手机号", empty_values=(), orderable=False, visible=False)
    unit = tables.Column("单位", order_by=("unit__name",))
    community = tables.Column("报到社区", accessor="community__name", order_by=("community__code",))
    grid = tables.Column("网格", accessor="grid__name", order_by=("grid__code",))
    status = tables.Column("状态", orderable=False)
    submitted_at = tables.DateTimeColumn("Y-m-d H:i", verbose_name="提交时间")

    def value_mobile_masked(self, record: CheckIn) -> str:
        """A number ends with the check-in, as on its page."""
        return record.member.mobile_masked if record.is_open else ""

    def value_status(self, record: CheckIn) -> str:
        return record.get_status_display()

    def render_status(self, record: CheckIn) -> SafeString:
        """Render without the request: a TemplateColumn would ask every context processor again."""
        return render_to_string("members/_check_in_status.html", {"check_in": record})


class MemberTable(tables.Table):
    """One member a row; the masked number cannot be sorted by."""

    name = tables.Column("姓名", linkify=True)
    mobile_masked = tables.Column("手机号", orderable=False)
    unit = tables.Column("单位", accessor="unit__name", order_by=("unit__name",))
    kind = tables.Column("类别")
    on_job = tables.BooleanColumn(verbose_name="在职", yesno="是,否")
