"""What every form about a record has in common."""

from typing import Any

from django import forms
from django.db.models import BigIntegerField

from common.text import normalise_digits


def as_key(value: Any) -> int | None:
    """Return what was chosen as a key, None when it is none."""
    text = str(value)
    is_key = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if is_key and int(text) <= BigIntegerField.MAX_BIGINT else None


class DayInput(forms.DateInput):
    """The browser's own date picker; typing 2026-10-01 works without it, in wide digits too."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        return normalise_digits(typed).replace("－", "-") if isinstance(typed, str) else typed


class ManyField(forms.ModelMultipleChoiceField):
    """Several rows; a key that no column can hold is a wrong choice like any other."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if as_key(key) is None:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], "invalid_choice", {"value": "—"}
                )
        return super().clean(value)


class RecordForm(forms.Form):
    """A form about one record; carries the version it began on, so that stale edits show."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, record: Any, user: Any, **kwargs: Any) -> None:
        self.record = record
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = record.version

    def begin_again(self) -> None:
        """After a stale edit: what was typed stays, what is stored now is shown beside it.

        Sent once more, the form saves over the version that the person has seen here.
        """
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = self.record.version
        for name in self.changed_data:
            if name in self.initial:
                stored = stored_text(self.fields[name], self.initial[name])
                self.add_error(name, f"现在保存的是：{stored}")


def stored_text(field: forms.Field, value: Any) -> str:
    """Return what a field's value reads like to people; long texts are cut."""
    labels = {str(key): label for key, label in getattr(field, "choices", ())}
    values = value if isinstance(value, list) else [value]
    shown = [
        str(labels.get(str(field.prepare_value(one)), one))
        for one in values
        if one not in {None, ""}
    ]
    return "、".join(shown)[:500] or "（空）"


class ReasonForm(RecordForm):
    """One sentence that says why."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea({"rows": 3}))
