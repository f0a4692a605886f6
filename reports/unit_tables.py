"""Columns of the liaison's list of members."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from members.models import CheckIn, Member
from reports.headcounts import TONES, State


class UnitMemberTable(tables.Table):
    """One member of the unit a row: who, where, what, how far."""

    name = tables.Column(
        "姓名",
        linkify=lambda record: reverse("members:unit-member-detail", args=[record.pk]),
        attrs={"td": {"class": "text-nowrap"}},
    )
    mobile_masked = tables.Column("手机号", orderable=False)
    state = tables.Column("状态", orderable=False)
    community = tables.Column("报到社区", empty_values=(), orderable=False)
    grid = tables.Column("网格 · 楼栋", empty_values=(), orderable=False)
    intentions = tables.Column("服务意向", empty_values=(), orderable=False)
    times = tables.Column("服务时间", empty_values=(), orderable=False)

    def render_community(self, record: Member) -> str:
        check_in = self._check_in(record)
        return check_in.community.name if check_in else "—"

    def render_grid(self, record: Member) -> str:
        check_in = self._check_in(record)
        return (check_in.home if check_in else "") or "—"

    def render_intentions(self, record: Member) -> str:
        check_in = self._check_in(record)
        wishes = check_in.wishes if check_in else ()
        return "、".join(str(wish) for wish in wishes) or "—"

    def render_times(self, record: Member) -> str:
        check_in = self._check_in(record)
        times = check_in.times if check_in else ()
        return "；".join(str(time) for time in times) or "—"

    def value_state(self, record: Member) -> str:
        return str(State(record.state).label)

    def render_state(self, record: Member) -> SafeString:
        tone = TONES.get(record.state, "neutral")
        label = State(record.state).label
        return render_to_string("components/_status.html", {"label": label, "tone": tone})

    def _check_in(self, record: Member) -> CheckIn | None:
        """The one in the register, else the one that waits."""
        return record.open_check_ins[0] if record.open_check_ins else None
