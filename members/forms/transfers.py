"""The community's forms about members who move."""

from typing import Any

from django import forms

from members.models import CheckIn
from members.selectors import communities_open_to
from orgs.forms import RecordForm
from orgs.forms.pickers import CommunityField


class TransferForm(RecordForm):
    """Where a member moves to, on what ground, and why."""

    community = CommunityField(label="转往社区")
    basis = forms.ChoiceField(
        label="报到依据",
        choices=CheckIn.Basis,
        widget=forms.RadioSelect,
        initial=CheckIn.Basis.RESIDENCE,
    )
    reason = forms.CharField(
        label="转出说明",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="如：已搬到该社区居住。服务意向和时间随之转去，不用重填。",
    )

    def __init__(self, *args: Any, record: CheckIn, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, user=user, **kwargs)
        others = communities_open_to(record.member).exclude(pk=record.community_id)
        self.fields["community"].queryset = others
