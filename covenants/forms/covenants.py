"""Shape of what people type about covenants; the rules live in operations."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from common import clock
from covenants.clauses import duties_of, text_of, title_of
from covenants.forms.duties import DutyRows, rows_of, typed_rows
from covenants.forms.units import UnitsField, places_of
from covenants.models import LIST_A, LIST_B, Covenant, FiveCo
from covenants.operations.duties import DutyPlan
from covenants.selectors.places import signing_organizations
from covenants.selectors.renewals import Proposal
from orgs.forms import DayInput, ReasonForm, RecordForm
from orgs.forms.base import as_key
from orgs.models import Organization, ResidentUnit

UNDATED = "未定可不填：各方在系统里确认的，从签订之日起生效；登记纸质签订时再填。"
OPEN_ENDED = "含当日；未约定期限可不填。填了到期日期的，生效日期也要填。"


def _item(code: str) -> tuple[str, str]:
    """Return a choice of 五共 that says which of the two lists hold it."""
    lists = [name for name, codes in (("目标", LIST_A), ("事项", LIST_B)) if code in codes]
    return code, f"{FiveCo(code).label}（{'、'.join(lists)}）"


class CovenantForm(forms.Form):
    """A new draft; with one possible first party, it is chosen already.

    `items` only call up the pattern's clauses and duties; what is stored is what stands in the
    text and in the rows.
    """

    ADDED = 3

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label="甲方", empty_label="请选择"
    )
    units = UnitsField(
        label="其他各方（驻区单位）",
        help_text="可选本区任一在用单位；先后就是乙方、丙方……的次序。",
    )
    items = forms.MultipleChoiceField(
        label="五共事项",
        required=False,
        choices=[_item(code) for code in FiveCo.values],
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选后点“套用范本”，正文和协议事项按所选内容填好，可以再改。",
    )
    title = forms.CharField(
        label="协议名称", max_length=100, help_text="如“大拱桥社区与区教体局共驻共建协议”。"
    )
    effective_from = forms.DateField(
        label="生效日期", widget=DayInput, required=False, help_text=UNDATED
    )
    effective_to = forms.DateField(
        label="到期日期", widget=DayInput, required=False, help_text=OPEN_ENDED
    )
    text = forms.CharField(
        label="协议正文", max_length=20_000, required=False, widget=forms.Textarea({"rows": 14})
    )

    def __init__(
        self,
        *args: Any,
        user: Any,
        duties: tuple[dict[str, Any], ...] = (),
        earlier: dict[int, Proposal] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = earlier or {}
        self.offer(signing_organizations(user))
        self.sides = self._sides()
        self.duties = DutyRows(
            self.data if self.is_bound else None,
            sides=self.sides, initial=duties, earlier=self.earlier,
        )  # fmt: skip

    def offer(self, places: QuerySet[Organization]) -> None:
        """Set the choices that follow from the possible first parties."""
        self.fields["organization"].queryset = places
        self.fields["units"].queryset = ResidentUnit.objects.beside(places)
        if len(only := places[:2]) == 1:
            self.fields["organization"].initial = only[0]

    def keep_sides(self) -> None:
        """A supplement is between the sides of what it amends."""
        for name in ("organization", "units"):
            self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        for sentence in self.duties.errors():
            self.add_error(None, sentence)
        return typed

    def values(self) -> dict[str, Any]:
        """Return what an operation takes."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "items"}
        return typed | {"obligations": self.plans()}

    def plans(self) -> list[DutyPlan]:
        return self.duties.plans(places_of(self._unit_keys()))

    def begin_with(self, data: Any, wish: str) -> None:
        """Show what was typed, with more rows or with what the pattern proposes (`wish`)."""
        for name, field in self.fields.items():
            if not field.disabled:
                self.initial[name] = field.widget.value_from_datadict(data, {}, name)
        self.fields["units"].widget.more = 2 if wish == "units" else 0
        self.sides = self._sides() + (2 if wish == "units" else 0)
        rows = typed_rows(data, self.sides)
        if wish == "pattern":
            rows += self._fill_in({(str(row["party"]), row["text"]) for row in rows})
        blank = self.ADDED * (3 if wish == "duties" else 1)
        self.duties = DutyRows(
            None, sides=self.sides, initial=rows, earlier=self.earlier, blank=blank
        )

    def _fill_in(self, there: set[tuple[str, str]]) -> list[dict[str, Any]]:
        """Write the pattern where nothing is written yet; return the duties that it adds."""
        codes, keys = self.initial["items"] or [], self._unit_keys()
        places = {side: place for place, side in places_of(keys).items()} or {0: 0}
        names = self._names(keys)
        first = self._first_name()
        if not (self.initial["title"] or "").strip() and first:
            self.initial["title"] = title_of(first, names)
        if not (self.initial["text"] or "").strip():
            self.initial["text"] = text_of(codes, first, names)
        rows = rows_of(duties_of(codes, max(1, len(names))))
        for row in rows:
            row["party"] = places.get(row["party"], row["party"])
        return [row for row in rows if (str(row["party"]), row["text"]) not in there]

    def _unit_keys(self) -> list[Any]:
        """Return what the selects hold, blank ones too."""
        field = self.fields["units"]
        if self.is_bound and not field.disabled:
            return field.widget.value_from_datadict(self.data, {}, "units")
        return list(self.initial.get("units") or [])

    def _names(self, keys: list[Any]) -> list[str]:
        known = self.fields["units"].by_key
        units = [known.get(as_key(key)) for key in keys if key]
        return [unit.name for unit in units if unit is not None]

    def _first_name(self) -> str:
        field = self.fields["organization"]
        chosen = as_key(self.initial.get("organization") or "")
        return next((str(node) for node in field.queryset if node.pk == chosen), "")

    def _sides(self) -> int:
        """Return how many selects for units the form shows."""
        return max(2, len(self._unit_keys()))


class CovenantChangeForm(RecordForm, CovenantForm):
    """The same for a draft that is there already; its first party stays."""

    def __init__(self, *args: Any, record: Covenant, user: Any, **kwargs: Any) -> None:
        kwargs["initial"] = covenant_values(record) | kwargs.get("initial", {})
        kwargs["duties"] = rows_of(plans_of(record))
        self.record = record
        CovenantForm.__init__(self, *args, user=user, **kwargs)
        self.fields["version"].initial = record.version
        del self.fields["organization"]
        if record.amends_id is not None:
            self.fields["units"].disabled = True

    def offer(self, places: QuerySet[Organization]) -> None:
        own = Organization.objects.filter(pk=self.record.organization_id)
        self.fields["units"].queryset = ResidentUnit.objects.beside(own)

    def _first_name(self) -> str:
        return str(self.record.organization)


def covenant_values(covenant: Covenant) -> dict[str, Any]:
    """Return what a form about the covenant starts from; a merged unit stands as what it is now."""
    units = [party.unit.merged_into_id or party.unit_id for party in covenant.unit_parties]
    return {
        "title": covenant.title,
        "units": list(dict.fromkeys(units)),
        "effective_from": covenant.effective_from,
        "effective_to": covenant.effective_to,
        "text": covenant.text,
    }


def plans_of(covenant: Covenant) -> list[DutyPlan]:
    """Return the duties of a covenant as they were planned."""
    return [
        DutyPlan(duty.party.position, duty.text, duty.code, duty.cadence, duty.due_on)
        for duty in covenant.obligations.select_related("party")
    ]


class CovenantTerminateForm(ReasonForm):
    """The day on which the covenant no longer binds, and why."""

    terminated_on = forms.DateField(label="终止日期", widget=DayInput, initial=clock.today)
    field_order = ["version", "terminated_on", "reason"]
