"""Shape of what people type about monthly reports; the rules live in operations."""

from typing import Any

from django import forms

from orgs.forms import RecordForm
from orgs.models import Organization
from orgs.policy import Action
from reports.indicators import REPORTED
from reports.models import MonthlyReport
from reports.operations.monthly import NARRATIVE
from reports.periods import last_finished_month
from services.filters import MonthField

HINTS = {
    "highlights": "本月做了哪些重点工作，写要点即可。",
    "problems": "上报时必填；没有问题请写“无”。",
    "plans": "下个月准备做什么。",
    "requests": "需要街道或区里协调解决的事项。",
}


class ReportOpenForm(forms.Form):
    """The community and month whose report is opened."""

    # Nearly everybody reports for one community: it is chosen already.
    community = forms.ModelChoiceField(Organization.objects.none(), label="社区", empty_label=None)
    month = MonthField(label="月份", initial=last_finished_month)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communities = (
            Organization.objects.visible_to(user, Action.FILL_REPORTS)
            .of_tier(Organization.Tier.COMMUNITY)
            .for_list()
        )
        self.fields["community"].queryset = communities


class NarrativeForm(RecordForm):
    """The four texts. No length in the browser: it would cut off what is pasted, unsaid."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "页面不完整，请刷新后再保存。"}
    )

    def __init__(self, *args: Any, record: MonthlyReport, user: Any, **kwargs: Any) -> None:
        texts = {name: getattr(record, name) for name in NARRATIVE}
        kwargs["initial"] = texts | kwargs.get("initial", {})
        super().__init__(*args, record=record, user=user, **kwargs)
        for name in NARRATIVE:
            self.fields[name] = forms.CharField(
                label=MonthlyReport._meta.get_field(name).verbose_name,
                required=False,
                strip=False,
                help_text=HINTS[name],
                widget=forms.Textarea({"rows": 5}),
            )

    def begin_again(self) -> None:
        """After a stale edit: what was typed stays; the page shows the stored texts in full."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = self.record.version


class OverrideForm(RecordForm):
    """A stated value for one figure."""

    code = forms.ChoiceField(
        label="指标", choices=[(item.code, f"{item.name}（{item.unit}）") for item in REPORTED]
    )
    stated = forms.DecimalField(label="填报数", max_digits=14, decimal_places=2)
    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="说明为什么与系统计算数不同，上级审核时能看到。",
    )


class CommentForm(forms.Form):
    """What is to be mended."""

    comment = forms.CharField(
        label="退回意见",
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        help_text="请写明哪项数字或文字需要怎样修改。",
    )


class ReturnForm(RecordForm, CommentForm):
    """The same on a report's own page."""
