"""Accounts in the API: the register, and the steps that need no second look at the password.

Opening an account and issuing a new activation stay on the pages: they ask who is there once more,
and show a code that is shown once.
"""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from orgs import scope
from orgs.api.generic import RegisterViewSet
from orgs.filters.accounts import AccountFilter
from orgs.operations.accounts import deactivate_account, reactivate_account, unlock_account
from orgs.policy import MANAGING, Action
from orgs.selectors.accounts import accounts_of


class IsAdministrator(BasePermission):
    """Who looks after accounts or rights."""

    message = "只有系统管理员和安全管理员可以查看账号。"

    def has_permission(self, request: Request, view: APIView) -> bool:
        return scope.has_right(request.user, *MANAGING)


class AccountSerializer(serializers.ModelSerializer):
    """One account; nothing of how its owner signs in."""

    class Meta:
        model = User
        fields = ["id", "username", "name", "is_active", "date_joined", "last_login"]


class LeaveInput(serializers.Serializer):
    """Why somebody no longer signs in."""

    reason = serializers.CharField(max_length=200, help_text="停用原因")


@extend_schema_view(
    list=extend_schema(summary="账号列表", description="本区的账号，可按姓名、角色、状态筛选。"),
    retrieve=extend_schema(summary="一个账号", description="账号的登记内容，不含登录凭证。"),
)
class AccountViewSet(RegisterViewSet):
    """账号: those of the caller's district."""

    model = User
    permission_classes = [IsAuthenticated, IsAdministrator]
    serializer_class = AccountSerializer
    filterset_class = AccountFilter

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return accounts_of(self.request.user).order_by("name", "pk")

    @extend_schema(
        summary="停用账号",
        description="立即生效：登录、会话、接口令牌和授权同时终止。",
        request=LeaveInput,
        responses=AccountSerializer,
    )
    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, pk: str) -> Response:
        """Somebody leaves."""
        account = self._kept()
        values = self.values(LeaveInput)
        return self._shown(deactivate_account(actor=request.user, account=account, **values))

    @extend_schema(
        summary="恢复账号",
        description="恢复后须重新签发启用凭证，原有授权不恢复。",
        request=None,
        responses=AccountSerializer,
    )
    @action(detail=True, methods=["post"])
    def reactivate(self, request: Request, pk: str) -> Response:
        """Somebody comes back."""
        return self._shown(reactivate_account(actor=request.user, account=self._kept()))

    @extend_schema(
        summary="解除登录锁定",
        description="清除输错密码的次数。",
        request=None,
        responses=AccountSerializer,
    )
    @action(detail=True, methods=["post"])
    def unlock(self, request: Request, pk: str) -> Response:
        """Wrong passwords are forgotten."""
        return self._shown(unlock_account(actor=request.user, account=self._kept()))

    def _kept(self) -> Any:
        """The account of the address; the right to keep it is asked for before what was sent."""
        account = self.get_object()
        if not scope.has_right(self.request.user, Action.MANAGE_ACCOUNTS):
            raise scope.PermissionDenied(scope.REFUSAL)
        return account

    def _shown(self, account: User) -> Response:
        return Response(self.get_serializer(account).data)
