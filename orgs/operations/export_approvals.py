"""The second person's yes for a list with many phone numbers."""

from django.db import transaction

from accounts.models import User
from accounts.operations import notify, notify_each, write_audit
from common import clock
from common.text import normalise_line
from common.violations import require
from orgs import scope
from orgs.exports.orders import ExportOrder
from orgs.exports.words import PHONE
from orgs.models import ExportApproval
from orgs.operations.exporting import (
    ALONE,
    count_rows,
    enter,
    hold,
    lock_person,
    people_of,
    taken_today,
)
from orgs.policy import Action
from orgs.selectors.approvers import approvers_of

State = ExportApproval.State


@transaction.atomic
def ask_for_export(
    *, actor: User, order: ExportOrder, file_format: str, reason: str
) -> ExportApproval:
    """Ask a second person for a list with many phone numbers; those who may say yes are told.

    Refuses `export.direct` (few enough for one's own word), `export.asked` (the same is waiting),
    `export.nobody` (there is nobody to ask), `export.query` and as `take_export`.
    """
    lock_person(actor)
    reason = enter(actor, order, reason)
    count_rows(order)
    people = people_of(actor, order)
    require(
        len(people | taken_today(actor, order)) > ALONE,
        f"不超过 {ALONE} 人，不用审批，可以直接导出。",
        code="export.direct",
    )
    _check_askable(actor, order)
    approval = ExportApproval.objects.create_by(
        actor,
        requester=actor,
        register=order.register,
        title=order.title,
        query=order.query,
        filter_words=order.filter_words[:500],
        file_format=file_format,
        people_count=len(people),
        reason=reason,
    )
    approvers = approvers_of(approval)
    require(
        bool(approvers), "没有可以批准的同志，请联系上级党组织或系统管理员。", code="export.nobody"
    )
    write_audit(
        actor=actor,
        action="export.ask",
        record=approval,
        register=order.title,
        filter=order.filter_words,
        count=len(people),
        reason=reason,
    )
    text = f"{actor}申请导出“{order.title}” {len(people)} 人的完整手机号，请审批。"
    notify_each(texts={person.pk: text for person in approvers}, url=approval.get_absolute_url())
    return approval


@transaction.atomic
def approve_export(
    *, actor: User, approval: ExportApproval, version: int | None = None
) -> ExportApproval:
    """Say yes to somebody else's export. Refuses `export.own`, `export.decided`."""
    approval = _decidable(actor, approval, version)
    approval.change(actor, state=State.APPROVED, approver=actor, decided_at=clock.now())
    write_audit(actor=actor, action="export.approve", record=approval, register=approval.title)
    notify(
        recipient=approval.requester,
        text=f"您申请导出的“{approval.title}”已获批准，请在 {ExportApproval.DAYS} 天内下载一次。",
        url=approval.requester_url,
    )
    return approval


@transaction.atomic
def refuse_export(
    *, actor: User, approval: ExportApproval, reason: str, version: int | None = None
) -> ExportApproval:
    """Say no, with a reason. Refuses `export.own`, `export.decided`."""
    reason = normalise_line(reason, label="原因", limit=200, field="reason")
    approval = _decidable(actor, approval, version)
    approval.change(
        actor, state=State.REFUSED, approver=actor, decided_at=clock.now(), answer=reason
    )
    write_audit(
        actor=actor,
        action="export.refuse",
        record=approval,
        register=approval.title,
        reason=reason,
    )
    notify(
        recipient=approval.requester,
        text=f"您申请导出的“{approval.title}”未获批准：{reason}",
        url=approval.requester_url,
    )
    return approval


def _decidable(actor: User, approval: ExportApproval, version: int | None) -> ExportApproval:
    approval = hold(approval)
    scope.require(actor, Action.APPROVE_EXPORTS, approval)
    require(
        approval.requester_id != actor.pk,
        "不能批准自己的导出，请由另一位同志审批。",
        code="export.own",
    )
    require(approval.state == State.ASKED, "这项申请已经办过。", code="export.decided")
    approval.require_version(version)
    return approval


def _check_askable(actor: User, order: ExportOrder) -> None:
    require(
        len(order.query) <= 2_000 and not PHONE.search(order.query),
        "筛选条件太长或含有手机号，请换成姓名、单位等条件。",
        code="export.query",
    )
    waiting = ExportApproval.objects.filter(
        requester=actor, register=order.register, query=order.query, state=State.ASKED
    )
    require(not waiting.exists(), "同样的申请已经提交，正在等待批准。", code="export.asked")
