"""Shape of what people type about a project while it goes on, and at its end."""

from typing import Any

from django import forms

from common import clock
from covenants.forms.projects import (
    MONEY_FIELDS,
    WANT_FIELDS,
    FundingFields,
    WantFields,
    funding_values,
    given,
    told,
    want_values,
)
from covenants.models import Milestone, Project, ProjectEvaluation
from covenants.models.progress import MOST_VOICES
from covenants.selectors.places import leavable_communities
from orgs.forms import DayInput, ReasonForm, RecordForm
from orgs.models import Organization


class CountField(forms.IntegerField):
    """How many residents; the numeric keys of a phone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_VOICES, **kwargs)


class ProjectFundForm(RecordForm, FundingFields):
    """The amounts as they are to stand."""

    def __init__(self, *args: Any, record: Project, **kwargs: Any) -> None:
        kwargs["initial"] = funding_values(record) | kwargs.get("initial", {})
        super().__init__(*args, record=record, **kwargs)

    def funding(self) -> dict[str, Any]:
        """Return source → amount."""
        return given({source: self.cleaned_data[name] for name, source in MONEY_FIELDS.items()})


class ProjectWantForm(RecordForm, WantFields):
    """What is lacked as it is to stand."""

    def __init__(self, *args: Any, record: Project, **kwargs: Any) -> None:
        stored = want_values(record) | {"is_open_to_claims": record.is_open_to_claims}
        kwargs["initial"] = stored | kwargs.get("initial", {})
        super().__init__(*args, record=record, **kwargs)

    def wants(self) -> dict[str, str]:
        """Return kind → words."""
        return told({kind: self.cleaned_data[name] for name, kind in WANT_FIELDS.items()})


class ProjectEvaluateForm(RecordForm):
    """How residents were asked, and how many said what."""

    held_on = forms.DateField(label="评价日期", widget=DayInput, initial=clock.today)
    way = forms.ChoiceField(
        label="评价方式", choices=[("", "请选择"), *ProjectEvaluation.Way.choices]
    )
    satisfied_count = CountField(label="满意（人）", help_text="没有的填 0。")
    fairly_count = CountField(label="基本满意（人）")
    dissatisfied_count = CountField(label="不满意（人）")
    text = forms.CharField(
        label="意见摘要",
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="选填。只写意见，不写居民姓名、电话、住址。",
    )


class ProjectLeaveForm(ReasonForm):
    """Which of one's own communities takes itself out, and why."""

    community = forms.ModelChoiceField(
        Organization.objects.none(), label="退出的社区", empty_label="请选择"
    )
    field_order = ["version", "community", "reason"]

    def __init__(self, *args: Any, record: Project, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, user=user, **kwargs)
        own = leavable_communities(user, record)
        self.fields["community"].queryset = own
        if len(only := own[:2]) == 1:
            self.fields["community"].initial = only[0]


class MilestoneForm(RecordForm):
    """One step of the plan and its day."""

    name = forms.CharField(label="节点", max_length=100, help_text="如“完成线路改造”。")
    due_on = forms.DateField(label="计划日期", widget=DayInput)


class MilestoneReachForm(forms.Form):
    """The day on which the step was done."""

    done_on = forms.DateField(label="完成日期", widget=DayInput, initial=clock.today)

    def __init__(self, *args: Any, record: Milestone, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ProgressForm(RecordForm):
    """What happened on a day."""

    happened_on = forms.DateField(label="日期", widget=DayInput, initial=clock.today)
    text = forms.CharField(
        label="进展情况",
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text="保存后可上传现场照片；请不要写居民个人信息。",
    )
