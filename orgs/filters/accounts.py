"""Filter of the list of accounts."""

import django_filters
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet

from accounts.models import User
from common.text import OUTER
from orgs.policy import Role
from orgs.selectors.people import holders_anywhere

STATES = (("open", "使用中"), ("waiting", "待启用"), ("closed", "已停用"))


class AccountFilter(django_filters.FilterSet):
    """By name or account, role held today, state."""

    q = django_filters.CharFilter(label="姓名或账号", method="search")
    role = django_filters.ChoiceFilter(label="角色", choices=Role, method="holding")
    state = django_filters.ChoiceFilter(label="状态", choices=STATES, method="in_state")

    class Meta:
        model = User
        fields = ["q", "role", "state"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip(OUTER)
        return queryset.filter(Q(name__icontains=text) | Q(username__icontains=text))

    def holding(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(pk__in=holders_anywhere(value).values("pk"))

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        is_waiting = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        conditions = {
            "open": Q(is_active=True) & ~is_waiting,
            "waiting": Q(is_active=True) & is_waiting,
            "closed": Q(is_active=False),
        }
        return queryset.filter(conditions[value])
