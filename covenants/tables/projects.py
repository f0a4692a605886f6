"""Columns of the lists of projects."""

import datetime
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import clock
from covenants.models import Project
from covenants.tables.parts import day_column, status_label
from covenants.transitions import UNDER_WAY

NAMED = 3  # places shown in a cell before "等 n 个"


class ProjectTable(tables.Table):
    """One project a row; who takes part, the money and the outcome are for files only."""

    name = tables.Column("项目名称", linkify=True)
    content = tables.Column("项目内容", visible=False, orderable=False)
    code_b = tables.Column("五共事项")
    code_a = tables.Column("对应五共目标", visible=False)
    lead = tables.Column("牵头社区", order_by=("lead__code",))
    lead_unit = tables.Column("牵头单位", visible=False, orderable=False)
    communities = tables.Column("实施社区", empty_values=(), orderable=False)
    partners = tables.Column("参与单位", empty_values=(), visible=False, orderable=False)
    funding_total = tables.Column("资金合计（元）", visible=False, orderable=False)
    confirmed_on = day_column("确定日期")
    planned_end = day_column("计划完成日期")
    finished_on = tables.DateColumn("Y-m-d", verbose_name="完成日期", visible=False)
    status = tables.Column("状态", orderable=False)
    outcome = tables.Column("成效", visible=False, orderable=False)

    def value_communities(self, record: Project) -> str:
        return "、".join(community.name for community in record.communities.all())

    def render_communities(self, record: Project) -> str:
        names = [community.name for community in record.communities.all()]
        rest = f"等 {len(names)} 个" if len(names) > NAMED else ""
        return "、".join(names[:NAMED]) + rest

    def render_partners(self, record: Project) -> str:
        return "、".join(unit.name for unit in record.partners.all())

    def value_planned_end(self, value: datetime.date | None) -> str:
        return f"{value or ''}"

    def render_planned_end(self, record: Project, value: datetime.date | None) -> SafeString | str:
        if value is None:
            return "未定"
        is_late = record.status in UNDER_WAY and value < clock.today()
        late = format_html(" {}", status_label("逾期")) if is_late else ""
        return format_html("{}{}", value.isoformat(), late)

    def value_status(self, record: Project) -> str:
        return record.get_status_display()

    def render_status(self, record: Project) -> Any:
        return status_label(record.get_status_display())


class UnitProjectTable(ProjectTable):
    """The same on the unit's pages."""

    name = tables.Column("项目名称", linkify=("covenants:unit-project-detail", [tables.A("pk")]))
