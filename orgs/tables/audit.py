"""Columns of the audit's two lists."""

import django_tables2 as tables
from django.urls import reverse

from accounts.actions import ACTION_LABELS
from accounts.labels import kind_label


class AuditTable(tables.Table):
    """One entry a row; newest first, not sorted otherwise: there may be millions."""

    at = tables.DateTimeColumn(
        "Y-m-d H:i:s",
        verbose_name="时间",
        linkify=lambda record: reverse("orgs:audit-detail", args=[record.pk]),
    )
    actor_name = tables.Column("操作人")
    action = tables.Column("操作")
    record_type = tables.Column("对象类型")
    record_name = tables.Column("对象")
    address = tables.Column("来源地址")

    class Meta:
        orderable = False

    def render_action(self, value: str) -> str:
        return ACTION_LABELS.get(value, value)

    def render_record_type(self, value: str) -> str:
        return kind_label(value)


class AccessTable(tables.Table):
    """Who looked at whose personal data; the person is named by number only."""

    at = tables.DateTimeColumn("Y-m-d H:i:s", verbose_name="时间")
    actor = tables.Column("查看人")
    subject_type = tables.Column("对象类型")
    subject_id = tables.Column("对象编号")
    reason = tables.Column("原因")

    class Meta:
        orderable = False

    def render_subject_type(self, value: str) -> str:
        return kind_label(value)
