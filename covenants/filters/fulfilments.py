"""Filters of what was done, for the API."""

import django_filters
from django.db.models import BigIntegerField, QuerySet

from covenants.models import Fulfilment


class FulfilmentFilter(django_filters.FilterSet):
    """By duty, by covenant, by day."""

    obligation = django_filters.NumberFilter(
        label="协议事项编号", max_value=BigIntegerField.MAX_BIGINT, method="by_key"
    )
    covenant = django_filters.NumberFilter(
        label="协议编号", max_value=BigIntegerField.MAX_BIGINT, method="by_key"
    )
    since = django_filters.DateFilter(
        label="履行日期不早于", field_name="done_on", lookup_expr="gte"
    )
    until = django_filters.DateFilter(
        label="履行日期不晚于", field_name="done_on", lookup_expr="lte"
    )

    class Meta:
        model = Fulfilment
        fields = ["obligation", "covenant", "since", "until"]

    def by_key(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        path = {"obligation": "obligation", "covenant": "obligation__covenant"}[name]
        return queryset.filter(**{path: int(value)})
