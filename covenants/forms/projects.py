"""Shape of what people type about projects; the rules live in operations."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField

from common import clock
from covenants.forms.boxes import ManyCovenants
from covenants.forms.money import MoneyField
from covenants.models import (
    LIST_A_CHOICES,
    LIST_B_CHOICES,
    Covenant,
    FundingSource,
    Project,
    ResourceKind,
)
from covenants.selectors.places import communities_beside, leading_communities
from orgs.forms import DayInput, RecordForm
from orgs.forms.boxes import ManyCommunities, ManyUnits
from orgs.forms.pickers import CommunityField, UnitField
from orgs.models import Organization, ResidentUnit

MONEY_FIELDS = {f"funding_{source}": source for source in FundingSource.Source.values}
WANT_FIELDS = {f"want_{kind}": kind for kind in ResourceKind.values}
FIXED_END = "确定项目后不能再改，按期完成率据此计算。"
PARTS = (
    ("项目", ("lead", "name", "content", "code_b", "code_a", "planned_end")),
    ("谁来做", ("communities", "lead_unit", "partners", "covenants")),
    ("资金", tuple(MONEY_FIELDS)),
    ("所需资源", (*WANT_FIELDS, "is_open_to_claims")),
)


class FundingFields(forms.Form):
    """Amounts in yuan, one for each source."""

    funding_fiscal = MoneyField(label="财政资金（元）")
    funding_unit = MoneyField(label="单位投入（元）")
    funding_donation = MoneyField(label="社会捐助（元）")
    funding_other = MoneyField(label="其他资金（元）")


class WantFields(forms.Form):
    """What the project lacks, one line for each kind, and whether units may claim it."""

    want_place = forms.CharField(
        label="场地", max_length=100, required=False, help_text="缺什么写什么，不缺的不填。"
    )
    want_people = forms.CharField(label="人员", max_length=100, required=False)
    want_funds = forms.CharField(label="资金", max_length=100, required=False)
    want_goods = forms.CharField(label="物资", max_length=100, required=False)
    want_skill = forms.CharField(label="技术", max_length=100, required=False)
    is_open_to_claims = forms.BooleanField(
        label="列入项目清单，征集驻区单位认领",
        required=False,
        help_text="本区驻区单位能看到项目名称、内容、五共事项和所需资源。",
    )


class ProjectForm(WantFields, FundingFields):
    """A new proposal; with one possible lead, it is chosen already."""

    lead = CommunityField(label="牵头社区")
    name = forms.CharField(label="项目名称", max_length=100)
    content = forms.CharField(
        label="项目内容",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="做什么、为谁、怎么做。",
    )
    code_b = forms.ChoiceField(
        label="五共事项",
        choices=[("", "请选择"), *LIST_B_CHOICES],
        help_text="工作计划的五项，每个项目归入一项。",
    )
    code_a = forms.ChoiceField(
        label="对应五共目标",
        choices=[("", "不填"), *LIST_A_CHOICES],
        required=False,
        help_text="五共目标的五项，与上面不完全相同；选填，两种口径分别统计。",
    )
    communities = ManyCommunities(label="实施社区", help_text="可与本区其他社区联合实施。")
    lead_unit = UnitField(
        label="牵头单位",
        queryset=ResidentUnit.objects.none(),
        required=False,
        empty_label="没有牵头单位",
        help_text="由驻区单位牵头的项目填写；牵头单位自动成为参与单位。",
    )
    partners = ManyUnits(label="参与单位", required=False)
    covenants = ManyCovenants(label="依据协议", required=False, help_text="选填，已签订的协议。")
    planned_end = forms.DateField(
        label="计划完成日期", widget=DayInput, required=False, help_text=FIXED_END
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(leading_communities(user))
        signed = Covenant.objects.visible_to(user).counted(clock.today())
        self.fields["covenants"].queryset = signed.order_by("-signed_on", "-pk")

    def offer(self, places: QuerySet[Organization]) -> None:
        """Set the choices that follow from the possible leads."""
        self.fields["lead"].queryset = places
        self.offer_beside(places)
        if len(only := places[:2]) == 1:
            self.fields["lead"].initial = only[0]
            self.fields["communities"].initial = [only[0].pk]

    def offer_beside(self, places: QuerySet[Organization]) -> None:
        """Set the communities and units that may join the places."""
        units = ResidentUnit.objects.beside(places)
        self.fields["communities"].queryset = communities_beside(places)
        self.fields["partners"].queryset = units
        self.fields["lead_unit"].queryset = units

    def parts(self) -> list[tuple[str, list[BoundField]]]:
        """Return the visible fields under their headings."""
        return [
            (title, [self[name] for name in names if name in self.fields]) for title, names in PARTS
        ]

    def plan(self) -> dict[str, Any]:
        """Return the typed values in the shape that the operations take."""
        typed = {key: value for key, value in self.cleaned_data.items() if key != "version"}
        money = {source: typed.pop(name) for name, source in MONEY_FIELDS.items()}
        wants = {kind: typed.pop(name) for name, kind in WANT_FIELDS.items()}
        return typed | {"funding": given(money), "wants": told(wants)}


class ProjectChangeForm(RecordForm, ProjectForm):
    """The same for a proposal that is there already; its lead stays."""

    def __init__(self, *args: Any, record: Project, user: Any, **kwargs: Any) -> None:
        kwargs["initial"] = project_values(record) | kwargs.get("initial", {})
        self.record = record
        ProjectForm.__init__(self, *args, user=user, **kwargs)
        self.fields["version"].initial = record.version
        del self.fields["lead"]

    def offer(self, places: QuerySet[Organization]) -> None:
        self.offer_beside(Organization.objects.filter(pk=self.record.lead_id))


def given(money: dict[str, Decimal | None]) -> dict[str, Decimal]:
    """Return the sources for which an amount was typed."""
    return {source: amount for source, amount in money.items() if amount is not None}


def told(wants: dict[str, str]) -> dict[str, str]:
    """Return the kinds for which something was typed."""
    return {kind: text for kind, text in wants.items() if text}


def project_values(project: Project) -> dict[str, Any]:
    """Return what a form about the project starts from."""
    one = ("name", "content", "code_b", "code_a", "planned_end", "is_open_to_claims")
    many = ("communities", "partners", "covenants")
    return {
        **{name: getattr(project, name) for name in one},
        "lead_unit": project.lead_unit_id,
        **{name: list(getattr(project, name).values_list("pk", flat=True)) for name in many},
        **funding_values(project),
        **want_values(project),
    }


def funding_values(project: Project) -> dict[str, Decimal | None]:
    """Return the amounts as the fields are called."""
    money = {f"funding_{part.source}": part.amount for part in project.funding.all()}
    return dict.fromkeys(MONEY_FIELDS) | money


def want_values(project: Project) -> dict[str, str]:
    """Return what is lacked as the fields are called."""
    return {f"want_{want.kind}": want.text for want in project.wants.all()}


class ProjectConfirmForm(RecordForm):
    """The day of the decision, and by when the work shall be done."""

    confirmed_on = forms.DateField(label="确定日期", widget=DayInput, initial=clock.today)
    planned_end = forms.DateField(
        label="计划完成日期", widget=DayInput, required=False, help_text=FIXED_END
    )

    def __init__(self, *args: Any, record: Project, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["planned_end"].initial = record.planned_end


class ProjectFinishForm(RecordForm):
    """The day the work was done, and what it brought."""

    finished_on = forms.DateField(label="完成日期", widget=DayInput, initial=clock.today)
    outcome = forms.CharField(label="成效", max_length=2000, widget=forms.Textarea({"rows": 6}))
