"""The district, its five-tier tree, the resident units, and who may do what where."""

from orgs.models.accounts import AccountHome
from orgs.models.attachments import Attachment
from orgs.models.calendar import DirtyMonth, Holiday
from orgs.models.grants import GrantRequest, HandOver, RoleGrant
from orgs.models.imports import ExportApproval, ImportBatch, ImportRow
from orgs.models.support import BudgetLine, CentreItem, CommunityWorker, Premises, ServiceCentre
from orgs.models.tree import District, Organization, OrganizationEvent
from orgs.models.unit_check_ins import UnitCheckIn
from orgs.models.units import ResidentUnit

__all__ = [
    "AccountHome",
    "Attachment",
    "BudgetLine",
    "CentreItem",
    "CommunityWorker",
    "DirtyMonth",
    "District",
    "ExportApproval",
    "GrantRequest",
    "HandOver",
    "Holiday",
    "ImportBatch",
    "ImportRow",
    "Organization",
    "OrganizationEvent",
    "Premises",
    "ResidentUnit",
    "RoleGrant",
    "ServiceCentre",
    "UnitCheckIn",
]
