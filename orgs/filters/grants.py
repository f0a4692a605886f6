"""Filters of the lists of grants, requests and hand-overs, shared by page and API."""

import django_filters
from django.db.models import Q, QuerySet

from common import clock
from orgs.models import GrantRequest, HandOver, RoleGrant
from orgs.policy import Role

STANDINGS = (
    ("active", "生效中"),
    ("upcoming", "未生效"),
    ("expired", "已到期"),
    ("revoked", "已收回"),
)


def by_person(rows: QuerySet, text: str) -> QuerySet:
    text = text.strip()
    return rows.filter(Q(user__name__icontains=text) | Q(user__username__icontains=text))


def by_place(rows: QuerySet, text: str) -> QuerySet:
    """Keep rights at places of the name or code, and at places directly below them."""
    text = text.strip()
    found = Q(organization__code__startswith=text)
    for path in ("organization", "organization__parent", "unit", "district"):
        found |= Q(**{f"{path}__name__icontains": text})
    return rows.filter(found)


class EntitlementFilter(django_filters.FilterSet):
    """By person, role and place."""

    q = django_filters.CharFilter(label="姓名或账号", method="search")
    role = django_filters.ChoiceFilter(label="角色", choices=Role)
    place = django_filters.CharFilter(label="授权范围", method="search_place")

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return by_person(queryset, value)

    def search_place(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return by_place(queryset, value)


class RoleGrantFilter(EntitlementFilter):
    """And by how the grant stands today."""

    standing = django_filters.ChoiceFilter(label="状态", choices=STANDINGS, method="stand")

    class Meta:
        model = RoleGrant
        fields = ["q", "role", "place", "standing"]

    def stand(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        today = clock.today()
        if value == "revoked":
            return queryset.exclude(revoked_at=None)
        if value == "active":
            return queryset.active(today)
        if value == "upcoming":
            return queryset.unended(today).filter(valid_from__gt=today)
        return queryset.filter(revoked_at=None, valid_to__lt=today)


class GrantRequestFilter(EntitlementFilter):
    """And by state."""

    state = django_filters.ChoiceFilter(label="状态", choices=GrantRequest.State)

    class Meta:
        model = GrantRequest
        fields = ["q", "role", "place", "state"]


class HandOverFilter(django_filters.FilterSet):
    """By one of the two persons and by role."""

    q = django_filters.CharFilter(label="姓名或账号", method="search")
    role = django_filters.ChoiceFilter(label="角色", field_name="new_grant__role", choices=Role)

    class Meta:
        model = HandOver
        fields = ["q", "role"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text, found = value.strip(), Q()
        for path in ("old_grant__user", "new_grant__user"):
            found |= Q(**{f"{path}__name__icontains": text})
            found |= Q(**{f"{path}__username__icontains": text})
        return queryset.filter(found)
