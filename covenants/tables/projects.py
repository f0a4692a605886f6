"""Columns of the lists of projects."""

import django_tables2 as tables

from covenants.models import Project
from covenants.tables.parts import day_column, status_label


class ProjectTable(tables.Table):
    """One project a row."""

    name = tables.Column("项目名称", linkify=True)
    code_b = tables.Column("五共事项")
    lead = tables.Column("牵头组织", order_by=("lead__code",))
    communities = tables.Column("实施社区", empty_values=(), orderable=False)
    confirmed_on = day_column("确定日期")
    planned_end = day_column("计划完成日期")
    status = tables.Column("状态", orderable=False)

    def render_communities(self, record: Project) -> str:
        return "、".join(community.name for community in record.communities.all())

    def value_status(self, record: Project) -> str:
        return record.get_status_display()

    def render_status(self, record: Project) -> str:
        return status_label(record.get_status_display())


class UnitProjectTable(ProjectTable):
    """The same on the unit's pages."""

    name = tables.Column("项目名称", linkify=("covenants:unit-project-detail", [tables.A("pk")]))
