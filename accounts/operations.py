"""What every operation writes beside its change, and the little an account does for itself."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Max
from django.db.utils import IntegrityError, OperationalError

from accounts import origin
from accounts.audit import digest_of, mark_of, seal_of
from accounts.models import (
    AccessRecord,
    AuditEntry,
    AuditSeal,
    FormReceipt,
    Job,
    Notification,
    Suggestion,
)
from accounts.models import User as Account
from common import clock
from common.text import normalise_line, normalise_text
from common.violations import require

SYSTEM_NAME = "系统"
SEALED_AT_ONCE = 10_000


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


def seal_audit() -> int:
    """Seal the entries since the last seal, up to the bound of one seal; returns how many.

    An entry's id is drawn before its transaction ends, so a lower id may still be on its way.
    Writing needs the table's lock; holding it for one moment shows that nobody is writing, and
    everything up to the highest id is there. If somebody writes for longer, the next run seals.
    """
    try:
        return _seal_up_to(_highest_settled())
    except (OperationalError, IntegrityError):
        # Somebody is writing for long, or another worker sealed the same rows.
        return 0


@transaction.atomic
def _seal_up_to(highest: int) -> int:
    last = AuditSeal.objects.select_for_update().order_by("-last_id").first()
    rows = AuditEntry.objects.filter(pk__gt=last.last_id if last else 0, pk__lte=highest)
    marks = [
        mark_of(pk, seal)
        for pk, seal in rows.order_by("pk").values_list("pk", "seal")[:SEALED_AT_ONCE]
    ]
    if not marks:
        return 0
    text, previous = "\n".join(marks), last.digest if last else ""
    AuditSeal.objects.create(
        first_id=int(marks[0].partition(":")[0]),
        last_id=int(marks[-1].partition(":")[0]),
        entries=len(marks),
        marks=text,
        previous=previous,
        digest=digest_of(previous, text),
    )
    return len(marks)


@transaction.atomic
def _highest_settled() -> int:
    """Return the highest id below which no entry can appear any more."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute("LOCK TABLE accounts_auditentry IN SHARE MODE")
    return AuditEntry.objects.aggregate(highest=Max("pk"))["highest"] or 0


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


def notify_latest(*, recipients: Collection[int], opening: str, text: str, url: str) -> None:
    """Leave the latest word on a page; who has one unread that begins alike gets it renewed.

    So steps that are taken back and forth do not pile up messages.
    """
    unread = Notification.objects.filter(
        recipient__in=recipients, url=url, read_at=None, text__startswith=opening
    )
    known = set(unread.values_list("recipient", flat=True))
    unread.update(text=text[:300], created_at=clock.now())
    notify_each(texts=dict.fromkeys(set(recipients) - known, text), url=url)


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


def result_of_form(*, key: UUID, user: Account) -> str:
    """Return where the form's key led when the user sent it before; "" when it is new."""
    receipts = FormReceipt.objects.filter(key=key, user=user)
    return receipts.values_list("result_url", flat=True).first() or ""


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
