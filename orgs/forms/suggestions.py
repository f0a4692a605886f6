"""Forms that anybody may send."""

from django import forms


class SuggestionForm(forms.Form):
    """投诉建议."""

    text = forms.CharField(
        label="内容",
        max_length=1000,
        widget=forms.Textarea({"rows": 6}),
        help_text="哪里不好用、多余或不准确，都请告诉我们。",
    )
    contact = forms.CharField(
        label="联系方式", max_length=100, required=False, help_text="选填，方便我们答复。"
    )
    page = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
