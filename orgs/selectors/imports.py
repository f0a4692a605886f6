"""Reading imports: what is on its way, what a batch holds, whether a file is known already."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.models import Job, User
from orgs.imports.kinds import Judgement, Verdict
from orgs.models import ImportBatch, ImportRow

WRITTEN_AS = (Verdict.NEW, Verdict.UPDATE)


def wanted_rows(batch: ImportBatch) -> QuerySet[ImportRow]:
    """Return what is to be written: new and changed rows, and the duplicates that were chosen."""
    return batch.rows.filter(Q(verdict__in=WRITTEN_AS) | Q(is_chosen=True)).order_by("row")


def judgements(batch: ImportBatch) -> Iterator[Judgement]:
    """Yield what is to be written, a few thousand rows in memory at a time."""
    rows = wanted_rows(batch).values_list("row", "verdict", "values", "record_id", "record_version")
    for number, verdict, values, record_id, version in rows.iterator(chunk_size=2_000):
        yield Judgement(number, verdict, values, record_id=record_id, version=version)


def earlier_import(batch: ImportBatch, user: User) -> str | None:
    """Return a sentence when the same file was imported before, by the user or in the district.

    Imports of other districts are not spoken of.
    """
    theirs = Q(created_by=user.pk)
    if batch.district_id is not None:
        theirs |= Q(district=batch.district_id)
    earlier = (
        ImportBatch.objects.filter(theirs, kind=batch.kind, digest=batch.digest)
        .filter(state__in=[ImportBatch.State.DONE, ImportBatch.State.WRITING])
        .exclude(pk=batch.pk)
        .select_related("created_by")
        .order_by("-pk")
        .first()
    )
    if earlier is None:
        return None
    when = date_format(localtime(earlier.finished_at or earlier.created_at), "Y年n月j日 H:i")
    return f"这个文件已由 {earlier.created_by} 于 {when} 导入过。"


def job_of(batch: ImportBatch) -> Job | None:
    """Return the job that has the batch now, for its progress."""
    kind = "import_read" if batch.state == ImportBatch.State.READING else "import_write"
    jobs = Job.objects.filter(kind=kind, requested_by=batch.created_by_id)
    return jobs.filter(arguments__batch=batch.pk).order_by("-pk").first()


def rows_of(batch: ImportBatch, verdict: str = "") -> QuerySet[ImportRow]:
    """Return a batch's rows in the file's order, of one verdict or of all."""
    rows = batch.rows.order_by("row")
    return rows.filter(verdict=verdict) if verdict in Verdict.values else rows
