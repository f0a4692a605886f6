"""Shape of what people type about check-ins; the rules live in operations."""

import datetime
from typing import Any

from django import forms

from common import clock
from members.models import CheckIn, Member, ServiceIntention
from members.operations.intentions import MOST_PER_MONTH, Slot
from members.operations.rules import CONSENT_VERSION
from members.selectors import communities_open_to, community_choices
from orgs.forms import DayInput, ReasonForm, RecordForm
from orgs.forms.pickers import CommunityField, SpeltSelect, UnitField
from orgs.models import Organization, ResidentUnit
from orgs.policy import Action

Tier = Organization.Tier
# Off-work time first: 八小时外奉献社区.
SLOT_CHOICES = [
    (
        "晚上 18:30–21:00",
        [("12345 18:30 21:00", "工作日"), ("6 18:30 21:00", "周六"), ("7 18:30 21:00", "周日")],
    ),
    (
        "上午 9:00–12:00",
        [("12345 09:00 12:00", "工作日"), ("6 09:00 12:00", "周六"), ("7 09:00 12:00", "周日")],
    ),
    (
        "下午 14:00–17:00",
        [("12345 14:00 17:00", "工作日"), ("6 14:00 17:00", "周六"), ("7 14:00 17:00", "周日")],
    ),
]
OFFERED = {value for _, options in SLOT_CHOICES for value, _ in options}


def read_slot(value: str) -> Slot:
    """Read a choice: weekdays, start, end."""
    weekdays, start, end = value.split(" ")
    return weekdays, datetime.time.fromisoformat(start), datetime.time.fromisoformat(end)


def write_slot(slot: Slot) -> str:
    """Write a slot as the choice that `read_slot` reads."""
    weekdays, start, end = slot
    return f"{weekdays} {start:%H:%M} {end:%H:%M}"


def willingness_of(check_in: CheckIn) -> dict[str, Any]:
    """Return a check-in's current intentions and times as the form shows them."""
    return {
        "categories": [row.category for row in check_in.intentions.current()],
        "availabilities": [write_slot(row.slot) for row in check_in.availabilities.current()],
        "max_per_month": check_in.max_per_month,
        "emergency_ok": check_in.emergency_ok,
    }


class PlaceField(forms.ModelChoiceField):
    """A grid or building; a building is named with its grid."""

    def label_from_instance(self, obj: Organization) -> str:
        return f"{obj.parent.name} · {obj.name}" if obj.tier == Tier.BUILDING else obj.name


class PhoneField(forms.CharField):
    """A mobile number as people write it; the operation normalises it."""

    widget = forms.TextInput({"inputmode": "tel", "autocomplete": "tel", "maxlength": 30})


class WillingnessForm(forms.Form):
    """What one is willing to do, and when."""

    categories = forms.MultipleChoiceField(
        label="服务意向",
        choices=ServiceIntention.Category,
        widget=forms.CheckboxSelectMultiple({"class": "choices-grid"}),
        help_text="可多选。",
        error_messages={"required": "请至少选择一项服务意向。"},
    )
    availabilities = forms.TypedMultipleChoiceField(
        label="服务时间",
        choices=SLOT_CHOICES,
        coerce=read_slot,
        widget=forms.CheckboxSelectMultiple({"class": "choices-grid choices-slots"}),
        help_text="可多选，八小时以外为主。",
        error_messages={"required": "请至少选择一个服务时间。"},
    )
    max_per_month = forms.IntegerField(
        label="每月最多服务次数",
        min_value=1,
        max_value=MOST_PER_MONTH,
        required=False,
        help_text="选填，留空表示不限。",
    )
    emergency_ok = forms.BooleanField(label="遇应急任务可以联系我", required=False)


class CheckInForm(WillingnessForm):
    """One's own check-in, on one page, the phone first."""

    field_order = ["mobile", "community", "basis"]
    mobile = PhoneField(
        label="手机号", help_text="只有接收报到的社区可以联系您；列表中一律隐去中间四位。"
    )
    community = forms.ModelChoiceField(
        Organization.objects.none(),
        label="报到社区",
        widget=SpeltSelect,
        error_messages={
            "required": "请选择报到社区。",
            "invalid_choice": "请选择本区已成立的社区。",
        },
    )
    basis = forms.ChoiceField(label="报到依据", choices=CheckIn.Basis, widget=forms.RadioSelect)
    consent = forms.BooleanField(
        label="我已阅读并同意《个人信息告知书》",
        error_messages={"required": "请先阅读并同意《个人信息告知书》。"},
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities_open_to(member)
        self.fields["community"].choices = community_choices(member)
        self.fields["consent"].widget.attrs["data-draft-skip"] = True
        if member.unit.paired_community_id is None:
            self.fields["basis"].initial = CheckIn.Basis.RESIDENCE
            self.fields["basis"].widget = forms.HiddenInput()

    def clean_consent(self) -> str:
        return CONSENT_VERSION


class IntentionChangeForm(RecordForm, WillingnessForm):
    """Other intentions and times from today on."""

    def __init__(self, *args: Any, record: CheckIn, user: Any, **kwargs: Any) -> None:
        kwargs["initial"] = willingness_of(record) | kwargs.get("initial", {})
        super().__init__(*args, record=record, user=user, **kwargs)
        kept = [
            (value, str(row))
            for row in record.availabilities.current()
            if (value := write_slot(row.slot)) not in OFFERED
        ]
        if kept:
            self.fields["availabilities"].choices = [*SLOT_CHOICES, ("其他时间", kept)]


class HomeForm(forms.Form):
    """Grid and building within the communities in which the user handles check-ins."""

    grid = PlaceField(
        Organization.objects.none(), label="所在网格", required=False, empty_label="暂不选"
    )
    building = PlaceField(
        Organization.objects.none(),
        label="所在楼栋",
        required=False,
        empty_label="暂不选",
        help_text="选了楼栋，网格可以不选。",
    )

    def offer_places(self, user: Any, **below: Any) -> None:
        """Narrow the choices: `below` are conditions on the grid."""
        places = Organization.objects.visible_to(user, Action.HANDLE_CHECK_INS).filter(
            dissolved_on=None
        )
        grids = places.of_tier(Tier.GRID).filter(**below)
        buildings = places.of_tier(Tier.BUILDING).filter(parent__in=grids)
        self.fields["grid"].queryset = grids.for_list()
        self.fields["building"].queryset = buildings.for_list()


class CheckInAcceptForm(RecordForm, HomeForm):
    """Where in the community the member lives."""

    def __init__(self, *args: Any, record: CheckIn, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, user=user, **kwargs)
        self.offer_places(user, parent=record.community_id)


class PhoneReasonForm(ReasonForm):
    """Why a full number is needed."""

    reason = forms.CharField(
        label="查看原因",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="如：通知本周六的义诊活动。原因会随查看记录保存。",
    )


class CheckInCloseForm(RecordForm):
    """Why and when a registration ends."""

    close_reason = forms.ChoiceField(
        label="注销原因", choices=[("", "请选择"), *CheckIn.CloseReason.choices]
    )
    closed_on = forms.DateField(label="注销日期", widget=DayInput, initial=clock.today)


class CheckInEnterForm(WillingnessForm, HomeForm):
    """Entry on behalf of somebody who came in person or on paper."""

    field_order = [
        "community", "name", "mobile", "unit", "kind", "gender", "basis", "grid", "building",
    ]  # fmt: skip
    community = CommunityField(label="报到社区")
    name = forms.CharField(label="姓名")
    mobile = PhoneField(label="手机号")
    unit = UnitField(
        ResidentUnit.objects.none(),
        label="所在单位",
        required=False,
        empty_label="请选择",
        help_text="名册里已有这名党员（姓名、手机号一致）时不用选。",
    )
    kind = forms.ChoiceField(label="党员类别", choices=Member.Kind)
    gender = forms.ChoiceField(label="性别", choices=Member.Gender, initial=Member.Gender.UNSTATED)
    basis = forms.ChoiceField(
        label="报到依据",
        choices=CheckIn.Basis,
        widget=forms.RadioSelect,
        initial=CheckIn.Basis.RESIDENCE,
    )
    consent = forms.BooleanField(
        label="本人已阅读并在纸质《个人信息告知书》上签字同意",
        error_messages={"required": "请先由本人阅读并签署《个人信息告知书》。"},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        communities = Organization.objects.visible_to(user, Action.HANDLE_CHECK_INS)
        communities = communities.of_tier(Tier.COMMUNITY).established(today).for_list()
        self.fields["community"].queryset = communities
        self.fields["community"].initial = communities.first()
        self.fields["unit"].queryset = ResidentUnit.objects.beside(communities)
        self.fields["categories"].required = False
        self.fields["availabilities"].required = False
        for name in ("mobile", "consent"):  # another person's: never brought back by a draft
            self.fields[name].widget.attrs["data-draft-skip"] = True
        self.offer_places(user)

    def clean_consent(self) -> str:
        return CONSENT_VERSION
