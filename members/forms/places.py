"""Where in a community somebody lives."""

from typing import Any

from django import forms

from orgs.models import Organization
from orgs.policy import Action

Tier = Organization.Tier


class PlaceField(forms.ModelChoiceField):
    """A grid or building; a building is named with its grid."""

    def label_from_instance(self, obj: Organization) -> str:
        return f"{obj.parent.name} · {obj.name}" if obj.tier == Tier.BUILDING else obj.name


class HomeForm(forms.Form):
    """Grid and building within the communities in which the user handles check-ins."""

    grid = PlaceField(
        Organization.objects.none(), label="所在网格", required=False, empty_label="暂不选"
    )
    building = PlaceField(
        Organization.objects.none(),
        label="所在楼栋",
        required=False,
        empty_label="暂不选",
        help_text="选了楼栋，网格可以不选。",
    )

    def offer_places(self, user: Any, **below: Any) -> None:
        """Narrow the choices: `below` are conditions on the grid."""
        places = Organization.objects.visible_to(user, Action.HANDLE_CHECK_INS).filter(
            dissolved_on=None
        )
        grids = places.of_tier(Tier.GRID).filter(**below)
        buildings = places.of_tier(Tier.BUILDING).filter(parent__in=grids)
        self.fields["grid"].queryset = grids.for_list()
        self.fields["building"].queryset = buildings.for_list()
