"""Files come to a record and go from it; what is stored stays what it was."""

import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.db import models, transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.text import normalise_line
from common.uploads import SafeFile, read_upload, require_picture
from common.violations import require
from orgs import scope
from orgs.attachments import Holder, holder_of
from orgs.models import Attachment
from orgs.models.attachments import FOLDER, random_name
from orgs.selectors.attachments import record_of

MOST_FILES = 20
ORPHAN_HOURS = 24


def attach_file(*, actor: User, record: models.Model, upload: IO[bytes] | SafeFile) -> Attachment:
    """Keep a file with the record: an upload, or one that a form has looked at.

    Refuses what `common.uploads` refuses, `attachment.many`, `attachment.known`,
    `attachment.closed`.
    """
    holder = holder_of(record)
    scope.require(actor, holder.keeping(record), record)
    file = _looked_at(upload, holder)
    attachment = _new(actor, record, file)
    try:
        return _keep(actor, record, attachment)
    except BaseException:
        _drop(attachment)
        raise


@transaction.atomic
def remove_attachment(*, actor: User, attachment: Attachment, reason: str) -> Attachment:
    """Take a file from its record; the row and the file itself stay for the auditors.

    Refuses `attachment.removed`, `attachment.closed`.
    """
    held = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    record = record_of(held)
    _require_kept(actor, record)
    require(not held.is_removed, "这个附件已经删除了。", code="attachment.removed")
    reason = normalise_line(reason, label="原因", limit=200, field="reason")
    held.change(actor, is_removed=True)
    write_audit(
        actor=actor,
        action="attachment.remove",
        record=record,
        file=held.name,
        digest=held.digest,
        reason=reason,
    )
    return held


def sweep_orphans() -> int:
    """Delete stored files that no row names and that are a day old; returns how many.

    A transaction that is rolled back after its file was written takes the row, not the file. A
    second run finds nothing.
    """
    storage = Attachment._meta.get_field("file").storage
    if not storage.exists(FOLDER):
        return 0
    known = set(Attachment.objects.values_list("file", flat=True))
    last = clock.now() - datetime.timedelta(hours=ORPHAN_HOURS)
    names = (f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1])
    orphans = [
        name for name in names if name not in known and storage.get_modified_time(name) < last
    ]
    for name in orphans:
        storage.delete(name)
    return len(orphans)


def _require_kept(actor: User, record: models.Model) -> None:
    """Require the right to keep the record's files, and that they may change still."""
    holder = holder_of(record)
    scope.require(actor, holder.keeping(record), record)
    why = holder.refusal(record)
    require(not why, why, code="attachment.closed")


def _looked_at(upload: IO[bytes] | SafeFile, holder: Holder) -> SafeFile:
    if not isinstance(upload, SafeFile):
        return read_upload(upload, is_picture=holder.is_picture)
    if holder.is_picture:
        require_picture(upload)
    return upload


def _new(actor: User, record: models.Model, file: SafeFile) -> Attachment:
    return Attachment(
        record_type=record._meta.label_lower,
        record_id=record.pk,
        name=file.name,
        file=ContentFile(file.content, file.name),
        content_type=file.content_type,
        size=len(file.content),
        digest=file.digest,
        created_by=actor,
        updated_by=actor,
    )


@transaction.atomic
def _keep(actor: User, record: models.Model, attachment: Attachment) -> Attachment:
    """Hold the record, so that two at once are counted, and add the file."""
    rows = type(record)._default_manager.select_for_update(of=("self",))
    held = rows.get(pk=record.pk)
    _require_kept(actor, held)
    check_room(list(Attachment.objects.of(held)), attachment)
    attachment.save(force_insert=True)
    write_audit(
        actor=actor,
        action="attachment.add",
        record=held,
        file=attachment.name,
        digest=attachment.digest,
    )
    return attachment


def check_room(there: list[Attachment], attachment: Attachment) -> None:
    """Refuse the same file twice and one file too many."""
    same = next((one for one in there if one.digest == attachment.digest), None)
    require(
        same is None,
        f"这个文件已经上传过了，见附件“{same}”，不必再传。",
        code="attachment.known",
        field="file",
    )
    require(
        len(there) < MOST_FILES,
        f"一条记录最多保存 {MOST_FILES} 个附件，请先删除不需要的附件。",
        code="attachment.many",
        field="file",
    )


def _drop(attachment: Attachment) -> None:
    """Delete what was stored for a row that did not come about."""
    storage, name = attachment.file.storage, random_name(attachment, "")
    if storage.exists(name):
        storage.delete(name)
