"""Amounts in yuan as people type them."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms

from common.text import OUTER

GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
PLAIN = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?\Z")
UNREADABLE = "请填写以元为单位的数字，如 10000 或 1234.50，不写“万”“元”等字。"


class MoneyField(forms.Field):
    """An amount in yuan: １２００ and 1,200.00 are read, 1万 and 1e5 are refused.

    Whether the amount itself is possible is the operation's question.
    """

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"required": False} | kwargs))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "maxlength": 40, "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:
        text = unicodedata.normalize("NFKC", str(value or "")).strip(OUTER)
        if not text:
            return None
        if not GROUPED.match(text) and not PLAIN.match(text):
            raise forms.ValidationError(UNREADABLE, code="money.unreadable")
        return Decimal(text.replace(",", ""))
