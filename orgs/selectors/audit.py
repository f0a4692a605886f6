"""The audit trail as an auditor reads it."""

from typing import Any

from django.db.models import Model, Q, QuerySet

from accounts.models import AccessRecord, AuditEntry
from orgs.models import District, RoleGrant
from orgs.policy import Action
from orgs.querysets.grants import in_districts


def audit_for(user: Any) -> QuerySet[AuditEntry]:
    """Return the entries of the auditor's district, newest first.

    An entry belongs where its actor has rights; what the system did, and what somebody without any
    right did, is everybody's.
    """
    return AuditEntry.objects.filter(_of_district(user, "actor_id")).order_by("-pk")


def accesses_for(user: Any) -> QuerySet[AccessRecord]:
    """Return who of the auditor's district looked at personal data, newest first."""
    rows = AccessRecord.objects.filter(_of_district(user, "actor_id"))
    return rows.select_related("actor").order_by("-pk")


def accesses_of(subject: Model) -> QuerySet[AccessRecord]:
    """Return who looked at the record's personal data, newest first."""
    rows = AccessRecord.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    )
    return rows.select_related("actor").order_by("-pk")


def _of_district(user: Any, actor: str) -> Q:
    districts = District.objects.visible_to(user, Action.READ_AUDIT)
    if not districts.exists():
        return Q(pk__in=[])
    mine = RoleGrant.objects.filter(in_districts(districts.values("pk")))
    anybody = RoleGrant.objects.all()
    return (
        Q(**{actor: None})
        | Q(**{f"{actor}__in": mine.values("user")})
        | ~Q(**{f"{actor}__in": anybody.values("user")})
    )
