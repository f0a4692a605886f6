"""Whole rosters at the community: a pasted 接龙, a paper list typed in its own order."""

from collections.abc import Sequence
from typing import Any

from django.forms import BaseForm
from django.urls import reverse

from members.forms.rosters import FEWEST_ROWS, MOST_ROWS, PaperForm, PasteForm
from members.imports.check_ins import UNREAD
from members.models import ServiceIntention
from members.slots import SLOT_LABELS
from orgs.generic import OperationFormView
from orgs.imports.pasted import as_file
from orgs.models import ImportBatch, Organization
from orgs.operations.imports import start_import
from orgs.policy import Action

PASTED_HEADER = (
    "序号", "姓名", "手机号", "所在单位", "网格", "楼栋", "服务时间", UNREAD, "报到社区",
)  # fmt: skip
PAPER_HEADER = ("序号", "姓名", "手机号", "所在单位", "网格", "服务意向", "服务时间", "报到社区")


class RosterView(OperationFormView):
    """Rows that go the way of an uploaded file: preview, yes, perhaps taken back."""

    rights = (Action.HANDLE_CHECK_INS,)
    submit_label = "核对名单"
    done = "已收到，正在与名册核对。核对后请确认，确认之前不会写入。"
    kind = ""
    file_name = ""
    header: Sequence[str] = ()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_cancel_url(self) -> str:
        return reverse("members:check-in-list")

    def rows_of(self, form: BaseForm) -> list[Sequence[str]]:
        """Return the rows as the header names their columns."""
        raise NotImplementedError

    def perform(self, form: BaseForm) -> ImportBatch:
        file = as_file(self.header, self.rows_of(form))
        return start_import(actor=self.request.user, kind=self.kind, file=file, name=self.file_name)


class RosterPaste(RosterView):
    """A 接龙 with names and numbers."""

    form_class = PasteForm
    template_name = "members/roster_paste.html"
    heading = "粘贴接龙"
    kind = "check_in_pasted"
    file_name = "接龙文本"
    header = PASTED_HEADER

    def rows_of(self, form: BaseForm) -> list[Sequence[str]]:
        values = form.cleaned_data
        unit = values["unit"].name if values["unit"] else ""
        place = _name_of(values["community"])
        return [
            (
                str(one.number),
                one.name,
                one.mobile,
                one.unit or unit,
                one.grid,
                one.building,
                one.times,
                one.rest,
                place,
            )
            for one in values["text"]
        ]


class RosterPaper(RosterView):
    """A paper roster, typed row by row."""

    form_class = PaperForm
    template_name = "members/roster_paper.html"
    heading = "纸质补录"
    kind = "check_in_paper"
    file_name = "纸质一览表"
    header = PAPER_HEADER

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"row_count": self._row_count()}

    def _row_count(self) -> int:
        """As many rows as the address asks for, within reason."""
        asked = self.request.GET.get("rows", "")
        count = int(asked[:4]) if asked.isdecimal() else FEWEST_ROWS
        return min(max(count, FEWEST_ROWS), MOST_ROWS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "categories": ServiceIntention.Category.choices,
            "slots": SLOT_LABELS.items(),
            "row_counts": [10, 20, 30],
        }

    def rows_of(self, form: BaseForm) -> list[Sequence[str]]:
        place = _name_of(form.cleaned_data["community"])
        return [(*row, place) for row in form.typed_rows()]


def _name_of(community: Organization) -> str:
    """The name that no other community of the district has."""
    return f"{community.parent.name}{community.name}"
