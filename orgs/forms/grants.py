"""Shape of what the two administrators type about rights; the rules live in operations."""

from typing import Any

from django import forms

from accounts.models import User
from common import clock
from orgs.forms.base import DayInput, RecordForm
from orgs.policy import Role
from orgs.selectors.receivers import receiver_named

UNKNOWN = "没有这个账号，请核对登录名；还没有账号的，请先开户。"


class ReceiverField(forms.CharField):
    """An account by its sign-in name, looked up within the proposer's reach."""

    def __init__(self, **kwargs: Any) -> None:
        self.proposer: Any = None
        super().__init__(max_length=150, help_text="填写登录名，不是姓名。", **kwargs)

    def clean(self, value: Any) -> User:
        account = receiver_named(self.proposer, super().clean(value))
        if account is None:
            raise forms.ValidationError(UNKNOWN, code="grant.account")
        return account


class PlacePickForm(forms.Form):
    """Which role, and where: sent by GET."""

    role = forms.ChoiceField(label="角色", choices=Role)
    q = forms.CharField(
        label="范围", required=False, max_length=50, help_text="名称、拼音、首字母或编码"
    )


class GrantAskForm(forms.Form):
    """Who shall hold the right, from when to when and why."""

    account = ReceiverField(label="账号")
    valid_from = forms.DateField(label="生效日期", widget=DayInput, initial=clock.today)
    valid_to = forms.DateField(
        label="截止日期", widget=DayInput, required=False, help_text="含当日；留空为长期有效。"
    )
    reason = forms.CharField(label="申请理由", max_length=200, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].proposer = user


class HandOverAskForm(RecordForm):
    """Who takes over the post, and when."""

    account = ReceiverField(label="接任人账号")
    handed_on = forms.DateField(
        label="交接日期", widget=DayInput, initial=clock.today, help_text="自这一天起由接任人履职。"
    )
    valid_to = forms.DateField(
        label="截止日期", widget=DayInput, required=False, help_text="含当日；留空为长期有效。"
    )
    note = forms.CharField(
        label="交接说明", max_length=200, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].proposer = self.user
