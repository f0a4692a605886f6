"""Registers of members and check-ins; the steps call the same operations as the pages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from members.api.serializers import (
    AcceptInput,
    CheckInSerializer,
    MemberSerializer,
    ReturnInput,
    SubmitInput,
)
from members.api.steps import CheckInSteps
from members.api.upsert import MemberUpsert
from members.filters import CheckInFilter, MemberFilter
from members.models import CheckIn, Member
from members.operations.check_ins import submit_check_in
from members.operations.handling import accept_check_in, return_check_in
from members.selectors import communities_open_to, own_member
from orgs.api.generic import RegisterViewSet


class MemberViewSet(MemberUpsert, RegisterViewSet):
    """党员: the members whom the caller may see."""

    model = Member
    serializer_class = MemberSerializer
    filterset_class = MemberFilter

    def get_queryset(self) -> QuerySet[Member]:
        rows = super().get_queryset()
        is_drawn = getattr(self, "swagger_fake_view", False)  # the schema has no caller
        return rows if is_drawn else rows.with_shown_mobile(self.request.user)


class CheckInViewSet(CheckInSteps, RegisterViewSet):
    """报到: the check-ins that the caller may see, and what may be done with them."""

    model = CheckIn
    serializer_class = CheckInSerializer
    filterset_class = CheckInFilter

    def get_queryset(self) -> QuerySet[CheckIn]:
        return super().get_queryset().submitted().with_intentions()

    @extend_schema(request=AcceptInput, responses=CheckInSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """待接收 → 在册."""
        check_in = self.get_object()
        values = self._values(AcceptInput)
        return self._shown(accept_check_in(actor=request.user, check_in=check_in, **values))

    @extend_schema(request=ReturnInput, responses=CheckInSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """待接收 → 退回."""
        check_in = self.get_object()
        values = self._values(ReturnInput)
        return self._shown(return_check_in(actor=request.user, check_in=check_in, **values))

    @extend_schema(request=SubmitInput, responses={201: CheckInSerializer})
    @action(detail=False, methods=["post"])
    def submit(self, request: Request) -> Response:
        """One's own check-in → 待接收."""
        member = own_member(request.user)
        if member is None:
            raise PermissionDenied
        values = self._values(SubmitInput, communities=communities_open_to(member))
        check_in = submit_check_in(actor=request.user, member=member, **values)
        return self._shown(check_in, status=201)

    def _values(self, input_class: Any, **context: Any) -> dict[str, Any]:
        serializer = input_class(
            data=self.request.data, context=self.get_serializer_context() | context
        )
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def _shown(self, check_in: CheckIn, status: int = 200) -> Response:
        return Response(self.get_serializer(check_in).data, status=status)
