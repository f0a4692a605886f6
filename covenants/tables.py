"""Columns of the lists of covenants and projects."""

import django_tables2 as tables
from django.template.loader import render_to_string

from common import clock
from covenants.models import Covenant, Project

TONES = {
    "有效": "good",
    "完成": "good",
    "已评价": "good",
    "实施中": "good",
    "待签": "warn",
    "已到期": "warn",
    "暂停": "warn",
    "意向": "warn",
    "作废": "bad",
    "提前终止": "bad",
    "终止": "bad",
    "否决": "bad",
}


def status_label(label: str) -> str:
    """Return the state as the component shows it."""
    context = {"label": label, "tone": TONES.get(label, "neutral")}
    return render_to_string("components/_status.html", context)


def day_column(label: str) -> tables.DateColumn:
    """Return a column of days, each on one line."""
    return tables.DateColumn("Y-m-d", verbose_name=label, attrs={"td": {"class": "text-nowrap"}})


class CovenantTable(tables.Table):
    """One covenant a row."""

    title = tables.Column("协议名称", linkify=True)
    organization = tables.Column("甲方", order_by=("organization__code",))
    parties = tables.Column("乙方", empty_values=(), orderable=False)
    signed_on = day_column("签订日期")
    effective_from = day_column("生效日期")
    effective_to = day_column("到期日期")
    status = tables.Column("状态", orderable=False)

    def render_parties(self, record: Covenant) -> str:
        return "、".join(party.unit.name for party in record.parties.all())

    def value_status(self, record: Covenant) -> str:
        return record.standing_label(clock.today())

    def render_status(self, record: Covenant) -> str:
        return status_label(record.standing_label(clock.today()))


class UnitCovenantTable(CovenantTable):
    """The same on the unit's pages."""

    title = tables.Column("协议名称", linkify=("covenants:unit-covenant-detail", [tables.A("pk")]))


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
