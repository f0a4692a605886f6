"""What each side promises, as rows of a form: more rows come by a button, without any script."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from covenants.clauses import side_label
from covenants.models import FiveCo, Obligation
from covenants.operations.duties import LONGEST, MOST, DutyPlan
from covenants.selectors.renewals import Proposal
from orgs.forms import DayInput
from orgs.forms.base import as_key

BLANK = 3
ROWS = "duty_rows"


class DutyForm(forms.Form):
    """One row; without a text, or not ticked, it says nothing."""

    is_kept = forms.BooleanField(label="列入协议", required=False, initial=True)
    party = forms.TypedChoiceField(label="责任方", coerce=int, required=False, empty_value=0)
    text = forms.CharField(label="事项内容", max_length=LONGEST, required=False)
    code = forms.ChoiceField(
        label="五共事项", required=False, choices=[("", "不分类"), *FiveCo.choices]
    )
    cadence = forms.ChoiceField(
        label="频次",
        required=False,
        choices=Obligation.Cadence.choices,
        initial=Obligation.Cadence.ONCE,
    )
    due_on = forms.DateField(label="完成期限", widget=DayInput, required=False)
    source = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, sides: int, earlier: Mapping[int, Proposal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [(at, side_label(at)) for at in range(sides + 1)]
        self.earlier_by_key = earlier

    @property
    def earlier(self) -> Proposal | None:
        """What became of the duty in the agreement that is being renewed; None for a new one."""
        return self.earlier_by_key.get(as_key(self["source"].value() or ""))

    @property
    def faults(self) -> list[str]:
        """What is wrong with a row that says something; a blank row has no faults."""
        if not self.is_bound or not (self["text"].value() or "").strip():
            return []
        return [
            f"{self.fields[name].label or '内容'}：{each[0]}" for name, each in self.errors.items()
        ]

    @property
    def is_wanted(self) -> bool:
        return (
            self.is_valid()
            and bool(self.cleaned_data["text"].strip())
            and self.cleaned_data["is_kept"]
        )

    def plan(self, places: Mapping[int, int]) -> DutyPlan:
        """Return the row as an operation takes it; `places` says which select is which side."""
        typed = self.cleaned_data
        return DutyPlan(
            party=places.get(typed["party"], -1),
            text=typed["text"],
            code=typed["code"],
            cadence=typed["cadence"] or Obligation.Cadence.ONCE,
            due_on=typed["due_on"],
        )


class DutyRows:
    """The rows of one form: as they were sent, or as they are proposed."""

    def __init__(
        self,
        data: Any,
        *,
        sides: int,
        initial: Iterable[Mapping[str, Any]] = (),
        earlier: Mapping[int, Proposal] | None = None,
        blank: int = BLANK,
    ) -> None:
        proposed = list(initial)
        count = len(proposed) + blank if data is None else sent_rows(data)
        self.rows = [
            DutyForm(
                data,
                prefix=f"duty-{at}",
                initial=dict(proposed[at]) if at < len(proposed) else {},
                sides=sides,
                earlier=earlier or {},
                use_required_attribute=False,
            )
            for at in range(min(count, MOST))
        ]

    @property
    def done_rows(self) -> list[DutyForm]:
        """Those that were done in the agreement that is being renewed."""
        return [row for row in self.rows if row.earlier and row.earlier.was_done]

    @property
    def never_rows(self) -> list[DutyForm]:
        return [row for row in self.rows if row.earlier and not row.earlier.was_done]

    @property
    def new_rows(self) -> list[DutyForm]:
        return [row for row in self.rows if row.earlier is None]

    def errors(self) -> Iterable[str]:
        """Give one sentence for each fault, naming its row."""
        for at, row in enumerate(self.rows, start=1):
            for fault in row.faults:
                yield f"第 {at} 条事项的{fault}"

    def plans(self, places: Mapping[int, int]) -> list[DutyPlan]:
        return [row.plan(places) for row in self.rows if row.is_wanted]


def sent_rows(data: Any) -> int:
    """Return how many rows were sent; what is no number, or absurd, counts as none or the most."""
    text = data.get(ROWS, "")
    return min(int(text[:6]), MOST) if text.isascii() and text.isdigit() else 0


def typed_rows(data: Any, sides: int) -> list[dict[str, Any]]:
    """Return what stands in the rows that hold a text, as it was typed."""
    rows = []
    for at in range(sent_rows(data)):
        row = DutyForm(prefix=f"duty-{at}", sides=sides, earlier={})
        typed = {
            name: field.widget.value_from_datadict(data, {}, row.add_prefix(name))
            for name, field in row.fields.items()
        }
        if (typed["text"] or "").strip():
            rows.append(typed)
    return rows


def rows_of(plans: Iterable[DutyPlan]) -> list[dict[str, Any]]:
    """Return planned duties as a form shows them."""
    return [
        {
            "party": plan.party,
            "text": plan.text,
            "code": plan.code,
            "cadence": plan.cadence,
            "due_on": plan.due_on,
        }
        for plan in plans
    ]
