"""Columns of the lists of duties."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from common import clock
from covenants.dues import SOON_DAYS, promise_of
from covenants.models import Obligation
from covenants.tables.parts import day_column, status_label


def standing_of(obligation: Obligation) -> tuple[str, str]:
    """Return how a binding duty stands today, and the tone in which to say it."""
    due_on = obligation.next_due_on
    if due_on is None:
        is_done = obligation.last_done_on is not None
        return ("已履行", "good") if is_done else ("待履行", "neutral")
    left = (due_on - clock.today()).days
    if left < 0:
        return f"逾期 {-left} 天", "bad"
    if left <= SOON_DAYS:
        return ("今天到期" if left == 0 else f"还有 {left} 天"), "warn"
    return "待履行", "neutral"


class DutyTable(tables.Table):
    """One duty a row."""

    SIDE = ""

    text = tables.Column("事项", orderable=False)
    covenant = tables.Column("协议", order_by=("covenant__title",))
    party = tables.Column("责任方", orderable=False)
    promise = tables.Column("约定", empty_values=(), orderable=False)
    last_done_on = day_column("最近履行")
    next_due_on = day_column("下次期限")
    standing = tables.Column("状态", empty_values=(), orderable=False)
    step = tables.Column("办理", empty_values=(), orderable=False, exclude_from_export=True)

    def render_covenant(self, record: Obligation) -> str:
        name = f"covenants:{self.SIDE}covenant-balance"
        url = reverse(name, args=[record.covenant_id])
        return format_html('<a href="{}">{}</a>', url, record.covenant)

    def render_party(self, record: Obligation) -> str:
        return record.party.name

    def render_promise(self, record: Obligation) -> str:
        return promise_of(record)

    def render_standing(self, record: Obligation) -> str:
        return status_label(*standing_of(record))

    def value_standing(self, record: Obligation) -> str:
        return standing_of(record)[0]

    def render_step(self, record: Obligation) -> str:
        if not record.may_fulfil:
            return ""
        url = reverse(f"covenants:{self.SIDE}obligation-fulfil", args=[record.pk])
        return format_html('<a class="btn" href="{}">登记履行</a>', url)


class UnitDutyTable(DutyTable):
    """The same on the unit's pages."""

    SIDE = "unit-"
