"""Rows of a ledger written by the register's own operations, and taken back."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction

from accounts.models import User
from common.records import Record
from common.violations import RuleViolation
from orgs.imports.kinds import Judgement, Written
from orgs.models import Attachment, Organization
from orgs.operations.import_rows import records_in_use


def hold_places(rows: Iterable[Judgement], name: str) -> None:
    """Lock the places of the rows in the order of the keys: two imports wait for each other."""
    keys = {row.values[name] for row in rows}
    list(Organization.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def write_rows(
    actor: User, rows: Sequence[Judgement], write: Callable[[User, dict[str, Any]], Record]
) -> list[Written]:
    """Write the rows one by one in the file's order; what a rule refuses by now is left out."""
    written = []
    for row in rows:
        try:
            with transaction.atomic():
                record = write(actor, row.values)
        except (RuleViolation, ObjectDoesNotExist):
            continue
        written.append(Written(row.number, record.pk, record.version))
    return written


def untouched(
    model: type[Record], rows: Sequence[Written], parts: Collection[type[models.Model]]
) -> dict[int, Record]:
    """Lock and return the records, by row, that nobody changed or spoke of since they came.

    `parts` are rows that belong to a record and go with it.
    """
    held = model._default_manager.select_for_update(of=("self",)).order_by("pk")
    records = {record.pk: record for record in held.filter(pk__in=[row.record_id for row in rows])}
    used = records_in_use(model, set(records), besides=parts)
    files = Attachment.objects.filter(
        record_type=model._meta.label_lower, record_id__in=set(records)
    )
    used.update(files.values_list("record_id", flat=True))
    return {
        row.number: record
        for row in rows
        if (record := records.get(row.record_id)) is not None
        and record.version == row.version
        and record.pk not in used
    }
