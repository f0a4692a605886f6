"""The member's own forms, the phone first."""

from typing import Any

from django import forms

from members.forms.communities import CommunityFinder
from members.forms.willingness import PhoneField, WillingnessForm, willingness_of
from members.models import CheckIn, Member
from members.operations.rules import CONSENT_VERSION
from orgs.forms import RecordForm


class CheckInForm(CommunityFinder, WillingnessForm):
    """One's own check-in, on one page: where, what, when, the number, the consent."""

    mobile = PhoneField(
        label="手机号", help_text="供接收报到的社区联系您；列表中一律隐去中间四位。"
    )
    consent = forms.BooleanField(
        label="我已阅读并同意《个人信息告知书》",
        error_messages={"required": "请先阅读并同意《个人信息告知书》。"},
    )

    def __init__(
        self, *args: Any, member: Member, last: CheckIn | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_communities(member)
        if last is not None:
            self.keep_slots(last)
        self.fields["consent"].widget.attrs["data-draft-skip"] = True

    def clean_consent(self) -> str:
        return CONSENT_VERSION


class IntentionChangeForm(RecordForm, WillingnessForm):
    """Other intentions and times from today on."""

    def __init__(self, *args: Any, record: CheckIn, user: Any, **kwargs: Any) -> None:
        kwargs["initial"] = willingness_of(record) | kwargs.get("initial", {})
        super().__init__(*args, record=record, user=user, **kwargs)
        self.keep_slots(record)


class OwnTransferForm(RecordForm, CommunityFinder):
    """To which other community, and why."""

    reason = forms.CharField(
        label="转出原因", max_length=200, widget=forms.Textarea({"rows": 2}), help_text="如 搬家。"
    )

    def __init__(self, *args: Any, record: CheckIn, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, user=user, **kwargs)
        self.fields["basis"].label = "转到哪里"
        self.fields["community"].label = "转往社区"
        self.offer_communities(record.member)


class OwnReasonForm(RecordForm):
    """Why one takes something back; the page says what follows."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea({"rows": 2}))


class OwnFactsForm(RecordForm):
    """What members correct themselves."""

    mobile = PhoneField(label="手机号")
    gender = forms.ChoiceField(label="性别", choices=Member.Gender, required=False)
    education = forms.ChoiceField(label="学历", choices=Member.Education, required=False)
    specialties = forms.CharField(
        label="特长",
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="选填，如 电工、法律、书法、急救。",
    )

    def __init__(self, *args: Any, record: Member, user: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "mobile": record.open_mobile(),
            "gender": record.gender,
            "education": record.education,
            "specialties": record.specialties,
        } | kwargs.get("initial", {})
        super().__init__(*args, record=record, user=user, **kwargs)

    def clean_gender(self) -> str:
        return self.cleaned_data["gender"] or Member.Gender.UNSTATED
