"""Who holds which role where."""

from django.db.models import Q, QuerySet

from accounts.models import User
from common import clock
from orgs.models import District, Organization, ResidentUnit, RoleGrant
from orgs.policy import Role


def holders(role: str, *places: Organization | int) -> QuerySet[User]:
    """Return the active accounts that hold the role at one of the places today."""
    grants = RoleGrant.objects.active(clock.today()).filter(role=role, organization__in=places)
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("pk")


def holders_anywhere(*roles: str) -> QuerySet[User]:
    """Return the active accounts that hold one of the roles today, wherever."""
    grants = RoleGrant.objects.active(clock.today()).filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("pk")


def holders_in(district: District, *roles: str) -> QuerySet[User]:
    """Return the active accounts that hold one of the district-wide roles in the district today."""
    grants = RoleGrant.objects.active(clock.today()).filter(role__in=roles, district=district)
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("pk")


def liaisons_of(unit: ResidentUnit) -> QuerySet[User]:
    """Return the active accounts that speak for the unit today, or for one merged with it."""
    grants = RoleGrant.objects.active(clock.today()).filter(
        Q(unit=unit) | Q(unit=unit.merged_into_id), role=Role.LIAISON
    )
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("pk")
