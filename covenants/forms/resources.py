"""Shape of what people type about offers, requests and claims; the rules live in operations."""

from typing import Any

from django import forms

from common import clock
from covenants.models import Project, ResourceKind, ResourceOffer, ResourceRequest
from covenants.selectors.places import leading_communities
from covenants.transitions import PLANNED
from orgs.forms import DayInput, RecordForm
from orgs.forms.pickers import CommunityField

KINDS = [("", "请选择"), *ResourceKind.choices]
YES, NO = "yes", "no"


class OfferForm(forms.Form):
    """What is offered, when, and on what terms."""

    kind = forms.ChoiceField(label="种类", choices=KINDS)
    name = forms.CharField(
        label="资源名称", max_length=50, help_text="如“三楼会议室”“法律咨询志愿队”。"
    )
    description = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="选填，如数量、面积、能做什么。请勿填写个人手机号。",
    )
    available_from = forms.DateField(
        label="可用起始日期", widget=DayInput, required=False, help_text="不填即随时可用。"
    )
    available_to = forms.DateField(
        label="可用截止日期", widget=DayInput, required=False, help_text="含当日；不填即长期可用。"
    )
    times = forms.CharField(
        label="可用时间", max_length=100, required=False, help_text="如“工作日晚上、周末全天”。"
    )
    conditions = forms.CharField(
        label="使用条件", max_length=200, required=False, help_text="如“提前三天联系、自行打扫”。"
    )


class OfferChangeForm(RecordForm, OfferForm):
    """The same for an offer that is there already."""

    def __init__(self, *args: Any, record: ResourceOffer, user: Any, **kwargs: Any) -> None:
        stored = {name: getattr(record, name) for name in OfferForm.base_fields}
        kwargs["initial"] = stored | kwargs.get("initial", {})
        super().__init__(*args, record=record, user=user, **kwargs)


class AskForm(forms.Form):
    """For what, on which day; with one possible community, it is chosen already."""

    community = CommunityField(label="申请社区")
    purpose = forms.CharField(label="用途", max_length=200, help_text="写明活动名称、大约人数。")
    wanted_on = forms.DateField(label="使用日期", widget=DayInput)
    wanted_time = forms.CharField(
        label="使用时间", max_length=50, required=False, help_text="如“上午 9:00–11:00”。"
    )
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label="用于项目",
        required=False,
        empty_label="不用于项目",
        help_text="选填，本社区牵头或参与实施的项目。",
    )

    def __init__(self, *args: Any, user: Any, offer: ResourceOffer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = leading_communities(user).filter(district=offer.unit.district_id)
        self.fields["community"].queryset = places
        own = Project.objects.visible_to(user).filter(
            communities__in=places.order_by().values("pk"), status__in=PLANNED
        )
        self.fields["project"].queryset = own.distinct().order_by("name", "pk")
        if len(only := places[:2]) == 1:
            self.fields["community"].initial = only[0]


class VerdictForm(RecordForm):
    """Yes or no, with words."""

    labels = ("同意", "不同意")

    agrees = forms.ChoiceField(label="是否同意", widget=forms.RadioSelect)
    answer = forms.CharField(
        label="答复",
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        yes, no = self.labels
        self.fields["agrees"].choices = [(YES, yes), (NO, no)]
        self.fields["answer"].help_text = f"“{no}”时请写明原因。"

    @property
    def says_yes(self) -> bool:
        return self.cleaned_data["agrees"] == YES


class RequestAnswerForm(VerdictForm):
    """The unit's answer to a request."""


class ClaimAnswerForm(VerdictForm):
    """The lead's answer to a claim."""

    labels = ("接受", "不接受")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agrees"].label = "是否接受"


class UseForm(RecordForm):
    """When it was really used, and what came of it."""

    used_on = forms.DateField(label="实际使用日期", widget=DayInput)
    result = forms.CharField(label="使用情况", max_length=200, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, record: ResourceRequest, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["used_on"].initial = min(record.wanted_on, clock.today())


class ClaimForm(forms.Form):
    """What the unit gives to the project."""

    kind = forms.ChoiceField(
        label="提供", choices=[("", "其他"), *ResourceKind.choices], required=False
    )
    text = forms.CharField(
        label="认领内容",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="写明本单位能提供什么、何时提供。",
    )
