"""Filters of relations."""

import django_filters
from django.db.models import Q, QuerySet

from covenants.filters.parts import places_in_sight
from covenants.models import CovenantParty
from orgs.forms.pickers import CommunityFilter
from orgs.models import Organization


class RelationFilter(django_filters.FilterSet):
    """By the unit's name and by the first party."""

    q = django_filters.CharFilter(label="单位名称", method="by_unit")
    organization = CommunityFilter(label="甲方", queryset=places_in_sight, method="by_place")

    class Meta:
        model = CovenantParty
        fields = ["q", "organization"]

    def by_unit(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """A unit is found under the names of what was merged into it too."""
        called = Q(unit__name__icontains=value) | Q(unit__merged_into__name__icontains=value)
        return queryset.filter(called)

    def by_place(self, queryset: QuerySet, name: str, value: Organization) -> QuerySet:
        return queryset.filter(organization_then=value.pk)
