"""Pages of the audit: who did what, who looked at whose data, and a signed copy of it."""

from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.views.generic import DetailView

from accounts.actions import ACTION_LABELS
from accounts.labels import kind_label
from accounts.models import AccessRecord, AuditEntry
from common import clock
from orgs.audit_words import detail_label, told
from orgs.filters.audit import AccessFilter, AuditFilter
from orgs.forms.audit import AuditExportForm
from orgs.generic import BoundedPaginator, OperationFormView, RegisterView, RightRequiredMixin
from orgs.operations.audit import export_audit
from orgs.policy import Action
from orgs.selectors.audit import accesses_for, audit_for
from orgs.tables.audit import AccessTable, AuditTable

AUDITING = (Action.READ_AUDIT,)
SHOWN_AT_MOST = 10_000


class LatestPaginator(BoundedPaginator):
    """The latest rows only: nobody pages through millions, and counting them all costs seconds."""

    @cached_property
    def count(self) -> int:
        # The table hands its rows over; the queryset lies inside their data.
        return self.object_list.data.data.order_by()[:SHOWN_AT_MOST].count()


class TrailView(RegisterView):
    """A list of the audit; the latest 10,000 rows that match."""

    rights = AUDITING
    template_name = "orgs/audit_list.html"
    table_pagination = {"per_page": 50, "paginator_class": LatestPaginator}
    heading = "审计"
    # Taken out signed, by `AuditExport`.
    is_exported = False
    empty_text = "还没有记录。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = [("操作记录", "orgs:audit-list"), ("个人信息查看记录", "orgs:access-list")]
        return super().get_context_data(**kwargs) | {
            "tabs": [
                (label, url := reverse(name), url == self.request.path) for label, name in tabs
            ],
            "shown_at_most": SHOWN_AT_MOST,
        }


class AuditList(TrailView):
    """操作记录: who did what, when, where from."""

    model = AuditEntry
    table_class = AuditTable
    filterset_class = AuditFilter

    def get_queryset(self) -> Any:
        return audit_for(self.request.user)

    def get_actions(self) -> list[tuple[str, str]]:
        query = self.request.GET.urlencode()
        return [("导出签名文件", f"{reverse('orgs:audit-export')}?{query}")]


class AccessList(TrailView):
    """个人信息查看记录: who looked at or took out whose data, and why."""

    model = AccessRecord
    table_class = AccessTable
    extra_context = {
        "hint": "这里只存编号；按姓名查找，请在“操作记录”中选操作“查看完整手机号”，再填对象名称。"
    }
    filterset_class = AccessFilter

    def get_queryset(self) -> Any:
        return accesses_for(self.request.user)


class AuditDetail(RightRequiredMixin, DetailView):
    """One entry with all it says."""

    rights = AUDITING
    template_name = "base_detail.html"

    def get_queryset(self) -> Any:
        return audit_for(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.object
        facts = [
            ("编号", entry.pk),
            ("时间", f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"),
            ("操作人", entry.actor_name),
            ("来源地址", entry.address or "—"),
            ("操作", ACTION_LABELS.get(entry.action, entry.action)),
            ("对象类型", kind_label(entry.record_type)),
            ("对象", f"{entry.record_name}（{entry.record_id}）"),
        ]
        details = [(detail_label(name), told(name, value)) for name, value in entry.detail.items()]
        return super().get_context_data(**kwargs) | {
            "heading": f"审计记录 {entry.pk}",
            "facts": facts + details,
        }


class AuditExport(OperationFormView):
    """A signed copy of what the filter shows; needs a reason, and is itself recorded."""

    rights = AUDITING
    form_class = AuditExportForm
    template_name = "orgs/audit_export.html"
    heading = "导出审计记录"
    submit_label = "导出"
    content = b""

    def get_filtered(self) -> Any:
        found = AuditFilter(self.request.GET, queryset=audit_for(self.request.user))
        if not found.is_valid():
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.get_filtered().qs.order_by()[: SHOWN_AT_MOST + 1].count()
        shown = f"{SHOWN_AT_MOST} 条以上" if found > SHOWN_AT_MOST else f"{found} 条"
        return super().get_context_data(**kwargs) | {
            "intro": f"将导出符合当前条件的 {shown}记录。文件末尾带校验码，改动任何一处都会被发现。"
        }

    def perform(self, form: BaseForm) -> str:
        self.content = export_audit(
            actor=self.request.user,
            entries=self.get_filtered().qs,
            query=self.request.GET.urlencode(),
            reason=form.cleaned_data["reason"],
        )
        return reverse("orgs:audit-list")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response = super().form_valid(form)
        if not self.content:
            return response
        answer = HttpResponse(self.content, content_type="text/csv; charset=utf-8")
        name = f"审计记录-{clock.today():%Y%m%d}.csv"
        answer.headers["Content-Disposition"] = content_disposition_header(True, name)
        return answer

    def get_cancel_url(self) -> str:
        return reverse("orgs:audit-list")
