"""Days of which the tree is asked."""

import datetime
from typing import Any

from django import forms

from common import clock
from orgs.forms.base import DayInput

FIRST_YEAR = 2000


class PastDayField(forms.DateField):
    """A day of the past or today, as people type it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DayInput(), **kwargs)

    def clean(self, value: Any) -> datetime.date | None:
        day = super().clean(value)
        if day is not None and day > clock.today():
            raise forms.ValidationError("日期不能晚于今天。", code="tree.day")
        if day is not None and day.year < FIRST_YEAR:
            raise forms.ValidationError("日期过早，请重新选择。", code="tree.day")
        return day


class TreeDayForm(forms.Form):
    """The day whose tree is shown; empty for today."""

    on = PastDayField(label="查看某日的组织树", required=False)


class TreeCompareForm(forms.Form):
    """Two days; the earlier one comes first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "from" is no name that a class can declare.
        self.fields["from"] = PastDayField(label="从")
        self.fields["to"] = PastDayField(label="到")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("from"), values.get("to")
        if first and last and first > last:
            self.add_error("from", "开始日期不能晚于结束日期。")
        return values
