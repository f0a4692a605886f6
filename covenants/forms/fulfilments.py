"""Shape of what people type about duties that were done; the rules live in operations."""

from typing import Any

from django import forms

from common import clock
from covenants.models import Obligation
from orgs.forms import DayInput


class FulfilForm(forms.Form):
    """The day, and in words what was done."""

    done_on = forms.DateField(
        label="履行日期", widget=DayInput, initial=clock.today, help_text="实际做完这件事的那一天。"
    )
    text = forms.CharField(
        label="履行情况",
        max_length=300,
        widget=forms.Textarea({"rows": 4}),
        help_text="做了什么、在哪里、多少人受益，一两句话即可；不写居民姓名。",
    )

    def __init__(self, *args: Any, record: Obligation, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
