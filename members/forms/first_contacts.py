"""What somebody without an account fills in, and what those fill in who know them."""

from typing import Any

from django import forms

from members.forms.communities import CommunityFinder
from members.forms.willingness import PhoneField, WillingnessForm
from members.models import FirstContact, Member
from members.operations.rules import CONSENT_VERSION
from members.selectors.first_contacts import holders_of_number, namesakes_of
from orgs.forms import RecordForm
from orgs.forms.accounts import NewPasswordField
from orgs.models import District, ResidentUnit

NEW = "new"


class FirstContactForm(CommunityFinder, WillingnessForm):
    """First contact on one page: who, where, what, when, the consent, a password."""

    field_order = ["name", "mobile", "home_organization"]
    name = forms.CharField(
        label="姓名",
        help_text="与单位名册一致。",
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    mobile = PhoneField(label="本人手机号", help_text="社区接收后，用这个手机号登录。")
    home_organization = forms.CharField(
        label="组织关系所在党组织", help_text="如 信阳市平桥区明港镇新集村党支部。"
    )
    consent = forms.BooleanField(
        label="我已阅读并同意《个人信息告知书》",
        error_messages={"required": "请先阅读并同意《个人信息告知书》。"},
    )
    password1 = NewPasswordField(
        label="设一个登录密码",
        help_text="社区接收后，用手机号和这个密码登录。至少 10 位；不要用姓名拼音、生日、手机号、"
        "地名、常用语或连续的键盘字符。",
    )
    password2 = NewPasswordField(label="再输一次密码")

    def __init__(
        self, *args: Any, district: District, unit: ResidentUnit | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_communities(Member(district=district, unit=unit))
        if unit is not None:
            del self.fields["home_organization"]
        else:
            self.fields["name"].help_text = ""
        for name in ("mobile", "consent"):  # a borrowed phone shall not bring them back
            self.fields[name].widget.attrs["data-draft-skip"] = True

    def clean_consent(self) -> str:
        return CONSENT_VERSION

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        both = [cleaned[name] for name in ("password1", "password2") if name in cleaned]
        if len(set(both)) == 2:
            self.add_error("password2", "两次输入的密码不一样，请重新输入。")
        return cleaned


class FirstContactVerifyForm(RecordForm):
    """Who of the roster it is, when somebody there bears the name with another number."""

    who = forms.ChoiceField(
        label="名册里有同名党员，请先问清是不是同一个人", widget=forms.RadioSelect
    )
    is_another = forms.BooleanField(
        label="已核对，确认是两个人",
        required=False,  # not for a namesake, nor for who is on the roster by now
        help_text="名册里已有另一名党员用这个手机号。是同一个人的，请登记为核实不符，"
        "由本人按名册上的姓名重新提交。",
    )

    def __init__(self, *args: Any, record: FirstContact, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, user=user, **kwargs)
        if not holders_of_number(record).exists():
            del self.fields["is_another"]
        self.namesakes = {str(member.pk): member for member in namesakes_of(record)}
        if not self.namesakes:
            del self.fields["who"]
            return
        self.fields["who"].choices = [
            *(
                (key, f"是名册里的{member.name}（{member.mobile_masked}），手机号改为这次填写的")
                for key, member in self.namesakes.items()
            ),
            (NEW, "不是同一个人，登记为另一名党员"),
        ]

    def chosen(self) -> Member | None:
        """Return the namesake, None for somebody else."""
        return self.namesakes.get(self.cleaned_data.get("who", NEW))
