"""What a unit or the district says of a member: facts, another unit, no longer on the job."""

from typing import Any

from django import forms

from common import clock
from members.models import Member
from orgs.forms import DayInput, RecordForm
from orgs.forms.pickers import UnitField
from orgs.models import ResidentUnit

FACTS = (
    "name", "kind", "gender", "joined_on", "education", "specialties", "org_relation",
    "home_organization", "flow",
)  # fmt: skip


class MemberChangeForm(RecordForm):
    """What the roster holds; the number is the member's own to change."""

    name = forms.CharField(
        label="姓名", max_length=50, help_text="只改正写错的姓名；换人请另行登记。"
    )
    kind = forms.ChoiceField(label="党员类别", choices=Member.Kind)
    gender = forms.ChoiceField(label="性别", choices=Member.Gender)
    joined_on = forms.DateField(label="入党日期", widget=DayInput, required=False)
    education = forms.ChoiceField(label="学历", choices=Member.Education, required=False)
    specialties = forms.CharField(label="特长", max_length=200, required=False)
    org_relation = forms.ChoiceField(label="组织关系", choices=Member.OrgRelation)
    home_organization = forms.CharField(label="组织关系所在党组织", max_length=100, required=False)
    flow = forms.ChoiceField(label="流动情况", choices=Member.Flow)

    def __init__(self, *args: Any, record: Member, **kwargs: Any) -> None:
        initial = {name: getattr(record, name) for name in FACTS}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, record=record, **kwargs)


class MemberUnitForm(RecordForm):
    """The unit whose roster the member goes to."""

    unit = UnitField(
        ResidentUnit.objects.none(),
        label="新的所在单位",
        empty_label="请选择",
        help_text="可输入名称或拼音查找。已有的报到保留报到时的单位。",
    )
    reason = forms.CharField(
        label="变动说明", max_length=200, help_text="如：调任、机构合并、名册登记有误。"
    )

    def __init__(self, *args: Any, record: Member, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        in_use = ResidentUnit.objects.active(clock.today()).standing()
        others = in_use.filter(district=record.district_id).exclude(pk=record.unit_id)
        self.fields["unit"].queryset = others.order_by("name", "pk")


class MembershipEndForm(RecordForm):
    """Why and since when somebody is no longer on the job."""

    reason = forms.ChoiceField(
        label="离开单位原因",
        choices=[("", "请选择"), *Member.LeftReason.choices],
        help_text="去世的也选“其他”，不公示原因。",
    )
    left_on = forms.DateField(label="离开单位日期", widget=DayInput, initial=clock.today)
