"""Columns of the list of service logs.

Cells are rendered by file and without the request: a TemplateColumn would run every context
processor again for each cell.
"""

from collections.abc import Iterable

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from services.models import ServiceLog


class ServiceLogTable(tables.Table):
    """One log a row; those that the user may confirm can be picked."""

    pick = tables.Column("选择", empty_values=(), orderable=False, exclude_from_export=True)
    served_on = tables.DateColumn("Y-m-d", verbose_name="日期", linkify=True)
    time_label = tables.Column("时间", orderable=False)
    member = tables.Column("党员", order_by=("member__name",))
    place_label = tables.Column("地点", orderable=False)
    category = tables.Column("类别")
    duration_label = tables.Column("时长", orderable=False)
    status = tables.Column("状态")
    entered_by = tables.Column("登记人", order_by=("entered_by__name",))

    offered: frozenset[int] = frozenset()

    def offer(self, keys: Iterable[int]) -> None:
        """Let the user pick these rows; without any the column goes."""
        self.offered = frozenset(keys)
        if not self.offered:
            self.columns.hide("pick")

    def render_pick(self, record: ServiceLog) -> SafeString | str:
        if record.pk not in self.offered:
            return ""
        return render_to_string("services/_log_pick.html", {"log": record})

    def value_status(self, record: ServiceLog) -> str:
        return record.get_status_display()

    def render_status(self, record: ServiceLog) -> SafeString:
        label, tone = record.get_status_display(), record.tone
        return render_to_string("components/_status.html", {"label": label, "tone": tone})
