"""Columns of the list of accounts."""

import django_tables2 as tables

from accounts.models import User
from orgs.selectors.accounts import state_of


class AccountTable(tables.Table):
    """One account a row."""

    username = tables.Column("账号", linkify=("orgs:account-detail", {"pk": tables.A("pk")}))
    name = tables.Column("姓名")
    grants = tables.Column("角色与范围", empty_values=(), orderable=False)
    state = tables.Column("状态", empty_values=(), orderable=False)
    last_login = tables.DateTimeColumn("Y-m-d H:i", verbose_name="最近登录")

    def render_grants(self, record: User) -> str:
        held = [f"{grant.place} {grant.get_role_display()}" for grant in record.grants_today]
        return "；".join(held) or "还没有授权"

    def render_state(self, record: User) -> str:
        return state_of(record)
