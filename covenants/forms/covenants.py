"""Shape of what people type about covenants; the rules live in operations."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from common import clock
from covenants.models import Covenant, CovenantParty
from covenants.selectors.places import signing_organizations
from orgs.forms import DayInput, ManyField, ReasonForm, RecordForm
from orgs.models import Organization, ResidentUnit


class LongList(forms.CheckboxSelectMultiple):
    """Boxes to tick, many of them: in a frame of their own that scrolls."""

    def __init__(self) -> None:
        super().__init__({"class": "choices-long"})


class CovenantForm(forms.Form):
    """A new draft; with one possible first party, it is chosen already."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label="甲方")
    title = forms.CharField(
        label="协议名称", max_length=100, help_text="如“大拱桥社区与区教体局共驻共建协议”。"
    )
    units = ManyField(
        ResidentUnit.objects.none(),
        label="乙方单位",
        widget=LongList,
        help_text="可选本区任一在用单位，可多选。",
    )
    effective_from = forms.DateField(
        label="生效日期", widget=DayInput, required=False, help_text="未定可不填，签订时再填。"
    )
    effective_to = forms.DateField(
        label="到期日期", widget=DayInput, required=False, help_text="含当日；未约定期限可不填。"
    )
    text = forms.CharField(
        label="协议正文", max_length=20_000, required=False, widget=forms.Textarea({"rows": 10})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(signing_organizations(user))

    def offer(self, places: QuerySet[Organization]) -> None:
        """Set the choices that follow from the possible first parties."""
        self.fields["organization"].queryset = places
        self.fields["units"].queryset = ResidentUnit.objects.beside(places)
        if len(only := places[:2]) == 1:
            self.fields["organization"].initial = only[0]


class CovenantChangeForm(RecordForm, CovenantForm):
    """The same for a draft that is there already; its first party stays."""

    def __init__(self, *args: Any, record: Covenant, user: Any, **kwargs: Any) -> None:
        kwargs["initial"] = covenant_values(record) | kwargs.get("initial", {})
        self.record = record
        CovenantForm.__init__(self, *args, user=user, **kwargs)
        self.fields["version"].initial = record.version
        del self.fields["organization"]

    def offer(self, places: QuerySet[Organization]) -> None:
        own = Organization.objects.filter(pk=self.record.organization_id)
        self.fields["units"].queryset = ResidentUnit.objects.beside(own)


def covenant_values(covenant: Covenant) -> dict[str, Any]:
    """Return what a form about the covenant starts from."""
    return {
        "title": covenant.title,
        "units": [party.unit_id for party in covenant.unit_parties],
        "effective_from": covenant.effective_from,
        "effective_to": covenant.effective_to,
        "text": covenant.text,
    }


class CovenantSignForm(RecordForm):
    """The dates of the signed paper, and who signed for each party."""

    signed_on = forms.DateField(label="签订日期", widget=DayInput, initial=clock.today)
    effective_from = forms.DateField(label="生效日期", widget=DayInput)
    effective_to = forms.DateField(
        label="到期日期", widget=DayInput, required=False, help_text="含当日；未约定期限可不填。"
    )

    def __init__(self, *args: Any, record: Covenant, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["effective_from"].initial = record.effective_from or clock.today()
        self.fields["effective_to"].initial = record.effective_to
        self.parties: list[CovenantParty] = record.unit_parties
        for party in self.parties:
            unit = party.unit
            self.fields[f"signer_{unit.pk}"] = forms.CharField(
                label=f"{unit}签字人", max_length=50, required=False
            )
            self.fields[f"post_{unit.pk}"] = forms.CharField(
                label=f"{unit}签字人职务", max_length=50, required=False
            )

    def signers(self) -> dict[int, tuple[str, str]]:
        """Return unit id → (name, post)."""
        typed = self.cleaned_data
        keys = [party.unit_id for party in self.parties]
        return {key: (typed[f"signer_{key}"], typed[f"post_{key}"]) for key in keys}


class CovenantTerminateForm(ReasonForm):
    """The day on which the covenant no longer binds, and why."""

    terminated_on = forms.DateField(label="终止日期", widget=DayInput, initial=clock.today)
    field_order = ["version", "terminated_on", "reason"]
