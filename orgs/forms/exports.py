"""Shape of what people type when they take a list out."""

from typing import Any

from django import forms

from common.violations import RuleViolation

FORMATS = [("xlsx", "Excel 工作簿（xlsx）"), ("csv", "CSV 文本（csv）")]


class ExportForm(forms.Form):
    """格式、用途、手机号: shown in the head of a list and sent to the list's own address."""

    file_format = forms.ChoiceField(label="格式", choices=FORMATS, initial="xlsx")
    reason = forms.CharField(
        label="用途",
        max_length=150,
        widget=forms.Textarea({"rows": 2}),
        help_text="写明给谁用、作什么用，会记入审计。",
    )
    with_phones = forms.BooleanField(
        label="含完整手机号",
        required=False,
        help_text="不勾选时手机号遮盖中间四位。一天超过 50 人需要另一位同志批准。",
    )
    ask = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks_reason: bool, has_phones: bool, **kwargs: Any) -> None:
        super().__init__(*args, prefix=None, auto_id="export_%s", **kwargs)
        self.needs_approval = False
        self.fields["reason"].required = asks_reason
        if not asks_reason:
            self.fields["reason"].widget = forms.HiddenInput()
        if not has_phones:
            del self.fields["with_phones"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        return {"reason": "", "with_phones": False} | cleaned

    def refuse(self, violation: RuleViolation) -> None:
        """Show why not; a list with too many numbers may be asked for instead."""
        self.needs_approval = violation.code == "export.approval"
        is_shown_apart = self.needs_approval or violation.field not in self.fields
        self.add_error(None if is_shown_apart else violation.field, violation)

    @staticmethod
    def number(text: str) -> int:
        """Return the number that was sent, 0 for anything that is none."""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
