"""The audit in the API, for the auditor to read."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.actions import ACTION_LABELS
from accounts.labels import kind_label
from accounts.models import AccessRecord, AuditEntry
from orgs.api.generic import RegisterViewSet
from orgs.filters.audit import AccessFilter, AuditFilter
from orgs.policy import Action
from orgs.scope import has_right
from orgs.selectors.audit import accesses_for, audit_for


class IsAuditor(BasePermission):
    """Only who reads the audit."""

    message = "只有审计员可以查看审计记录。"

    def has_permission(self, request: Request, view: APIView) -> bool:
        return has_right(request.user, Action.READ_AUDIT)


class AuditEntrySerializer(serializers.ModelSerializer):
    """One entry, its codes with their names."""

    action_label = serializers.SerializerMethodField(help_text="操作名称")
    record_kind = serializers.SerializerMethodField(help_text="对象类型名称")

    class Meta:
        model = AuditEntry
        fields = [
            "id", "at", "actor_id", "actor_name", "address", "action", "action_label",
            "record_type", "record_kind", "record_id", "record_name", "detail", "seal",
        ]  # fmt: skip

    def get_action_label(self, entry: AuditEntry) -> str:
        return ACTION_LABELS.get(entry.action, entry.action)

    def get_record_kind(self, entry: AuditEntry) -> str:
        return kind_label(entry.record_type)


class AccessRecordSerializer(serializers.ModelSerializer):
    """Who looked at whose personal data; ids only."""

    actor_name = serializers.CharField(source="actor.name", read_only=True, help_text="查看人")

    class Meta:
        model = AccessRecord
        fields = ["id", "at", "actor", "actor_name", "subject_type", "subject_id", "reason"]


@extend_schema_view(
    list=extend_schema(summary="审计记录", description="本区的操作审计记录，从近到远。"),
    retrieve=extend_schema(summary="一条审计记录", description="一条操作审计记录的全部内容。"),
)
class AuditEntryViewSet(RegisterViewSet):
    """审计记录: who did what, when, where from."""

    model = AuditEntry
    permission_classes = [IsAuthenticated, IsAuditor]
    serializer_class = AuditEntrySerializer
    filterset_class = AuditFilter

    def get_queryset(self) -> QuerySet:
        is_schema = getattr(self, "swagger_fake_view", False)
        return self.model.objects.none() if is_schema else audit_for(self.request.user)


@extend_schema_view(
    list=extend_schema(summary="个人信息查看记录", description="谁在何时因何查看了谁的个人信息。"),
    retrieve=extend_schema(summary="一条查看记录", description="一条个人信息查看记录。"),
)
class AccessRecordViewSet(RegisterViewSet):
    """个人信息查看记录."""

    model = AccessRecord
    permission_classes = [IsAuthenticated, IsAuditor]
    serializer_class = AccessRecordSerializer
    filterset_class = AccessFilter

    def get_queryset(self) -> QuerySet:
        is_schema = getattr(self, "swagger_fake_view", False)
        return self.model.objects.none() if is_schema else accesses_for(self.request.user)
