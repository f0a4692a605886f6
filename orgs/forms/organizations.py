"""Shape of what people type about organisations; the rules live in operations."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from common import clock
from orgs.forms.base import DayInput, ManyField, RecordForm, as_key
from orgs.forms.targets import TargetField, WordField
from orgs.models import Organization
from orgs.operations.acts import keeping


class OrganizationFoundForm(RecordForm):
    """A new node below the record."""

    name = forms.CharField(label="名称", max_length=50, help_text="只写名称，如“第3网格”。")
    region_code = forms.CharField(
        label="统计用区划代码", required=False, help_text="新设社区时填写，12 位。"
    )
    established_on = forms.DateField(
        label="成立日期", widget=DayInput, required=False, help_text="留空表示应建、尚未成立。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record.tier != Organization.Tier.STREET:
            del self.fields["region_code"]


class OrganizationEstablishForm(RecordForm):
    """The day a planned committee is established."""

    established_on = forms.DateField(label="成立日期", widget=DayInput, initial=clock.today)


class OrganizationRenameForm(RecordForm):
    """Another name from a day on."""

    name = forms.CharField(label="新名称", max_length=50)
    effective_on = forms.DateField(label="生效日期", widget=DayInput, initial=clock.today)


class OrganizationPilotForm(RecordForm):
    """From which day the place is a pilot."""

    pilot_from = forms.DateField(
        label="试点开始日期", widget=DayInput, required=False, help_text="留空表示不是试点。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pilot_from"].initial = self.record.pilot_from or clock.today()


class OrganizationPatternForm(RecordForm):
    """Whether the community follows “1+2+6”, from a day on."""

    is_followed = forms.TypedChoiceField(
        label="“1+2+6”模式",
        choices=[("1", "实行"), ("0", "不再实行")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    effective_on = forms.DateField(label="生效日期", widget=DayInput, initial=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_followed"].initial = "0" if self.record.pattern_126 else "1"


class TargetForm(RecordForm):
    """A change that needs another node: `target_name` says which field names it.

    The choices are what the user keeps. The word only narrows them; it is dropped where there is
    little to choose from.
    """

    target_name = "target"
    word = WordField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields[self.target_name]
        word = self._typed("word") or ""
        chosen = as_key(self._typed(self.target_name))
        if not field.offer(self.nodes(), self.record, word[:50], chosen):
            del self.fields["word"]

    def _typed(self, name: str) -> Any:
        return self.data.get(name) if self.is_bound else self.initial.get(name)

    def nodes(self) -> QuerySet:
        """Return the nodes that may be named."""
        return (
            Organization.objects.visible_to(self.user, keeping(self.record.tier))
            .of_tier(self.record.tier)
            .established(clock.today())
            .exclude(pk=self.record.pk)
        )


class OrganizationMoveForm(TargetForm):
    """Another parent from a day on."""

    target_name = "parent"
    parent = TargetField(label="划转到")
    effective_on = forms.DateField(label="生效日期", widget=DayInput, initial=clock.today)

    def nodes(self) -> QuerySet:
        return (
            Organization.objects.visible_to(self.user, keeping(self.record.tier))
            .of_tier(self.record.tier - 1)
            .filter(dissolved_on=None)
            .exclude(pk=self.record.parent_id)
        )


class OrganizationMergeForm(TargetForm):
    """The node that takes over, from a day on."""

    target = TargetField(label="并入")
    effective_on = forms.DateField(label="生效日期", widget=DayInput, initial=clock.today)


class OrganizationDissolveForm(TargetForm):
    """The day on which the node ends, and who takes over what hangs on it."""

    target_name = "successor"
    successor = TargetField(
        label="承接组织", required=False, help_text="下级组织、党员和协议由它承接。"
    )
    effective_on = forms.DateField(label="撤销日期", widget=DayInput, initial=clock.today)


class OrganizationSplitForm(RecordForm):
    """The new brother and the children that it takes over, from a day on."""

    name = forms.CharField(
        label="新组织名称", max_length=50, help_text="只写名称，如“第3网格”“东风社区”。"
    )
    region_code = forms.CharField(label="统计用区划代码", help_text="新组织自己的代码，12 位。")
    children = ManyField(
        Organization.objects.none(),
        label="划给新组织的下级",
        widget=forms.CheckboxSelectMultiple({"class": "choices-long"}),
        help_text="至少选一个，至少留一个。",
    )
    effective_on = forms.DateField(label="生效日期", widget=DayInput, initial=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["children"].queryset = (
            Organization.objects.visible_to(self.user)
            .filter(parent=self.record, dissolved_on=None)
            .in_order()
        )
        if self.record.tier > Organization.Tier.COMMUNITY:
            del self.fields["region_code"]
