"""Selects of communities and units: grouped by street, found by pinyin where a script runs.

`static/js/picker.js` puts a box above a select marked `data-picker`; without it the select is the
browser's own. Options carry the spelling of their name in `data-spelling`.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest
from django_filters.fields import ModelChoiceField as FilterModelChoiceField
from django_filters.fields import ModelChoiceIterator as FilterChoiceIterator

from orgs.models import Organization

Choice = tuple[Any, Any]


class SpeltSelect(forms.Select):
    """A select whose options know how their name is spelt."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-picker": True} | (attrs or {}), choices)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        spelt = getattr(value, "instance", None)
        if spelt is not None:
            option["attrs"]["data-spelling"] = f"{spelt.name_pinyin} {spelt.name_initials}"
        return option


class ByStreet:
    """Iterate communities street by street: (street, its communities)."""

    def __iter__(self) -> Iterator[Choice]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        nodes = self.queryset.select_related("parent").order_by(
            "parent__sort_order", "parent__code", "sort_order", "code"
        )
        for street, communities in groupby(nodes, key=lambda node: node.parent):
            title = street.name if street else "街道"
            yield (title, [self.choice(node) for node in communities])


class ByStreetIterator(ByStreet, ModelChoiceIterator):
    """For forms."""


class FilterByStreetIterator(ByStreet, FilterChoiceIterator):
    """For filters."""


class ShortLabels:
    """Name a community without what its tier is called: the heading says it is one."""

    widget = SpeltSelect

    def label_from_instance(self, obj: Any) -> str:
        return obj.name


class CommunityField(ShortLabels, forms.ModelChoiceField):
    """One community, chosen street by street."""

    iterator = ByStreetIterator

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organization.objects.none(), **({"empty_label": "请选择"} | kwargs))


class UnitField(ShortLabels, forms.ModelChoiceField):
    """One resident unit."""


class CommunityFilterField(ShortLabels, FilterModelChoiceField):
    """The same in a filter."""

    iterator = FilterByStreetIterator


class UnitFilterField(ShortLabels, FilterModelChoiceField):
    """The same in a filter."""


class CommunityFilter(django_filters.ModelChoiceFilter):
    """A filter by community: grouped, spelt."""

    field_class = CommunityFilterField


class UnitFilter(django_filters.ModelChoiceFilter):
    """A filter by unit: spelt."""

    field_class = UnitFilterField


def communities_in_use(
    nodes: QuerySet[Organization], kept: int | None = None
) -> QuerySet[Organization]:
    """Return the communities among the nodes that were not dissolved, and the kept one."""
    in_use = Q(dissolved_on=None) | Q(pk=kept)
    return nodes.of_tier(Organization.Tier.COMMUNITY).filter(in_use)


def communities_to_filter(request: HttpRequest | None) -> QuerySet[Organization]:
    """Return the communities that the user may filter a list by."""
    if request is None:  # the API's schema is drawn without a request
        return Organization.objects.none()
    return communities_in_use(Organization.objects.visible_to(request.user))
