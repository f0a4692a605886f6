"""Registers of organisations and units."""

from orgs.api.generic import RegisterViewSet
from orgs.api.serializers import OrganizationSerializer, ResidentUnitSerializer
from orgs.filters import OrganizationFilter, ResidentUnitFilter
from orgs.models import Organization, ResidentUnit


class OrganizationViewSet(RegisterViewSet):
    """党组织: the nodes of the caller's subtree."""

    model = Organization
    serializer_class = OrganizationSerializer
    filterset_class = OrganizationFilter


class ResidentUnitViewSet(RegisterViewSet):
    """驻区单位: the units the caller may see."""

    model = ResidentUnit
    serializer_class = ResidentUnitSerializer
    filterset_class = ResidentUnitFilter
