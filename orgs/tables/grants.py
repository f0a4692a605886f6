"""Columns of the lists of grants and requests."""

import django_tables2 as tables
from django.template.loader import render_to_string

from common import clock
from orgs.models import GrantRequest, HandOver, RoleGrant
from orgs.selectors.receivers import place_path

NO_WRAP = {"td": {"class": "text-nowrap"}}
TONES = {
    "生效中": "good", "已批准": "good", "未生效": "warn", "待批准": "warn", "已收回": "bad",
    "未批准": "bad",
}  # fmt: skip


def state_mark(label: str) -> str:
    """Return the state as the component shows it."""
    context = {"label": label, "tone": TONES.get(label, "neutral")}
    return render_to_string("components/_status.html", context)


class EntitlementTable(tables.Table):
    """Who, as what, where, from when to when."""

    user = tables.Column("姓名", linkify=lambda record: record.get_absolute_url())
    username = tables.Column("账号", accessor="user__username")
    role = tables.Column("角色")
    place = tables.Column("授权范围", orderable=False)
    valid_from = tables.DateColumn("Y-m-d", verbose_name="生效日期", attrs=NO_WRAP)
    valid_to = tables.DateColumn("Y-m-d", verbose_name="截止日期", attrs=NO_WRAP, default="长期")

    def render_place(self, record: RoleGrant | GrantRequest) -> str:
        return place_path(record.place)


class RoleGrantTable(EntitlementTable):
    """One grant a row."""

    standing = tables.Column("状态", empty_values=(), orderable=False)

    def value_standing(self, record: RoleGrant) -> str:
        return record.standing_label(clock.today())

    def render_standing(self, record: RoleGrant) -> str:
        return state_mark(record.standing_label(clock.today()))


class GrantRequestTable(EntitlementTable):
    """One request a row."""

    kind = tables.Column("事项", empty_values=(), orderable=False)
    created_by = tables.Column("申请人", orderable=False)
    state = tables.Column("状态")

    class Meta:
        sequence = ("user", "username", "kind", "...")

    def render_kind(self, record: GrantRequest) -> str:
        return f"接任{record.replaces.user}" if record.replaces_id else "授权"

    def value_state(self, record: GrantRequest) -> str:
        return record.get_state_display()

    def render_state(self, record: GrantRequest) -> str:
        return state_mark(record.get_state_display())


class HandOverTable(tables.Table):
    """One hand-over a row."""

    role = tables.Column("角色", accessor="new_grant__get_role_display", orderable=False)
    place = tables.Column("授权范围", accessor="new_grant__place", orderable=False)
    old_grant = tables.Column(
        "原任", linkify=lambda record: record.get_absolute_url(), orderable=False
    )
    new_grant = tables.Column("接任", orderable=False)
    handed_on = tables.DateColumn("Y-m-d", verbose_name="交接日期", attrs=NO_WRAP)

    def render_place(self, record: HandOver) -> str:
        return place_path(record.new_grant.place)

    def render_old_grant(self, record: HandOver) -> str:
        return str(record.old_grant.user)

    def render_new_grant(self, record: HandOver) -> str:
        return str(record.new_grant.user)
