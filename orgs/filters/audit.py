"""Filters of the audit's two lists, shared by page, export and API."""

import datetime
from collections import defaultdict

import django_filters
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet

from accounts.actions import ACTION_LABELS
from accounts.labels import LOCAL_APPS, kind_label
from accounts.models import AccessRecord, AuditEntry
from common.clock import end_of_day, start_of_day
from orgs.forms import DayInput


def action_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the audited actions, grouped by what they are done to."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, label in ACTION_LABELS.items():
        groups[NOUNS.get(code.partition(".")[0], "其他")].append((code, label))
    return sorted(groups.items(), key=lambda group: group[0] == "其他")


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of records that the audit may speak of."""
    return [
        (model._meta.label_lower, kind_label(model._meta.label_lower))
        for app in LOCAL_APPS
        for model in apps.get_app_config(app).get_models()
        if model.__name__ not in UNAUDITED
    ]


# Parts of other records, queues and marks: nobody looks for them in the audit.
UNAUDITED = {
    "AccessRecord", "AuditEntry", "AuditSeal", "Availability", "CovenantParty", "DirtyMonth",
    "FigureOverride", "FormReceipt", "FundingSource", "ImportRow", "Job", "Notification",
    "OrganizationEvent", "ReportAction", "ServiceIntention", "Snapshot",
}  # fmt: skip
NOUNS = {
    "account": "账号", "audit": "审计", "check_in": "党员报到", "covenant": "共建协议",
    "export": "导出", "grant": "授权", "holiday": "节假日", "import": "导入", "member": "党员",
    "organization": "党组织", "project": "共建项目", "report": "党建月报",
    "service_log": "服务记录", "suggestion": "投诉建议", "unit": "驻区单位",
}  # fmt: skip


# Beyond these a day has no beginning or end that the database could hold.
WITHIN_TIME = [
    MinValueValidator(datetime.date(2000, 1, 1), "日期过早，请重新选择。"),
    MaxValueValidator(datetime.date(2999, 12, 31), "日期过晚，请重新选择。"),
]


class PeriodFilter(django_filters.FilterSet):
    """From a day to a day, both included."""

    since = django_filters.DateFilter(
        label="起始日期", method="from_day", widget=DayInput, validators=WITHIN_TIME
    )
    until = django_filters.DateFilter(
        label="截止日期", method="to_day", widget=DayInput, validators=WITHIN_TIME
    )

    def from_day(self, rows: QuerySet, name: str, day: object) -> QuerySet:
        return rows.filter(at__gte=start_of_day(day))

    def to_day(self, rows: QuerySet, name: str, day: object) -> QuerySet:
        return rows.filter(at__lt=end_of_day(day))


class AuditFilter(PeriodFilter):
    """By person, action, object and time."""

    actor = django_filters.CharFilter(
        label="操作人", field_name="actor_name", lookup_expr="icontains"
    )
    action = django_filters.ChoiceFilter(label="操作", choices=action_choices)
    kind = django_filters.ChoiceFilter(
        label="对象类型", field_name="record_type", choices=kind_choices
    )
    record = django_filters.CharFilter(label="对象名称或编号", method="search_record")

    class Meta:
        model = AuditEntry
        fields = ["actor", "action", "kind", "record", "since", "until"]

    def search_record(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(record_name__icontains=value) | Q(record_id=value))


class AccessFilter(PeriodFilter):
    """By the person who looked, whose data it was, and time."""

    actor = django_filters.CharFilter(
        label="查看人", field_name="actor__name", lookup_expr="icontains"
    )
    subject = django_filters.CharFilter(label="对象编号", field_name="subject_id")

    class Meta:
        model = AccessRecord
        fields = ["actor", "subject", "since", "until"]
