"""Columns of the lists of organisations and units."""

import django_tables2 as tables

from common import clock
from orgs.models import Organization, ResidentUnit


class OrganizationTable(tables.Table):
    """One node a row."""

    title = tables.Column("名称", linkify=True, order_by=("tier", "sort_order", "code"))
    code = tables.Column("编码")
    tier = tables.Column("层级")
    parent = tables.Column("上级组织")
    status = tables.Column("状态", empty_values=(), orderable=False)
    established_on = tables.DateColumn("Y-m-d", verbose_name="成立日期")

    def render_status(self, record: Organization) -> str:
        return record.status_label(clock.today())


class ResidentUnitTable(tables.Table):
    """One unit a row."""

    name = tables.Column("单位名称", linkify=True)
    uscc = tables.Column("统一社会信用代码")
    category = tables.Column("类别")
    located_in = tables.Column(
        "所在社区", accessor="located_in__name", order_by=("located_in__code",)
    )
    paired_community = tables.Column(
        "结对社区", accessor="paired_community__name", order_by=("paired_community__code",)
    )
    declared_members = tables.Column("应报到人数")
    liaison = tables.Column("联络员")
    status = tables.Column("状态", empty_values=(), orderable=False)

    def render_status(self, record: ResidentUnit) -> str:
        return record.status_label(clock.today())
