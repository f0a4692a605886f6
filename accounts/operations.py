"""What every operation writes beside its change, and the little an account does for itself."""

from typing import Any
from uuid import UUID

from django.db import models, transaction

from accounts import origin
from accounts.audit import seal_of
from accounts.models import AccessRecord, AuditEntry, FormReceipt, Job, Notification, Suggestion
from accounts.models import User as Account
from common import clock
from common.text import normalise_line, normalise_text
from common.violations import require

SYSTEM_NAME = "系统"


def write_audit(
    *, actor: Account | None, action: str, record: models.Model, **detail: Any
) -> AuditEntry:
    """Append one audit entry in the caller's transaction; no entry, no change.

    `action` is `noun.verb`; `detail` holds JSON values without personal data.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry belongs to the transaction of its change")
    entry = AuditEntry(
        actor_id=actor.pk if actor else None,
        actor_name=str(actor)[:50] if actor else SYSTEM_NAME,
        address=origin.address.get(),
        action=action,
        record_type=record._meta.label_lower,
        record_id=str(record.pk),
        record_name=str(record)[:200],
        detail=detail,
    )
    entry.seal = seal_of(entry)
    entry.save(force_insert=True)
    return entry


def record_access(*, actor: Account, subject: models.Model, reason: str) -> AccessRecord:
    """Leave a trace that the actor saw personal data; the reason is required."""
    return AccessRecord.objects.create(
        actor=actor,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        reason=normalise_line(reason, label="查看原因", limit=200),
    )


def notify(*, recipient: Account, text: str, url: str = "") -> Notification:
    """Leave an in-site message."""
    return Notification.objects.create(recipient=recipient, text=text[:300], url=url)


def notify_each(*, texts: dict[int, str], url: str = "") -> None:
    """Leave one in-site message for each recipient (account id → text), in one query."""
    Notification.objects.bulk_create(
        [Notification(recipient_id=pk, text=text[:300], url=url) for pk, text in texts.items()]
    )


@transaction.atomic
def read_notification(*, notification: Notification, actor: Account) -> Notification:
    """Mark a message as read, once; only its recipient may."""
    require(notification.recipient_id == actor.pk, "这不是您的消息。", code="notification.other")
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=clock.now())
    return notification


def claim_form(*, key: UUID, user: Account | None) -> tuple[FormReceipt, bool]:
    """Return the receipt of a form's key and whether this request is the first to send it.

    Inside the caller's transaction: a second request waits for the first and sees its result.
    A key that somebody else has used is refused with `form.other`.
    """
    receipt, is_first = FormReceipt.objects.get_or_create(key=key, defaults={"user": user})
    require(receipt.user == user, "这张表单已经用过，请刷新页面后重填。", code="form.other")
    return receipt, is_first


@transaction.atomic
def send_suggestion(*, actor: Account | None, text: str, contact: str, page: str) -> Suggestion:
    """Store a complaint or a suggestion about the system; anybody may send one."""
    suggestion = Suggestion.objects.create(
        text=normalise_text(text, label="内容", limit=1000),
        contact=normalise_line(contact, label="联系方式", limit=100, required=False),
        page=page[:200],
        user=actor,
    )
    write_audit(actor=actor, action="suggestion.send", record=suggestion)
    return suggestion


@transaction.atomic
def request_job(*, actor: Account | None, kind: str, **arguments: Any) -> Job:
    """Leave a waiting job; a worker claims it within seconds."""
    return Job.objects.create(kind=kind, arguments=arguments, requested_by=actor)
