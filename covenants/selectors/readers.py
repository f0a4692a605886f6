"""Who is told about a covenant."""

from django.db.models import QuerySet

from accounts.models import User
from common import clock
from covenants.models import Covenant, CovenantParty
from orgs.models import Organization, RoleGrant
from orgs.policy import Role
from orgs.selectors.people import holders


def keepers_of(covenant: Covenant) -> QuerySet[User]:
    """Return who keeps the covenant for its first party, or for what that one went into."""
    owner = covenant.organization
    role = Role.STREET if owner.tier == Organization.Tier.STREET else Role.COMMUNITY
    places = [key for key in (owner.pk, owner.successor_id) if key is not None]
    return holders(role, *places)


def speakers_of(parties: list[CovenantParty]) -> QuerySet[User]:
    """Return the liaisons of the sides' units, or of those into which they were merged."""
    units = [party.unit for party in parties if party.unit is not None]
    keys = {unit.pk for unit in units} | {unit.merged_into_id for unit in units}
    grants = RoleGrant.objects.active(clock.today()).filter(
        role=Role.LIAISON, unit__in=keys - {None}
    )
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("pk")
