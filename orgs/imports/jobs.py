"""What the worker does with an uploaded file. Each job bears a second run: states decide."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied

from accounts.jobs import job
from accounts.models import Job, User
from common.violations import RuleViolation
from orgs.imports.kinds import kind_of
from orgs.imports.pipeline import preview_file
from orgs.models import ImportBatch
from orgs.operations.imports import fail_import, keep_preview, write_import
from orgs.scope import REFUSAL, has_right

FAILED = "处理时出错，没有写入任何内容。请稍后重新上传；仍不行请联系系统管理员。"
State = ImportBatch.State


@job("import_read", is_atomic=False)
def read_import(row: Job) -> str:
    """Read and judge a file, outside any transaction; keep the preview in one."""
    user, batch = _told(row)
    if batch.state != State.READING:
        return "已处理。"
    with _said(user, batch) as told:
        kind = kind_of(batch.kind)
        if not has_right(user, *kind.rights):
            raise PermissionDenied(REFUSAL)
        with batch.file.open("rb") as file:
            preview = preview_file(kind, user, file, lambda total: _report(row, total))
        keep_preview(actor=user, batch=batch, preview=preview)
        told.append(f"已读取 {preview.row_count} 行。")
    return told[-1]


@job("import_write", is_atomic=False)
def write_confirmed(row: Job) -> str:
    """Write a confirmed batch in one transaction."""
    user, batch = _told(row)
    with _said(user, batch) as told:
        _report(row, batch.counts.get("wanted", 0))
        batch = write_import(actor=user, batch=batch)
        told.append(f"已写入 {batch.counts.get('written', 0)} 行。")
    return told[-1]


def _told(row: Job) -> tuple[User, ImportBatch]:
    user = row.requested_by
    return user, ImportBatch.objects.visible_to(user).get(pk=row.arguments["batch"])


@contextmanager
def _said(user: User, batch: ImportBatch) -> Iterator[list[str]]:
    """Whatever happens inside, the batch says so: the rule's sentence, or that it went wrong."""
    told: list[str] = []
    problem = FAILED
    try:
        yield told
        problem = ""
    except RuleViolation as violation:
        problem = violation.message
        told.append(problem)
    except PermissionDenied:
        problem = "您已没有导入这类内容的权限。"
        told.append(problem)
    finally:
        if problem:
            fail_import(actor=user, batch=batch, problem=problem)


def _report(row: Job, total: int) -> None:
    """Tell how many rows there are, at once: the job is in no transaction."""
    Job.objects.filter(pk=row.pk).update(total=total)
