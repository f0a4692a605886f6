"""Who did what to one record, read from the audit."""

from django.db.models import Model, QuerySet

from accounts.models import AuditEntry


def history_of(record: Model) -> QuerySet[AuditEntry]:
    """Return the audit entries of a record that came by the gate, newest first."""
    return AuditEntry.objects.filter(
        record_type=record._meta.label_lower, record_id=str(record.pk)
    ).order_by("-pk")
