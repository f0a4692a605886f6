"""Columns of the registers of 基层保障."""

from decimal import Decimal

import django_tables2 as tables


class WorkerTable(tables.Table):
    """One worker a row."""

    name = tables.Column("姓名", linkify=True)
    organization = tables.Column(
        "社区", accessor="organization__name", order_by=("organization__code",)
    )
    duty = tables.Column("职务")
    structure = tables.Column("来源结构")
    hire_channel = tables.Column("选聘渠道")
    started_on = tables.DateColumn("Y-m-d", verbose_name="到岗日期")
    ended_on = tables.DateColumn("Y-m-d", verbose_name="离岗日期")


class PremisesTable(tables.Table):
    """One office a row."""

    organization = tables.Column(
        "社区", accessor="organization__name", order_by=("organization__code",),
        linkify=lambda record: record.get_absolute_url(),
    )  # fmt: skip
    tenure = tables.Column("用房来源")
    area = tables.Column("面积（平方米）")
    provider = tables.Column("提供单位", order_by=("provider__name",))
    problem = tables.Column("存在问题")
    status = tables.Column("状态")


class CentreTable(tables.Table):
    """One service centre a row."""

    name = tables.Column("名称", linkify=True)
    organization = tables.Column(
        "社区", accessor="organization__name", order_by=("organization__code",)
    )
    status = tables.Column("状态")
    opened_on = tables.DateColumn("Y-m-d", verbose_name="启用日期")
    item_count = tables.Column("服务项目数", orderable=False)


class BudgetTable(tables.Table):
    """One item of a budget a row."""

    year = tables.Column("年度")
    organization = tables.Column(
        "组织", accessor="organization__name", order_by=("organization__code",)
    )
    item = tables.Column("项目", linkify=True)
    amount = tables.Column("金额（元）")

    def render_amount(self, value: Decimal) -> str:
        return f"{value:,.2f}"

    def value_amount(self, value: Decimal) -> Decimal:
        """Taken out, a number is a number."""
        return value
