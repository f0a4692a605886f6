"""Shape of what people type about resident units."""

from typing import Any

from django import forms

from orgs.forms.base import RecordForm
from orgs.models import Organization, ResidentUnit


class UnitForm(forms.Form):
    """What the register holds of a resident unit."""

    name = forms.CharField(label="单位名称", max_length=100)
    uscc = forms.CharField(
        label="统一社会信用代码", required=False, help_text="18 位；系统会核对校验位。"
    )
    category = forms.ChoiceField(label="类别", choices=ResidentUnit.Category)
    located_in = forms.ModelChoiceField(
        Organization.objects.none(), label="所在社区", required=False
    )
    paired_community = forms.ModelChoiceField(
        Organization.objects.none(), label="结对社区", required=False
    )
    party_org_name = forms.CharField(label="党组织名称", max_length=100, required=False)
    first_responsible = forms.CharField(
        label="党组织书记（第一责任人）", max_length=50, required=False
    )
    deputy_responsible = forms.CharField(label="分管领导", max_length=50, required=False)
    liaison = forms.CharField(label="联络员", max_length=50, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communities = (
            Organization.objects.visible_to(user)
            .of_tier(Organization.Tier.COMMUNITY)
            .filter(dissolved_on=None)
            .for_list()
        )
        self.fields["located_in"].queryset = communities
        self.fields["paired_community"].queryset = communities


class UnitChangeForm(RecordForm, UnitForm):
    """The same for a unit that is there already."""

    def __init__(self, *args: Any, record: ResidentUnit, user: Any, **kwargs: Any) -> None:
        initial = {name: getattr(record, name) for name in UnitForm.base_fields}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        self.record = record
        UnitForm.__init__(self, *args, user=user, **kwargs)
        self.fields["version"].initial = record.version
