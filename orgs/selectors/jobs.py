"""Which long tasks an administrator sees."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Job
from orgs.policy import Action
from orgs.scope import has_right
from orgs.selectors.accounts import accounts_of


def jobs_for(user: Any) -> QuerySet[Job]:
    """Return what people of the administrator's district started, and what the system did."""
    if not has_right(user, Action.MANAGE_ACCOUNTS):
        return Job.objects.none()
    people = accounts_of(user, Action.MANAGE_ACCOUNTS)
    return Job.objects.filter(Q(requested_by=None) | Q(requested_by__in=people.values("pk")))
