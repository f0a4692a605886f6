"""Rows of 基层保障 that a file brings, and taking them back."""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction

from accounts.models import User
from accounts.operations import write_audit
from common.records import Record
from common.violations import RuleViolation
from orgs import scope
from orgs.imports.kinds import Judgement, Written
from orgs.models import ImportBatch, ServiceCentre
from orgs.operations.import_rows import records_in_use
from orgs.policy import Action

# What the row held before; a new one may say which centre came with it.
Row = tuple[Record, dict[str, Any] | None]
FOUNDED = "founded"


@transaction.atomic
def import_support(
    *,
    actor: User,
    batch: ImportBatch,
    rows: Sequence[Judgement],
    write: Callable[[User, Judgement], Row],
) -> list[Written]:
    """Write the rows one by one, each by its register's own operation, in the file's order.

    A row that a rule refuses by now (somebody entered the same meanwhile) is left out.
    """
    written = []
    for row in rows:
        try:
            with transaction.atomic():
                record, before = write(actor, row)
        except (RuleViolation, ObjectDoesNotExist):
            continue
        written.append(Written(row.number, record.pk, record.version, before))
    write_audit(actor=actor, action="support.import", record=batch, count=len(written))
    return written


@transaction.atomic
def undo_support_import(
    *, actor: User, batch: ImportBatch, rows: Sequence[Written], model: type[Record]
) -> list[int]:
    """Take the rows back: new records go, changed ones get their former values.

    Returns the numbers of the rows that stay, since changed or used by others.
    """
    held = model._default_manager.select_for_update(of=("self",)).order_by("pk")
    records = {record.pk: record for record in held.filter(pk__in=[row.record_id for row in rows])}
    used = records_in_use(model, set(records))
    stayed = []
    for row in rows:
        record = records.get(row.record_id)
        if record is None or record.version != row.version or row.record_id in used:
            stayed.append(row.number)
            continue
        scope.require(actor, Action.KEEP_SUPPORT, record)
        _take_back(actor, record, row.before)
    _remove_empty_centres([row.before[FOUNDED] for row in rows if FOUNDED in (row.before or {})])
    write_audit(
        actor=actor, action="support.undo_import", record=batch,
        count=len(rows) - len(stayed), stayed=len(stayed),
    )  # fmt: skip
    return stayed


def _take_back(actor: User, record: Record, before: dict[str, Any] | None) -> None:
    if before is None or FOUNDED in before:
        record.delete()
    else:
        record.change(actor, **typed(type(record), before))


def _remove_empty_centres(keys: Sequence[int]) -> None:
    """Remove centres that came with an item of the file and do nothing else."""
    ServiceCentre.objects.filter(pk__in=keys, version=1, items=None).delete()


def plain(value: Any) -> Any:
    """Return a column's value as JSON holds it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    return str(value) if isinstance(value, Decimal) else value


def typed(model: type[Record], values: dict[str, Any]) -> dict[str, Any]:
    """Return what JSON held as the model holds it. Raises when a record named is gone."""
    return {name: _typed(model._meta.get_field(name), value) for name, value in values.items()}


def _typed(field: Any, value: Any) -> Any:
    if field.is_relation and value is not None:
        return field.related_model._default_manager.get(pk=value)
    return None if field.is_relation else field.to_python(value)
