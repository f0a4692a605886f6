"""Columns of the list of organisations."""

import django_tables2 as tables

from common import clock
from orgs.models import Organization


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
