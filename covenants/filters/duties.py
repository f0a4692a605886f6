"""Filters of duties, shared by page, export and API."""

import django_filters
from django.db.models import BigIntegerField, QuerySet

from common import clock
from covenants.dues import SOON_DAYS
from covenants.filters.parts import places_in_sight
from covenants.models import CovenantParty, Obligation
from orgs.forms.pickers import CommunityFilter
from orgs.policy import Action


class DutyFilter(django_filters.FilterSet):
    """By words, by how urgent, by side, by first party and by unit."""

    q = django_filters.CharFilter(label="事项内容", field_name="text", lookup_expr="icontains")
    due = django_filters.ChoiceFilter(
        label="期限",
        choices=[("overdue", "逾期未履行"), ("soon", f"{SOON_DAYS} 天内到期")],
        empty_label="全部",
        method="by_due",
    )
    side = django_filters.ChoiceFilter(
        label="责任方",
        choices=[("first", "甲方"), ("unit", "驻区单位")],
        empty_label="全部",
        method="by_side",
    )
    organization = CommunityFilter(
        label="甲方", field_name="covenant__organization", queryset=places_in_sight
    )
    unit = django_filters.CharFilter(label="单位名称或拼音", method="by_unit")

    class Meta:
        model = Obligation
        fields = ["q", "due", "side", "organization", "unit"]

    def by_due(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        today = clock.today()
        if value == "overdue":
            return queryset.overdue(today)
        return queryset.due_within(today, SOON_DAYS)

    def by_side(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(party__unit__isnull=value == "first")

    def by_unit(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.with_unit_like(value)


class DutyApiFilter(DutyFilter):
    """The same for other programs, which ask for the duties of one covenant too."""

    covenant = django_filters.NumberFilter(
        label="协议编号", max_value=BigIntegerField.MAX_BIGINT, method="by_covenant"
    )

    class Meta:
        model = Obligation
        fields = [*DutyFilter.Meta.fields, "covenant"]

    def by_covenant(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        return queryset.filter(covenant=int(value))


class UnitDutyFilter(DutyFilter):
    """The same for a unit: what it owes itself, and what the others owe."""

    side = django_filters.ChoiceFilter(
        label="责任方",
        choices=[("own", "本单位"), ("other", "对方")],
        empty_label="全部",
        method="by_own_side",
    )
    organization = None
    unit = None

    class Meta:
        model = Obligation
        fields = ["q", "due", "side"]

    def by_own_side(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        parties = CovenantParty.objects.visible_to(self.request.user, Action.READ_OWN_UNIT)
        own = parties.filter(unit__isnull=False).values("pk")
        return queryset.filter(party__in=own) if value == "own" else queryset.exclude(party__in=own)
