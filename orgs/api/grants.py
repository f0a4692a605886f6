"""Rights in the API: what is held, what is asked for, how it ends. Nothing grants directly."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from orgs.api.generic import RegisterViewSet, VersionInput
from orgs.api.grant_shapes import (
    GrantReasonInput,
    GrantRequestInput,
    GrantRequestSerializer,
    HandOverInput,
    RoleGrantSerializer,
)
from orgs.filters.grants import GrantRequestFilter, RoleGrantFilter
from orgs.models import GrantRequest, RoleGrant
from orgs.operations.grant_requests import (
    approve_request,
    ask_for_grant,
    refuse_request,
    withdraw_request,
)
from orgs.operations.grants import revoke_grant
from orgs.operations.hand_overs import ask_for_hand_over
from orgs.operations.leavers import end_access
from orgs.policy import Action
from orgs.scope import REFUSAL, has_right


class EntitlementViewSet(RegisterViewSet):
    """What the two kinds of registers have in common."""

    def read(self, shape: type[serializers.Serializer]) -> dict[str, Any]:
        """Return what was sent, once its shape is right."""
        given = shape(data=self.request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return given.validated_data

    def show(self, record: Model, status: int = 200) -> Response:
        return Response(self.get_serializer(record).data, status=status)


@extend_schema_view(
    list=extend_schema(
        summary="授权列表", description="本区的授权，可按姓名、角色、范围和状态筛选。"
    ),
    retrieve=extend_schema(summary="一项授权", description="授权的账号、角色、范围和起止日期。"),
)
class RoleGrantViewSet(EntitlementViewSet):
    """授权: the rights of the district, for its two administrators."""

    model = RoleGrant
    serializer_class = RoleGrantSerializer
    filterset_class = RoleGrantFilter

    @extend_schema(
        summary="收回授权",
        description="由安全管理员收回，即刻生效，须写明原因。",
        request=GrantReasonInput,
        responses=RoleGrantSerializer,
    )
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """End the grant at once."""
        grant, reason = self.get_object(), self.read(GrantReasonInput)["reason"]
        return self.show(revoke_grant(actor=request.user, grant=grant, reason=reason))

    @extend_schema(
        summary="办理离岗",
        description="授权的持有人离岗：其在本区的全部授权、登录和接口令牌即刻失效。",
        request=GrantReasonInput,
        responses=RoleGrantSerializer,
    )
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: str) -> Response:
        """End everything that the holder has."""
        grant, reason = self.get_object(), self.read(GrantReasonInput)["reason"]
        end_access(actor=request.user, user=grant.user, reason=reason)
        return self.show(self.get_object())

    @extend_schema(
        summary="申请岗位交接",
        description="由系统管理员提出接任人和交接日期，等待安全管理员批准。",
        request=HandOverInput,
        responses={201: GrantRequestSerializer},
    )
    @action(detail=True, methods=["post"], url_path="hand-over", url_name="hand-over")
    def hand_over(self, request: Request, pk: str) -> Response:
        """Ask for a hand-over of the post."""
        grant = self.get_object()
        _require_asker(request)
        wish = self.read(HandOverInput)
        asked = ask_for_hand_over(
            actor=request.user, grant=grant, successor=wish.pop("account"), **wish
        )
        shown = GrantRequestSerializer(asked, context=self.get_serializer_context())
        return Response(shown.data, status=HTTP_201_CREATED)


@extend_schema_view(
    list=extend_schema(summary="授权申请列表", description="本区的授权申请和岗位交接申请。"),
    retrieve=extend_schema(summary="一份授权申请", description="申请的内容和审批结果。"),
)
class GrantRequestViewSet(EntitlementViewSet):
    """授权申请: asked by one administrator, decided by the other."""

    model = GrantRequest
    serializer_class = GrantRequestSerializer
    filterset_class = GrantRequestFilter

    @extend_schema(
        summary="申请授权",
        description=(
            "由系统管理员为账号申请角色。街道、社区、网格角色填写组织编号，联络员填写单位编号，"
            "其余角色的范围是本区。"
        ),
        request=GrantRequestInput,
        responses={201: GrantRequestSerializer},
    )
    def create(self, request: Request) -> Response:
        """Ask for a right."""
        _require_asker(request)
        wish = self.read(GrantRequestInput)
        asked = ask_for_grant(actor=request.user, user=wish.pop("account"), **wish)
        return self.show(asked, HTTP_201_CREATED)

    @extend_schema(
        summary="批准授权申请",
        description="由安全管理员批准，授权随即建立；申请人不能批准自己的申请。",
        request=VersionInput,
    )
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Say yes."""
        return self._decide(approve_request, VersionInput)

    @extend_schema(
        summary="不批准授权申请",
        description="由安全管理员退回，须写明原因；岗位交接申请也由此退回。",
        request=GrantReasonInput,
    )
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """Say no, and why."""
        return self._decide(refuse_request, GrantReasonInput)

    @extend_schema(
        summary="撤回授权申请",
        description="由系统管理员撤回尚未审批的申请。",
        request=VersionInput,
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take the request back."""
        return self._decide(withdraw_request, VersionInput)

    def _decide(
        self, step: Callable[..., GrantRequest], shape: type[serializers.Serializer]
    ) -> Response:
        wish = self.get_object()
        return self.show(step(actor=self.request.user, request=wish, **self.read(shape)))


def _require_asker(request: Request) -> None:
    """Who may not ask is told so before what was sent is looked at."""
    if not has_right(request.user, Action.MANAGE_ACCOUNTS):
        raise PermissionDenied(REFUSAL)
