"""Forms of the auditor."""

from django import forms


class AuditExportForm(forms.Form):
    """Why the audit is taken out."""

    reason = forms.CharField(label="用途", max_length=200, widget=forms.Textarea({"rows": 3}))
