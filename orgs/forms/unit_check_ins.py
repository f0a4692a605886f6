"""Shape of what units and communities say about 单位报到."""

from django import forms

from orgs.forms.base import ReasonForm


class UnitCheckInForm(forms.Form):
    """Whom to turn to, and what the unit can offer."""

    contact = forms.CharField(label="联系人", max_length=50, required=False)
    resources = forms.CharField(
        label="可提供的资源和服务",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="如：会议室、停车位、法律咨询队伍。可以不填。",
    )


class UnitCheckInEndForm(ReasonForm):
    """Why it ends."""

    reason = forms.CharField(
        label="结束原因",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="如：单位已撤销。结对社区变更时会自动结束，不用办理。",
    )
