"""The register of service logs, and the steps of one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from orgs.api.generic import RegisterViewSet
from orgs.policy import Action
from orgs.scope import has_right
from services.api.serializers import (
    MemberServiceInput,
    OwnServiceInput,
    ServiceLogSerializer,
    ServiceReturnInput,
)
from services.filters import ServiceLogFilter
from services.models import ServiceLog
from services.operations.confirmation import confirm_service_log, return_service_log
from services.operations.entry import log_own_service, log_service_for
from services.selectors import own_member


class ServiceLogViewSet(RegisterViewSet):
    """服务记录: the logs at the caller's places, of the caller's unit, or the caller's own."""

    model = ServiceLog
    serializer_class = ServiceLogSerializer
    filterset_class = ServiceLogFilter

    @extend_schema(
        request=PolymorphicProxySerializer(
            component_name="ServiceInput",
            serializers=[OwnServiceInput, MemberServiceInput],
            resource_type_field_name=None,
        ),
        responses={201: ServiceLogSerializer},
    )
    def create(self, request: Request) -> Response:
        """登记服务: with `member` for somebody else, without for oneself."""
        is_for_other = isinstance(request.data, dict) and "member" in request.data
        if not has_right(
            request.user, Action.LOG_SERVICE if is_for_other else Action.LOG_OWN_SERVICE
        ):
            raise PermissionDenied("您没有权限进行此操作。")
        kind = MemberServiceInput if is_for_other else OwnServiceInput
        values = self._read(kind, request)
        if is_for_other:
            log = log_service_for(actor=request.user, **values)
        else:
            log = log_own_service(actor=request.user, member=own_member(request.user), **values)
        return Response(self.get_serializer(log).data, status=HTTP_201_CREATED)

    @extend_schema(request=None, responses=ServiceLogSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """确认."""
        log = confirm_service_log(actor=request.user, log=self.get_object())
        return Response(self.get_serializer(log).data)

    @extend_schema(request=ServiceReturnInput, responses=ServiceLogSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """退回."""
        log = self.get_object()
        reason = self._read(ServiceReturnInput, request)["reason"]
        return Response(
            self.get_serializer(return_service_log(actor=request.user, log=log, reason=reason)).data
        )

    def _read(self, kind: type, request: Request) -> dict[str, Any]:
        given = kind(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return given.validated_data
