"""Columns of the list of resident units."""

import django_tables2 as tables

from common import clock
from orgs.models import ResidentUnit


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
