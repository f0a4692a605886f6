"""Registers of this app in the API."""

from orgs.api.accounts import AccountViewSet
from orgs.api.attachments import AttachmentViewSet
from orgs.api.audit import AccessRecordViewSet, AuditEntryViewSet
from orgs.api.grants import GrantRequestViewSet, RoleGrantViewSet
from orgs.api.imports import ImportViewSet
from orgs.api.organizations import OrganizationViewSet
from orgs.api.support import BudgetViewSet, CentreViewSet, PremisesViewSet, WorkerViewSet
from orgs.api.unit_check_ins import UnitCheckInViewSet
from orgs.api.units import ResidentUnitViewSet

registers = [
    ("accounts", AccountViewSet, "account"),
    ("organizations", OrganizationViewSet, "organization"),
    ("units", ResidentUnitViewSet, "unit"),
    ("unit-check-ins", UnitCheckInViewSet, "unit-check-in"),
    ("workers", WorkerViewSet, "worker"),
    ("premises", PremisesViewSet, "premises"),
    ("service-centres", CentreViewSet, "service-centre"),
    ("budget-lines", BudgetViewSet, "budget-line"),
    ("imports", ImportViewSet, "import"),
    ("attachments", AttachmentViewSet, "attachment"),
    ("audit-entries", AuditEntryViewSet, "audit-entry"),
    ("access-records", AccessRecordViewSet, "access-record"),
    ("grants", RoleGrantViewSet, "grant"),
    ("grant-requests", GrantRequestViewSet, "grant-request"),
]
