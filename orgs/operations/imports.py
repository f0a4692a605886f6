"""The way of an uploaded file: brought, read, confirmed, written, perhaps taken back.

The worker does the reading and the writing (`orgs.imports.jobs`); what is here is each step's one
transaction. The right to the kind is asked for anew at every step.
"""

import hashlib
import uuid
from collections.abc import Collection
from typing import IO

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction

from accounts.models import User
from accounts.operations import request_job, write_audit
from common import clock
from common.text import normalise_line
from common.violations import RuleViolation, require
from orgs.imports.kinds import ImportKind, Verdict, kind_of
from orgs.imports.pipeline import Preview
from orgs.models import District, ImportBatch
from orgs.operations.import_rows import keep_rows, keep_undone, keep_written, written_rows
from orgs.policy import roles_with
from orgs.scope import REFUSAL, grants_of, has_right
from orgs.selectors.imports import earlier_import, judgements

State = ImportBatch.State
MAX_BYTES = 20_000_000
MAX_NAME = 200
WRITABLE = (Verdict.NEW, Verdict.UPDATE)


@transaction.atomic
def start_import(*, actor: User, kind: str, file: IO[bytes], name: str) -> ImportBatch:
    """Take a file in and leave the job that reads it (READING).

    Refuses `import.kind`, `import.size`, `import.empty`.
    """
    _require_right(actor, _kind(kind))
    content = File(file)
    require(bool(content.size), "文件里没有内容。", code="import.empty", field="file")
    require(
        content.size <= MAX_BYTES,
        "文件超过 20 MB，请分成几份导入。",
        code="import.size",
        field="file",
    )
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.name = uuid.uuid4().hex
    batch = ImportBatch.objects.create_by(
        actor,
        kind=kind,
        district=_district_of(actor, _kind(kind)),
        file=content,
        file_name=_file_name(name),
        digest=digest.hexdigest(),
    )
    request_job(actor=actor, kind="import_read", batch=batch.pk)
    write_audit(actor=actor, action="import.upload", record=batch, kind=kind, digest=batch.digest)
    return batch


@transaction.atomic
def keep_preview(*, actor: User, batch: ImportBatch, preview: Preview) -> ImportBatch:
    """Store what a file would do (READING → PREVIEWED); the file itself is no longer needed.

    A second run, or one that comes after the batch was cancelled, keeps nothing.
    """
    batch = _hold(batch)
    if batch.state != State.READING:
        return batch
    keep_rows(batch, kind_of(batch.kind), preview)
    batch.file.delete(save=False)
    return batch.change(
        actor,
        state=State.PREVIEWED,
        sheet_name=preview.sheet[:100],
        header_row=preview.header.row,
        headers=[
            {"index": one.index, "label": one.label[:100], "column": one.column}
            for one in preview.header.headings
        ],
        counts=dict(+preview.counts),
        file="",
    )


@transaction.atomic
def fail_import(*, actor: User, batch: ImportBatch, problem: str) -> ImportBatch:
    """End a batch that could not be read or written (FAILED) with the sentence that says why."""
    batch = _hold(batch)
    if batch.state not in {State.READING, State.WRITING}:
        return batch
    batch.file.delete(save=False)
    return batch.change(
        actor, state=State.FAILED, problem=problem[:300], finished_at=clock.now(), file=""
    )


@transaction.atomic
def confirm_import(
    *,
    actor: User,
    batch: ImportBatch,
    duplicates: Collection[int] = (),
    all_duplicates: bool = False,
    only_if_clean: bool = False,
    again: bool = False,
    pledged: bool = False,
) -> ImportBatch:
    """Say yes to a preview and leave the job that writes it (PREVIEWED → WRITING).

    `duplicates` are the numbers of the 疑似重复 rows to be added nevertheless, or all of them.
    `pledged` says what the kind asks to be confirmed for all rows. Refuses `import.state` (a second
    yes), `import.pledge`, `import.not_clean` (with `only_if_clean`), `import.known` (the same file
    was imported before, unless `again`), `import.nothing`.
    """
    batch = _hold(batch)
    kind = kind_of(batch.kind)
    _require_right(actor, kind)
    _require_state(batch, State.PREVIEWED)
    require(
        pledged or not kind.pledge,
        f"请先核实并确认：{kind.pledge}。",
        code="import.pledge",
        field="pledged",
    )
    counts = batch.counts
    faulty = counts.get(Verdict.ERROR, 0) + counts.get(Verdict.CONFLICT, 0)
    require(
        not (only_if_clean and faulty),
        f"还有 {faulty} 行有错误或冲突，按您的选择没有导入任何内容。请改正后重新上传。",
        code="import.not_clean",
    )
    known = None if again else earlier_import(batch, actor)
    require(
        known is None,
        f"{known}如确需再次导入，请勾选“再次导入同一文件”。",
        code="import.known",
        field="again",
    )
    chosen = _chosen(batch, duplicates, is_all=all_duplicates)
    wanted = sum(counts.get(verdict, 0) for verdict in WRITABLE) + len(chosen)
    require(wanted > 0, "没有可以导入的行。", code="import.nothing")
    batch.change(actor, state=State.WRITING, counts=counts | {"wanted": wanted})
    batch.rows.filter(row__in=chosen).update(is_chosen=True)
    request_job(actor=actor, kind="import_write", batch=batch.pk)
    write_audit(actor=actor, action="import.confirm", record=batch, rows=wanted)
    return batch


@transaction.atomic
def write_import(*, actor: User, batch: ImportBatch) -> ImportBatch:
    """Write what was confirmed (WRITING → DONE), all in one transaction: half is never written.

    Rows whose record changed since the preview become conflicts. A second run writes nothing.
    """
    batch = _hold(batch)
    if batch.state != State.WRITING:
        return batch
    kind = kind_of(batch.kind)
    _require_right(actor, kind)
    written = kind.write(actor, batch, judgements(batch))
    missed = keep_written(batch, written)
    counts = batch.counts | {"written": len(written), "missed": missed}
    batch.change(actor, state=State.DONE, counts=counts, finished_at=clock.now())
    return batch


@transaction.atomic
def undo_import(*, actor: User, batch: ImportBatch) -> ImportBatch:
    """Take an import back (DONE → UNDONE); rows that were changed or used since stay.

    Refuses `import.state`, `import.stays` when no row at all can be taken back.
    """
    batch = _hold(batch)
    kind = kind_of(batch.kind)
    _require_right(actor, kind)
    _require_state(batch, State.DONE)
    rows = written_rows(batch)
    stayed = kind.undo(actor, batch, rows)
    require(
        len(stayed) < len(rows) or not rows,
        "导入的记录都已被修改或使用，不能撤销。请逐条处理。",
        code="import.stays",
    )
    keep_undone(batch, stayed)
    counts = batch.counts | {"stayed": len(stayed), "undone": len(rows) - len(stayed)}
    batch.change(actor, state=State.UNDONE, counts=counts, undone_at=clock.now())
    write_audit(
        actor=actor, action="import.undo", record=batch, rows=counts["undone"], stayed=len(stayed)
    )
    return batch


@transaction.atomic
def cancel_import(*, actor: User, batch: ImportBatch) -> ImportBatch:
    """Drop a file that was not confirmed (→ CANCELLED), with all that was read from it.

    Refuses `import.state`.
    """
    batch = _hold(batch)
    require(batch.created_by_id == actor.pk, "只能取消自己的导入。", code="import.other")
    _require_state(batch, State.READING, State.PREVIEWED)
    batch.file.delete(save=False)
    batch.rows.all().delete()
    batch.change(actor, state=State.CANCELLED, finished_at=clock.now(), file="")
    write_audit(actor=actor, action="import.cancel", record=batch)
    return batch


def _hold(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def _kind(code: str) -> ImportKind:
    try:
        return kind_of(code)
    except KeyError:
        raise RuleViolation("没有这种导入。", code="import.kind", field="kind") from None


def _require_right(actor: User, kind: ImportKind) -> None:
    if not has_right(actor, *kind.rights):
        raise PermissionDenied(REFUSAL)


def _require_state(batch: ImportBatch, *states: str) -> None:
    require(
        batch.state in states,
        f"这个文件{batch.get_state_display()}，不能再做这一步。",
        code="import.state",
    )


def _chosen(batch: ImportBatch, duplicates: Collection[int], *, is_all: bool) -> list[int]:
    rows = batch.rows.filter(verdict=Verdict.DUPLICATE)
    rows = rows if is_all else rows.filter(row__in=duplicates)
    return list(rows.values_list("row", flat=True))


def _district_of(actor: User, kind: ImportKind) -> District | None:
    """The district in which the actor has the right; where the same file is recognised."""
    grants = (grant for grant in grants_of(actor) if grant.role in roles_with(*kind.rights))
    grant = next(grants, None)
    if grant is None:
        return None
    return grant.district or grant.place.district


def _file_name(name: str) -> str:
    """The name as people know it; what cannot be shown is left out."""
    try:
        return normalise_line(name, label="文件名", limit=MAX_NAME)
    except RuleViolation:
        return "未命名"
