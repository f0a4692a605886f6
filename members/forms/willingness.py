"""What one is willing to do and when, as people tick it."""

import datetime
from typing import Any

from django import forms

from members.models import CheckIn, ServiceIntention
from members.operations.intentions import MOST_PER_MONTH, Slot
from members.slots import DAYS, PARTS

# Off-work time first: 八小时外奉献社区.
SLOT_CHOICES = [
    (
        f"{part.label} {part.start:%-H:%M}–{part.end:%-H:%M}",
        [(f"{days.weekdays} {part.start:%H:%M} {part.end:%H:%M}", days.label) for days in DAYS],
    )
    for part in PARTS
]
OFFERED = {value for _, options in SLOT_CHOICES for value, _ in options}


def read_slot(value: str) -> Slot:
    """Read a choice: weekdays, start, end."""
    weekdays, start, end = value.split(" ")
    return weekdays, datetime.time.fromisoformat(start), datetime.time.fromisoformat(end)


def write_slot(slot: Slot) -> str:
    """Write a slot as the choice that `read_slot` reads."""
    weekdays, start, end = slot
    return f"{weekdays} {start:%H:%M} {end:%H:%M}"


def willingness_of(check_in: CheckIn) -> dict[str, Any]:
    """Return a check-in's current intentions and times as the form shows them."""
    return {
        "categories": [row.category for row in check_in.intentions.current()],
        "availabilities": [write_slot(row.slot) for row in check_in.availabilities.current()],
        "max_per_month": check_in.max_per_month,
        "emergency_ok": check_in.emergency_ok,
    }


class PhoneField(forms.CharField):
    """A mobile number as people write it; the operation normalises it."""

    widget = forms.TextInput({"inputmode": "tel", "autocomplete": "tel", "maxlength": 30})


class WillingnessForm(forms.Form):
    """What one is willing to do, and when."""

    categories = forms.MultipleChoiceField(
        label="服务意向",
        choices=ServiceIntention.Category,
        widget=forms.CheckboxSelectMultiple({"class": "choices-grid"}),
        help_text="可多选。",
        error_messages={"required": "请至少选择一项服务意向。"},
    )
    availabilities = forms.TypedMultipleChoiceField(
        label="服务时间",
        choices=SLOT_CHOICES,
        coerce=read_slot,
        widget=forms.CheckboxSelectMultiple({"class": "choices-grid choices-slots"}),
        help_text="可多选，八小时以外为主。",
        error_messages={"required": "请至少选择一个服务时间。"},
    )
    max_per_month = forms.IntegerField(
        label="每月最多服务次数",
        min_value=1,
        max_value=MOST_PER_MONTH,
        required=False,
        help_text="选填，留空表示不限。",
    )
    emergency_ok = forms.BooleanField(label="应急时可联系", required=False)

    def keep_slots(self, check_in: CheckIn) -> None:
        """Offer the check-in's other times as well, such as those entered for the member."""
        kept = [
            (value, str(row))
            for row in check_in.availabilities.current()
            if (value := write_slot(row.slot)) not in OFFERED
        ]
        if kept:
            self.fields["availabilities"].choices = [*SLOT_CHOICES, ("其他时间", kept)]
