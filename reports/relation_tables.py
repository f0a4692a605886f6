"""Columns of the list of relations."""

import django_tables2 as tables
from django.urls import reverse

from common import clock
from covenants.models import CovenantParty
from covenants.tables.parts import day_column


class RelationTable(tables.Table):
    """One street or community with one unit a row."""

    first = tables.Column("甲方", accessor="covenant__organization", order_by=(
        "covenant__organization__code",
    ))  # fmt: skip
    unit = tables.Column(
        "单位",
        linkify=lambda record: (
            reverse("reports:unit-detail", args=[record.unit_then]) if record.is_unit_seen else None
        ),
        order_by=("unit__name",),
    )
    covenant_count = tables.Column(
        "有效协议",
        linkify=lambda record: (
            f"{reverse('covenants:covenant-list')}"
            f"?standing=in_force&organization={record.organization_then}&unit={record.unit_then}"
        ),
        attrs={"td": {"class": "is-number"}, "th": {"class": "is-number"}},
    )
    began_on = day_column("最早生效")
    ends_on = tables.DateColumn("Y-m-d", verbose_name="最晚到期", empty_values=())
    project_count = tables.Column(
        "共同实施项目", attrs={"td": {"class": "is-number"}, "th": {"class": "is-number"}}
    )
    last_done_on = day_column("最近履行")

    def render_first(self, record: CovenantParty) -> str:
        first = record.covenant.organization
        gone = first.dissolved_on is not None and first.dissolved_on <= clock.today()
        return str(first.successor if gone and first.successor else first)

    def render_unit(self, record: CovenantParty) -> str:
        return (record.unit.merged_into or record.unit).name

    def render_ends_on(self, record: CovenantParty) -> str:
        return f"{record.ends_on}" if record.ends_on else "未约定期限"
