"""Forms about several rows at once: accepting a batch, putting two rows together."""

from typing import Any

from django import forms

from members.forms.places import PlaceField
from members.models import CheckIn, Member
from orgs.forms import ReasonForm
from orgs.models import Organization
from orgs.policy import Action


class BatchAcceptForm(forms.Form):
    """The picked check-ins; with those of one community only, a grid for all of them."""

    grid = PlaceField(
        Organization.objects.none(),
        label="所在网格",
        required=False,
        empty_label="暂不选",
        help_text="选了网格，所选报到都登记在这个网格；不在同一网格的请分批接收。",
    )

    def __init__(self, *args: Any, user: Any, picked: list[CheckIn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.picked = picked
        communities = {check_in.community_id for check_in in picked}
        if len(communities) != 1:
            del self.fields["grid"]
            return
        grids = Organization.objects.visible_to(user, Action.HANDLE_CHECK_INS)
        grids = grids.of_tier(Organization.Tier.GRID).filter(
            parent__in=communities, dissolved_on=None
        )
        self.fields["grid"].queryset = grids.for_list()

    def clean(self) -> dict[str, Any]:
        return {"grid": None} | super().clean() | {"check_ins": self.picked}


class MergeForm(ReasonForm):
    """Why two rows are one person; the version is the duplicate's."""

    reason = forms.CharField(
        label="合并依据",
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text="如：已与本人核对，两份登记是同一人，手机号已更换。",
    )


class DistinctForm(forms.Form):
    """What was found when two similar rows were looked at."""

    reason = forms.CharField(
        label="核对情况",
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text="如：两人系父子，共用一个手机号；两人同名，已分别电话核对。",
    )

    def __init__(self, *args: Any, record: Member, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
