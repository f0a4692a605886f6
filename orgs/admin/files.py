"""The registers of files that came in and went out."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from common import clock
from orgs.admin.base import RegisterAdmin
from orgs.imports.kinds import all_kinds
from orgs.models import ExportApproval, ImportBatch, ImportRow
from orgs.policy import Action


@admin.register(ImportBatch)
class ImportBatchAdmin(RegisterAdmin):
    """导入批次: the files that one brought in oneself."""

    list_display = ["created_at", "file_name", "kind_label", "state", "result", "created_by"]
    list_display_links = ["file_name"]
    list_filter = ["state"]
    list_select_related = ["created_by"]
    search_fields = ["file_name"]
    ordering = ["-pk"]
    fields = [
        "file_name", "kind_label", "sheet_name", "state", "result", "problem", "created_by",
        "created_at", "finished_at", "undone_at",
    ]  # fmt: skip
    empty_text = "还没有导入过文件。"

    @admin.display(description="种类", ordering="kind")
    def kind_label(self, batch: ImportBatch) -> str:
        labels = {kind.code: kind.label for kind in all_kinds()}
        return labels.get(batch.kind, batch.kind)

    @admin.display(description="行数")
    def result(self, batch: ImportBatch) -> str:
        """What the rows were judged: 新增 3、错误 1."""
        labels: dict[str, Any] = dict(ImportRow.Verdict.choices)
        counts = batch.counts.items() if isinstance(batch.counts, dict) else ()
        return "、".join(f"{labels[name]} {count}" for name, count in counts if name in labels)


@admin.register(ExportApproval)
class ExportApprovalAdmin(RegisterAdmin):
    """导出审批."""

    rights = (Action.APPROVE_EXPORTS,)
    list_display = [
        "asked_at", "requester", "title", "people_count", "reason", "standing", "approver",
    ]  # fmt: skip
    list_filter = ["state"]
    list_select_related = ["requester", "approver"]
    ordering = ["-pk"]
    fields = [
        "requester", "title", "filter_words", "people_count", "reason", "file_format", "standing",
        "asked_at", "approver", "decided_at", "answer", "used_at",
    ]  # fmt: skip
    empty_text = "导出超过 50 人的完整手机号时，申请会列在这里。"

    def rows_for(self, user: Any) -> QuerySet[ExportApproval]:
        """One's own, and those that one may decide on."""
        return ExportApproval.objects.visible_to(user)

    @admin.display(description="状态", ordering="state")
    def standing(self, approval: ExportApproval) -> str:
        return approval.standing_label(clock.now())
