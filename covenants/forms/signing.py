"""Shape of what people type when they sign: on paper for all sides, or for one in the system."""

from typing import Any

from django import forms

from common import clock
from covenants.models import Covenant, CovenantParty
from orgs.forms import DayInput, RecordForm
from orgs.forms.attachments import AttachmentField

TERM = ("effective_from", "effective_to")
KEPT = "已有一方在系统里确认，期限以确认的为准；确需修改请先退回修改。"
FROM_SIGNING = "已有一方在系统里确认，自签订之日起生效。"


class CovenantSignForm(RecordForm):
    """The dates of the signed paper, who signed for each side, and the scan if it is at hand."""

    signed_on = forms.DateField(label="签订日期", widget=DayInput, initial=clock.today)
    effective_from = forms.DateField(label="生效日期", widget=DayInput)
    effective_to = forms.DateField(
        label="到期日期", widget=DayInput, required=False, help_text="含当日；未约定期限可不填。"
    )

    def __init__(self, *args: Any, record: Covenant, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["effective_from"].initial = record.effective_from or clock.today()
        self.fields["effective_to"].initial = record.effective_to
        if any(party.confirmed_on is not None for party in record.parties.all()):
            self._keep_term()
        self.parties = [party for party in record.parties.all() if party.confirmed_on is None]
        for party in self.parties:
            self._ask_signer(party)
        self.fields["file"] = AttachmentField(
            label="签字页扫描件", required=False, help_text="可以先登记，以后再传。"
        )

    def clean(self) -> dict[str, Any]:
        """Say so when the page was opened before a side confirmed, and other days were typed."""
        for name in TERM:
            typed = self.data.get(self.add_prefix(name))
            kept = str(self.fields[name].initial or "")
            if self.fields[name].disabled and typed not in {None, kept}:
                self.add_error(name, f"{KEPT}请核对后再登记。")
        return super().clean()

    def signers(self) -> dict[int, tuple[str, str]]:
        """Return unit id (0: 甲方) → (name, post)."""
        typed = self.cleaned_data
        keys = [party.unit_id or 0 for party in self.parties]
        return {key: (typed[f"signer_{key}"], typed[f"post_{key}"]) for key in keys}

    def _keep_term(self) -> None:
        """What a side has confirmed in the system stays as it was drafted."""
        for name in TERM:
            self.fields[name].disabled, self.fields[name].help_text = True, KEPT
        if self.record.effective_from is None:
            first = self.fields["effective_from"]
            first.initial, first.required, first.help_text = None, False, FROM_SIGNING

    def _ask_signer(self, party: CovenantParty) -> None:
        key = party.unit_id or 0
        self.fields[f"signer_{key}"] = forms.CharField(
            label=f"{party}签字人", max_length=50, required=False, initial=party.signer
        )
        self.fields[f"post_{key}"] = forms.CharField(
            label=f"{party}签字人职务", max_length=50, required=False, initial=party.signer_post
        )


class CovenantConfirmForm(RecordForm):
    """Who signs for the side."""

    signer = forms.CharField(
        label="签字人", max_length=50, help_text="填写代表本方签署协议的负责人姓名。"
    )
    signer_post = forms.CharField(label="职务", max_length=50, required=False)
    is_read = forms.BooleanField(label="已核对协议全文，同意签署")

    def begin_again(self) -> None:
        """The text is another one by now: it is to be read anew."""
        super().begin_again()
        self.data.pop(self.add_prefix("is_read"), None)
