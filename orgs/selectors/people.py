"""Who holds which role where."""

from django.db.models import QuerySet

from accounts.models import User
from common import clock
from orgs.models import Organization, RoleGrant


def holders(role: str, *places: Organization | int) -> QuerySet[User]:
    """Return the active accounts that hold the role at one of the places today."""
    grants = RoleGrant.objects.active(clock.today()).filter(role=role, organization__in=places)
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("pk")
