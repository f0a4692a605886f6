"""The district, its five-tier tree, the resident units, and who may do what where."""

from orgs.models.calendar import DirtyMonth, Holiday
from orgs.models.grants import RoleGrant
from orgs.models.tree import District, Organization, OrganizationEvent
from orgs.models.units import ResidentUnit

__all__ = [
    "DirtyMonth",
    "District",
    "Holiday",
    "Organization",
    "OrganizationEvent",
    "ResidentUnit",
    "RoleGrant",
]
