"""Rosters that are pasted or typed from paper, as people fill them in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common import clock
from members.imports.wishes import take_times
from orgs.forms.pickers import CommunityField, UnitField
from orgs.imports.pasted import MOST_LINES, PastedLine, parse_list
from orgs.models import Organization, ResidentUnit
from orgs.policy import Action

Tier = Organization.Tier
FEWEST_ROWS, MOST_ROWS = 10, 30
LONGEST_CELL = 200
# name, label, words for the keyboard of a phone, room in characters.
PAPER_COLUMNS = (
    ("no", "序号", "numeric", 4),
    ("name", "姓名", "text", 8),
    ("mobile", "手机号", "tel", 13),
    ("unit", "所在单位", "text", 20),
    ("grid", "网格", "text", 7),
    ("categories", "意向代码", "text", 9),
    ("slots", "时间代码", "text", 9),
)


class PaperCell(forms.CharField):
    """One cell of a paper roster; `column` is what stands above it."""

    def __init__(self, *args: Any, column: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.column = column


class RosterForm(forms.Form):
    """The community that the whole roster is for."""

    community = CommunityField(label="报到社区")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organization.objects.visible_to(user, Action.HANDLE_CHECK_INS)
        communities = mine.of_tier(Tier.COMMUNITY).established(clock.today()).for_list()
        self.fields["community"].queryset = communities
        self.fields["community"].initial = communities.first()
        self.communities = communities


class PasteForm(RosterForm):
    """A 接龙, as it was copied."""

    field_order = ["community", "unit", "text"]
    unit = UnitField(
        ResidentUnit.objects.none(),
        label="所在单位",
        required=False,
        empty_label="接龙里已写明",
        help_text="选填。接龙里没写单位的，都按这个单位。",
    )
    text = forms.CharField(
        label="接龙内容",
        max_length=100_000,
        widget=forms.Textarea({"rows": 12, "data-draft-skip": True}),
        help_text="从微信复制后粘贴，每人一行，要有姓名和手机号；序号、表情、标题不用删。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = ResidentUnit.objects.beside(self.communities)

    def clean_text(self) -> list[PastedLine]:
        text = self.cleaned_data["text"]
        if text.count("\n") >= MOST_LINES:
            raise ValidationError(f"一次最多粘贴 {MOST_LINES} 行，请分几次粘贴。")
        people = parse_list(text, take_times)
        if not people:
            raise ValidationError("没有读到姓名和手机号，请核对后重新粘贴；每人一行。")
        return people


class PaperForm(RosterForm):
    """The rows of a paper roster, in the paper's order, under the paper's numbers."""

    def __init__(self, *args: Any, row_count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_numbers = range(1, row_count + 1)
        for row in self.row_numbers:
            for column in PAPER_COLUMNS:
                self.fields[f"{column[0]}_{row}"] = _cell(row, *column)

    @property
    def columns(self) -> list[str]:
        return [label for _, label, *_ in PAPER_COLUMNS]

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        """The cells, row by row."""
        return [[self[f"{name}_{row}"] for name, *_ in PAPER_COLUMNS] for row in self.row_numbers]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors and not self.typed_rows():
            raise ValidationError("请至少填写一行的姓名。")
        numbers: set[str] = set()
        for row in self._filled():
            number = values.get(f"no_{row}", "")
            if not number.isdecimal() or not 0 < int(number) < 1_000_000:
                self.add_error(f"no_{row}", "请填写纸上的序号。")
            elif number in numbers:
                self.add_error(f"no_{row}", f"序号 {number} 填了两次，请核对。")
            numbers.add(number)
        return values

    def typed_rows(self) -> list[Sequence[str]]:
        """Return the rows in which something stands besides the number."""
        return [
            [self.cleaned_data.get(f"{name}_{row}", "") for name, *_ in PAPER_COLUMNS]
            for row in self._filled()
        ]

    def _filled(self) -> list[int]:
        names = [name for name, *_ in PAPER_COLUMNS if name != "no"]
        return [
            row
            for row in self.row_numbers
            if any(self.cleaned_data.get(f"{name}_{row}") for name in names)
        ]


def _cell(row: int, name: str, label: str, keyboard: str, room: int) -> forms.CharField:
    attrs = {
        "inputmode": keyboard, "size": room, "autocomplete": "off", "data-draft-skip": True,
        "aria-label": f"第 {row} 行{label}",
    }  # fmt: skip
    return PaperCell(
        column=label,
        label=f"第 {row} 行{label}",
        required=False,
        max_length=LONGEST_CELL,
        initial=str(row) if name == "no" else None,
        widget=forms.TextInput(attrs),
    )
