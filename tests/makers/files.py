"""Files as people bring them, and the worker that reads them."""

import codecs
import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Job, User
from accounts.tasks import run_waiting_jobs
from orgs.models import ImportBatch
from orgs.operations.imports import confirm_import, start_import

Rows = Sequence[Sequence[Any]]


def xlsx(rows: Rows, *, sheet: str = "驻区单位") -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_file(rows: Rows, encoding: str = "utf-8", separator: str = ",", mark: bytes = b"") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return mark + text.getvalue().encode(encoding)


ENCODINGS = {
    "utf-8": ("utf-8", b""),
    "utf-8 with mark": ("utf-8", codecs.BOM_UTF8),
    "gbk": ("gbk", b""),
    "gb18030": ("gb18030", b""),
    "utf-16 le": ("utf-16-le", codecs.BOM_UTF16_LE),
    "utf-16 be": ("utf-16-be", codecs.BOM_UTF16_BE),
    "utf-16 without mark": ("utf-16-le", b""),
}


def uploaded(content: bytes, name: str = "单位.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def read(
    actor: User, content: bytes, *, kind: str = "unit", name: str = "单位.xlsx"
) -> ImportBatch:
    """Bring a file and let the worker read it."""
    batch = start_import(actor=actor, kind=kind, file=io.BytesIO(content), name=name)
    return worked(batch)


def read_rows(actor: User, *rows: Sequence[Any], kind: str = "unit") -> ImportBatch:
    return read(actor, xlsx(rows), kind=kind)


def write(actor: User, batch: ImportBatch, **choices: Any) -> ImportBatch:
    """Confirm a preview and let the worker write it."""
    return worked(confirm_import(actor=actor, batch=batch, **choices))


def worked(batch: ImportBatch) -> ImportBatch:
    """Let the worker do what waits; a job that failed is the test's fault to find."""
    run_waiting_jobs()
    assert not Job.objects.filter(state=Job.State.FAILED).exists()
    batch.refresh_from_db()
    return batch


def verdicts(batch: ImportBatch) -> dict[int, str]:
    return dict(batch.rows.values_list("row", "verdict"))


def findings(batch: ImportBatch, row: int) -> list[tuple[int, str]]:
    return [tuple(finding) for finding in batch.rows.get(row=row).findings]


def told(batch: ImportBatch, row: int) -> str:
    """All that was found in a row, as one text."""
    return "".join(text for _, text in findings(batch, row))
