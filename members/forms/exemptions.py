"""Shape of what is said about 免报到 and 区外报到."""

from django import forms

from common import clock
from members.models import CheckInExemption
from orgs.forms import DayInput, RecordForm


class ExemptionForm(RecordForm):
    """Which kind, why or where, from when to when."""

    kind = forms.ChoiceField(
        label="种类",
        choices=CheckInExemption.Kind,
        widget=forms.RadioSelect,
        initial=CheckInExemption.Kind.EXEMPT,
    )
    reason = forms.ChoiceField(
        label="免报到原因",
        choices=[("", "请选择"), *CheckInExemption.Reason.choices],
        required=False,
        help_text="免报到时填写。",
    )
    place = forms.CharField(
        label="区外报到地",
        max_length=100,
        required=False,
        help_text="区外报到时填写，如：平桥区前进街道某社区。",
    )
    receipt = forms.CharField(
        label="回执编号", max_length=50, required=False, help_text="区外报到时填写。"
    )
    started_on = forms.DateField(label="起始日期", widget=DayInput, initial=clock.today)
    ended_on = forms.DateField(
        label="截止日期", widget=DayInput, required=False, help_text="含当日；没有确定的可以不填。"
    )


class ExemptionEndForm(RecordForm):
    """The last day in force."""

    ended_on = forms.DateField(
        label="截止日期", widget=DayInput, initial=clock.today, help_text="含当日。"
    )
