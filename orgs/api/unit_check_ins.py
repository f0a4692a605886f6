"""单位报到 in the API: the register, and the steps that the pages offer too."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from orgs import scope
from orgs.api.generic import KeyField, RegisterViewSet, VersionInput
from orgs.filters.unit_check_ins import UnitCheckInFilter
from orgs.models import ResidentUnit, UnitCheckIn
from orgs.operations.unit_check_ins import (
    ENDING,
    end_unit_check_in,
    receive_unit_check_in,
    return_unit_check_in,
    submit_unit_check_in,
    withdraw_unit_check_in,
)
from orgs.policy import Action


class UnitCheckInSerializer(serializers.ModelSerializer):
    """One registration of a unit; unit and community by id."""

    status_label = serializers.CharField(
        source="get_status_display", read_only=True, label="状态名称"
    )

    class Meta:
        model = UnitCheckIn
        fields = [
            "id", "no", "unit", "community", "checked_in_on", "contact", "resources", "status",
            "status_label", "receipt_no", "received_at", "return_reason", "ended_on",
            "end_reason", "version",
        ]  # fmt: skip


class OwnUnitField(KeyField):
    """A unit that the caller speaks for."""

    def get_queryset(self) -> QuerySet[ResidentUnit]:
        return ResidentUnit.objects.visible_to(self.context["request"].user, Action.CHECK_IN_UNIT)


class UnitCheckInInput(serializers.Serializer):
    """Which unit, whom to turn to, what it can offer."""

    unit = OwnUnitField(label="单位编号")
    contact = serializers.CharField(required=False, allow_blank=True, label="联系人")
    resources = serializers.CharField(required=False, allow_blank=True, label="可提供的资源和服务")


class UnitCheckInReasonInput(VersionInput):
    """Why."""

    reason = serializers.CharField(label="原因")


@extend_schema_view(
    list=extend_schema(summary="单位报到列表", description="可按单位、编号、状态和社区筛选。"),
    retrieve=extend_schema(summary="一份单位报到"),
)
class UnitCheckInViewSet(RegisterViewSet):
    """单位报到: the registrations that the caller may see."""

    model = UnitCheckIn
    serializer_class = UnitCheckInSerializer
    filterset_class = UnitCheckInFilter

    @extend_schema(
        summary="提交单位报到",
        description="向结对社区报到；已有一份未结束的报到时拒绝。",
        request=UnitCheckInInput,
        responses={201: UnitCheckInSerializer},
    )
    @action(detail=False, methods=["post"])
    def submit(self, request: Request) -> Response:
        """Register one's own unit with its paired community."""
        if not scope.has_right(request.user, Action.CHECK_IN_UNIT):
            raise scope.PermissionDenied(scope.REFUSAL)
        values = self.values(UnitCheckInInput)
        return self._shown(submit_unit_check_in(actor=request.user, **values), HTTP_201_CREATED)

    @extend_schema(
        summary="接收单位报到",
        description="待接收 → 已报到，生成回执编号。",
        request=VersionInput,
        responses=UnitCheckInSerializer,
    )
    @action(detail=True, methods=["post"])
    def receive(self, request: Request, pk: str) -> Response:
        """待接收 → 已报到."""
        row = self._row(Action.HANDLE_CHECK_INS)
        values = self.values(VersionInput)
        return self._shown(receive_unit_check_in(actor=request.user, unit_check_in=row, **values))

    @extend_schema(
        summary="退回单位报到",
        description="待接收 → 退回，写明原因。",
        request=UnitCheckInReasonInput,
        responses=UnitCheckInSerializer,
    )
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """待接收 → 退回."""
        row = self._row(Action.HANDLE_CHECK_INS)
        values = self.values(UnitCheckInReasonInput)
        return self._shown(return_unit_check_in(actor=request.user, unit_check_in=row, **values))

    @extend_schema(
        summary="撤回单位报到",
        description="待接收 → 已撤回。",
        request=None,
        responses=UnitCheckInSerializer,
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """待接收 → 已撤回."""
        row = self._row(Action.CHECK_IN_UNIT)
        return self._shown(withdraw_unit_check_in(actor=request.user, unit_check_in=row))

    @extend_schema(
        summary="结束单位报到",
        description="已报到 → 已结束，自今天起；写明原因。",
        request=UnitCheckInReasonInput,
        responses=UnitCheckInSerializer,
    )
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """已报到 → 已结束."""
        row = self._row(*ENDING)
        values = self.values(UnitCheckInReasonInput)
        return self._shown(end_unit_check_in(actor=request.user, unit_check_in=row, **values))

    def _row(self, *actions: Action) -> UnitCheckIn:
        """The row of the address; one of the rights is asked for before what was sent."""
        row = self.get_object()
        if not any(scope.can(self.request.user, action, row) for action in actions):
            raise scope.PermissionDenied(scope.REFUSAL)
        return row

    def _shown(self, row: UnitCheckIn, status: int = 200) -> Response:
        return Response(self.get_serializer(row).data, status=status)
