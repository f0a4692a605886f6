"""Taking the audit out, signed."""

import csv
import io

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actions import ACTION_LABELS
from accounts.audit import sign_file
from accounts.labels import kind_label
from accounts.models import AuditEntry, User
from accounts.operations import write_audit
from common.spreadsheets import safe_text
from common.text import normalise_line
from common.violations import require
from orgs import scope
from orgs.audit_words import detail_label, told
from orgs.models import District
from orgs.policy import Action

AT_MOST = 200_000
HEADER = (
    "编号", "时间", "操作人", "来源地址", "操作", "对象类型", "对象编号", "对象", "内容", "校验值",
)  # fmt: skip


@transaction.atomic
def export_audit(*, actor: User, entries: QuerySet[AuditEntry], query: str, reason: str) -> bytes:
    """Return the entries as a csv whose last line signs it (`audit_verify --file` checks it).

    Refuses `audit.empty` and `audit.many` (more than 200,000: narrow the time down).
    """
    reason = normalise_line(reason, label="用途", limit=200, field="reason")
    district = District.objects.visible_to(actor, Action.READ_AUDIT).first()
    if district is None:
        raise scope.PermissionDenied(scope.REFUSAL)
    count = entries.order_by()[: AT_MOST + 1].count()
    require(count > 0, "没有符合条件的记录，请调整条件。", code="audit.empty")
    require(
        count <= AT_MOST,
        f"一次最多导出 {AT_MOST} 条，请缩小时间范围。",
        code="audit.many",
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for entry in entries.iterator(chunk_size=2000):
        writer.writerow([safe_text(cell) for cell in _cells(entry)])
    write_audit(
        actor=actor, action="audit.export", record=district, count=count, filter=query[:500],
        reason=reason,
    )  # fmt: skip
    return sign_file(b"\xef\xbb\xbf" + text.getvalue().encode())


def _cells(entry: AuditEntry) -> list[str]:
    return [
        str(entry.pk),
        f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}",
        entry.actor_name,
        entry.address,
        ACTION_LABELS.get(entry.action, entry.action),
        kind_label(entry.record_type),
        entry.record_id,
        entry.record_name,
        "；".join(
            f"{detail_label(name)} {told(name, value)}" for name, value in entry.detail.items()
        ),
        entry.seal,
    ]
