"""Boxes to tick by the hundred: several communities or units, found by name or pinyin.

The boxes stand in a frame that scrolls (class `choices-long`). `static/js/boxes.js` puts a search
box above it; a page with such a list names the script in its block `scripts`.
"""

from typing import Any

from django import forms

from orgs.forms.base import ManyField
from orgs.forms.pickers import ByStreetIterator, ShortLabels
from orgs.models import Organization, ResidentUnit


class SpeltBoxes(forms.CheckboxSelectMultiple):
    """Boxes that know how their name is spelt."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "choices-long"} | (attrs or {}), choices)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        spelt = getattr(value, "instance", None)
        if spelt is not None and hasattr(spelt, "name_pinyin"):
            option["attrs"]["data-spelling"] = f"{spelt.name_pinyin} {spelt.name_initials}"
        return option


class ManyCommunities(ShortLabels, ManyField):
    """Several communities, street by street."""

    iterator = ByStreetIterator
    widget = SpeltBoxes

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organization.objects.none(), **kwargs)


class ManyUnits(ShortLabels, ManyField):
    """Several resident units."""

    widget = SpeltBoxes

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ResidentUnit.objects.none(), **kwargs)
