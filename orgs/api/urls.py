"""Registers of this app in the API."""

from orgs.api.views import OrganizationViewSet, ResidentUnitViewSet

registers = [
    ("organizations", OrganizationViewSet, "organization"),
    ("units", ResidentUnitViewSet, "unit"),
]
