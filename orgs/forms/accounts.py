"""Shape of what is typed about accounts."""

from typing import Any

from django import forms

from accounts.models import Activation

KIND = {
    Activation.Kind.LINK: "启用链接（24 小时内有效，发给本人）",
    Activation.Kind.SLIP: "纸质启用单（14 天内有效，打印后交给本人）",
}


def kind_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="启用方式",
        choices=list(KIND.items()),
        initial=Activation.Kind.LINK,
        widget=forms.RadioSelect,
    )


class AccountOpenForm(forms.Form):
    """A new account."""

    name = forms.CharField(label="姓名", max_length=50)
    username = forms.CharField(
        label="账号",
        max_length=30,
        required=False,
        help_text="登录时输入。不填则按姓名拼音生成，如 lihongmei。",
        widget=forms.TextInput({"autocapitalize": "none", "autocomplete": "off"}),
    )
    email = forms.CharField(label="邮箱", max_length=254, required=False, help_text="可以不填。")
    kind = kind_field()


class ActivationIssueForm(forms.Form):
    """Which way the account's owner sets the password."""

    kind = kind_field()


class AccountReasonForm(forms.Form):
    """One sentence that says why."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea({"rows": 3}))


class NewPasswordField(forms.CharField):
    """A password that is being chosen."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput({"autocomplete": "new-password"})
        super().__init__(strip=False, max_length=128, widget=widget, **kwargs)


class ActivationForm(forms.Form):
    """The code from the link or slip, and the password, twice."""

    code = forms.CharField(
        label="启用码",
        max_length=60,
        help_text="启用单或链接上的 20 位字母和数字，大小写、横线不限。",
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off"}),
    )
    password1 = NewPasswordField(
        label="密码",
        help_text="至少 10 位；不要用姓名拼音、生日、手机号、地名、常用语或连续的键盘字符。",
    )
    password2 = NewPasswordField(label="再输一次密码")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        both = [cleaned[name] for name in ("password1", "password2") if name in cleaned]
        if len(set(both)) == 2:
            self.add_error("password2", "两次输入的密码不一样，请重新输入。")
        return cleaned
