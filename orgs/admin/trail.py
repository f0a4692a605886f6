"""The registers of the audit: read only, codes stored, names shown and found."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.actions import ACTION_LABELS
from accounts.labels import kind_label
from accounts.models import AccessRecord, AuditEntry
from orgs.admin.base import RegisterAdmin
from orgs.policy import Action
from orgs.selectors.audit import accesses_for, audit_for


@admin.register(AuditEntry)
class AuditEntryAdmin(RegisterAdmin):
    """审计记录: codes are stored, their names are shown and found."""

    rights = (Action.READ_AUDIT,)
    list_display = ["at", "actor_name", "action_label", "record_kind", "record_name", "address"]
    search_fields = ["actor_name", "record_name", "action"]
    ordering = ["-pk"]
    fields = [
        "at", "actor_id", "actor_name", "address", "action_label", "record_kind", "record_id",
        "record_name",
    ]  # fmt: skip

    def rows_for(self, user: Any) -> QuerySet[AuditEntry]:
        return audit_for(user)

    def view_on_site(self, entry: AuditEntry) -> str:
        """The desk's page tells the details in words."""
        return reverse("orgs:audit-detail", args=[entry.pk])

    @admin.display(description="操作", ordering="action")
    def action_label(self, entry: AuditEntry) -> str:
        return entry.action_label

    @admin.display(description="对象类型", ordering="record_type")
    def record_kind(self, entry: AuditEntry) -> str:
        return kind_label(entry.record_type)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search the names of the operations too: nobody knows the codes."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        term = search_term.strip()
        codes = [code for code, label in ACTION_LABELS.items() if term and term in label]
        return found | queryset.filter(action__in=codes), may_repeat


@admin.register(AccessRecord)
class AccessRecordAdmin(RegisterAdmin):
    """个人信息查看记录."""

    rights = (Action.READ_AUDIT,)
    list_display = ["at", "actor", "subject_kind", "subject_id", "reason"]
    list_select_related = ["actor"]
    search_fields = ["actor__name", "actor__username", "=subject_id"]
    ordering = ["-pk"]
    fields = ["at", "actor", "subject_kind", "subject_id", "reason"]

    def rows_for(self, user: Any) -> QuerySet[AccessRecord]:
        return accesses_for(user)

    @admin.display(description="对象类型", ordering="subject_type")
    def subject_kind(self, access: AccessRecord) -> str:
        return kind_label(access.subject_type)
