"""Entry on behalf of somebody at the community."""

from typing import Any

from django import forms

from common import clock
from members.forms.places import HomeForm
from members.forms.willingness import PhoneField, WillingnessForm
from members.models import CheckIn, Member
from members.operations.rules import CONSENT_VERSION
from orgs.forms.pickers import CommunityField, UnitField
from orgs.models import Organization, ResidentUnit
from orgs.policy import Action

Tier = Organization.Tier


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
