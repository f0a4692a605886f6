"""Shape of what people type about projects; the rules live in operations."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from common import clock
from covenants.forms.covenants import LongList
from covenants.models import LIST_A_CHOICES, LIST_B_CHOICES, Covenant, FundingSource, Project
from covenants.selectors.places import communities_beside, leading_communities
from orgs.forms import DayInput, ManyField, RecordForm
from orgs.models import Organization, ResidentUnit

MONEY_FIELDS = {f"funding_{source}": source for source in FundingSource.Source.values}


class ProjectForm(forms.Form):
    """A new proposal; with one possible lead, it is chosen already."""

    lead = forms.ModelChoiceField(Organization.objects.none(), label="牵头组织")
    name = forms.CharField(label="项目名称", max_length=100)
    code_b = forms.ChoiceField(label="五共事项", choices=[("", "请选择"), *LIST_B_CHOICES])
    code_a = forms.ChoiceField(
        label="对应五共目标",
        choices=[("", "不填"), *LIST_A_CHOICES],
        required=False,
        help_text="选填，用于按五共目标统计。",
    )
    communities = ManyField(
        Organization.objects.none(),
        label="实施社区",
        widget=LongList,
        help_text="可与本区其他社区联合实施。",
    )
    partners = ManyField(
        ResidentUnit.objects.none(),
        label="参与单位",
        required=False,
        widget=LongList,
    )
    covenants = ManyField(
        Covenant.objects.none(),
        label="依据协议",
        required=False,
        widget=LongList,
        help_text="选填，已签订的协议。",
    )
    planned_end = forms.DateField(label="计划完成日期", widget=DayInput, required=False)
    funding_fiscal = forms.DecimalField(label="财政资金（元）", required=False)
    funding_unit = forms.DecimalField(label="单位投入（元）", required=False)
    funding_donation = forms.DecimalField(label="社会捐助（元）", required=False)
    funding_other = forms.DecimalField(label="其他资金（元）", required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(leading_communities(user))
        signed = Covenant.objects.visible_to(user).counted(clock.today())
        self.fields["covenants"].queryset = signed.order_by("-signed_on", "-pk")

    def offer(self, places: QuerySet[Organization]) -> None:
        """Set the choices that follow from the possible leads."""
        self.fields["lead"].queryset = places
        self.fields["communities"].queryset = communities_beside(places)
        self.fields["partners"].queryset = ResidentUnit.objects.beside(places)
        if len(only := places[:2]) == 1:
            self.fields["lead"].initial = only[0]
            self.fields["communities"].initial = [only[0].pk]

    def plan(self) -> dict[str, Any]:
        """Return the typed values in the shape that the operations take."""
        typed = {key: value for key, value in self.cleaned_data.items() if key != "version"}
        money = {source: typed.pop(name) for name, source in MONEY_FIELDS.items()}
        return typed | {"funding": given(money)}


class ProjectChangeForm(RecordForm, ProjectForm):
    """The same for a proposal that is there already; its lead stays."""

    def __init__(self, *args: Any, record: Project, user: Any, **kwargs: Any) -> None:
        kwargs["initial"] = project_values(record) | kwargs.get("initial", {})
        self.record = record
        ProjectForm.__init__(self, *args, user=user, **kwargs)
        self.fields["version"].initial = record.version
        del self.fields["lead"]

    def offer(self, places: QuerySet[Organization]) -> None:
        own = Organization.objects.filter(pk=self.record.lead_id)
        self.fields["communities"].queryset = communities_beside(own)
        self.fields["partners"].queryset = ResidentUnit.objects.beside(own)


def given(money: dict[str, Decimal | None]) -> dict[str, Decimal]:
    """Return the sources for which an amount was typed."""
    return {source: amount for source, amount in money.items() if amount is not None}


def project_values(project: Project) -> dict[str, Any]:
    """Return what a form about the project starts from."""
    many = ("communities", "partners", "covenants")
    money = {f"funding_{part.source}": part.amount for part in project.funding.all()}
    return {
        **{name: getattr(project, name) for name in ("name", "code_b", "code_a", "planned_end")},
        **{name: list(getattr(project, name).values_list("pk", flat=True)) for name in many},
        **dict.fromkeys(MONEY_FIELDS),
        **money,
    }


class ProjectConfirmForm(RecordForm):
    """The day of the decision, and by when the work shall be done."""

    confirmed_on = forms.DateField(label="确定日期", widget=DayInput, initial=clock.today)
    planned_end = forms.DateField(label="计划完成日期", widget=DayInput, required=False)

    def __init__(self, *args: Any, record: Project, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["planned_end"].initial = record.planned_end


class ProjectFinishForm(RecordForm):
    """The day the work was done, and what it brought."""

    finished_on = forms.DateField(label="完成日期", widget=DayInput, initial=clock.today)
    outcome = forms.CharField(label="成效", max_length=2000, widget=forms.Textarea({"rows": 6}))
