"""Filters of covenants."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import BigIntegerField, QuerySet

from common import clock
from covenants.filters.parts import places_in_sight
from covenants.models import Covenant
from covenants.selectors.expiry import LAST_NOTICE_DAYS, NOTICE_DAYS
from covenants.selectors.sides import without_scan
from orgs.forms.pickers import CommunityFilter

STANDINGS = [
    ("draft", "草稿"),
    ("awaiting", "待签"),
    ("upcoming", "未生效"),
    ("in_force", "有效"),
    ("expiring_30", f"{LAST_NOTICE_DAYS} 天内到期"),
    ("expiring", f"{NOTICE_DAYS} 天内到期"),
    ("open_ended", "有效，未约定期限"),
    ("expired", "已到期"),
    ("terminated", "提前终止"),
    ("void", "作废"),
]
KINDS = [("agreement", "协议"), ("renewal", "续签协议"), ("supplement", "补充协议")]
SCANS = [("missing", "缺扫描件")]
BY_DATE: dict[str, Callable[[Any, datetime.date], QuerySet]] = {
    "upcoming": lambda rows, day: rows.upcoming(day),
    "in_force": lambda rows, day: rows.in_force(day),
    "expiring_30": lambda rows, day: rows.expiring(day, within_days=LAST_NOTICE_DAYS),
    "open_ended": lambda rows, day: rows.in_force(day).filter(effective_to=None),
    "expiring": lambda rows, day: rows.expiring(day, within_days=NOTICE_DAYS),
    "expired": lambda rows, day: rows.expired(day),
}


class CovenantFilter(django_filters.FilterSet):
    """By title, number or unit, by how the covenant stands today, and by its first party."""

    q = django_filters.CharFilter(label="名称、编号或单位", method="by_text")
    standing = django_filters.ChoiceFilter(label="状态", choices=STANDINGS, method="by_standing")
    organization = CommunityFilter(label="甲方", queryset=places_in_sight)
    kind = django_filters.ChoiceFilter(label="类别", choices=KINDS, method="by_kind")
    scan = django_filters.ChoiceFilter(label="扫描件", choices=SCANS, method="by_scan")
    unit = django_filters.NumberFilter(
        label="乙方单位编号",
        max_value=BigIntegerField.MAX_BIGINT,
        widget=forms.HiddenInput,
        method="by_unit",
    )

    class Meta:
        model = Covenant
        fields = ["q", "standing", "organization", "kind", "scan", "unit"]

    def by_text(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.called(value.strip())

    def by_standing(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value in BY_DATE:
            return BY_DATE[value](queryset, clock.today())
        return queryset.filter(status=value)

    def by_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(**{
            "agreement": {"amends": None},
            "renewal": {"renews__isnull": False},
            "supplement": {"amends__isnull": False},
        }[value])  # fmt: skip

    def by_scan(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return without_scan(queryset)

    def by_unit(self, queryset: QuerySet, name: str, value: Decimal) -> QuerySet:
        """The covenants of what was merged into the unit are the unit's."""
        return queryset.with_unit(int(value))


class UnitCovenantFilter(CovenantFilter):
    """The same for a unit, which has no places to choose from."""

    organization = None
    scan = None
    unit = None

    class Meta:
        model = Covenant
        fields = ["q", "standing", "kind"]
