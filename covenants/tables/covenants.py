"""Columns of the lists of covenants."""

import django_tables2 as tables
from django.utils.html import format_html

from common import clock
from covenants.models import Covenant
from covenants.tables.parts import day_column, status_label


class CovenantTable(tables.Table):
    """One covenant a row."""

    no = tables.Column("编号", visible=False)
    title = tables.Column("协议名称", linkify=True)
    kind_label = tables.Column("类别", orderable=False, attrs={"td": {"class": "text-nowrap"}})
    organization = tables.Column("甲方", order_by=("organization__code",))
    parties = tables.Column("乙方", empty_values=(), orderable=False)
    signed_on = day_column("签订日期")
    effective_from = day_column("生效日期")
    effective_to = day_column("到期日期")
    status = tables.Column("状态", orderable=False)

    def render_title(self, record: Covenant) -> str:
        """The number below tells agreements of one name apart."""
        return format_html('{}<br><span class="text-secondary">{}</span>', record, record.no)

    def value_title(self, record: Covenant) -> str:
        return record.title

    def render_parties(self, record: Covenant) -> str:
        return "、".join(party.unit.name for party in record.unit_parties)

    def value_status(self, record: Covenant) -> str:
        return record.standing_label(clock.today())

    def render_status(self, record: Covenant) -> str:
        return status_label(record.standing_label(clock.today()))


class UnitCovenantTable(CovenantTable):
    """The same on the unit's pages."""

    title = tables.Column("协议名称", linkify=("covenants:unit-covenant-detail", [tables.A("pk")]))
