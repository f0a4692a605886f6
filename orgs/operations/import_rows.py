"""Writing down what becomes of a file's rows; only `orgs.operations.imports` calls this."""

from collections.abc import Collection, Sequence

from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel

from common import copying
from orgs.imports.kinds import ImportKind, Verdict, Written
from orgs.imports.pipeline import Preview
from orgs.imports.sealing import seal_texts
from orgs.models import ImportBatch, ImportRow
from orgs.selectors.imports import wanted_rows

WHOLE_ROW = -1  # the column of a finding that speaks of no single cell
MISSED = "预览之后，这条记录已被修改，没有写入。请核对后重新导入。"
STAYED = "导入之后又被修改或使用，没有撤销。"


def keep_rows(batch: ImportBatch, kind: ImportKind, preview: Preview) -> None:
    """Store the judged rows; original texts that may hold a personal number are sealed."""
    places = preview.header.known
    is_private = any(column.is_private for column in kind.columns)
    copying.insert_values(
        ImportRow,
        ("batch", "row", "cells", "values", "verdict", "findings", "record_id", "record_version"),
        (
            (
                batch.pk,
                row.number,
                seal_texts(row.texts, batch_id=batch.pk, row=row.number)
                if is_private
                else row.texts,
                judgement.values,
                judgement.verdict,
                sorted(
                    [places.get(column, WHOLE_ROW), text] for column, text in judgement.findings
                ),
                judgement.record_id,
                judgement.version,
            )
            for row, judgement in preview.judged
        ),
    )


def keep_written(batch: ImportBatch, written: Sequence[Written]) -> int:
    """Mark what was written; return how many were wanted and could not be: they are conflicts."""
    keys = dict(batch.rows.values_list("row", "pk"))
    copying.update_values(
        ImportRow,
        ("record_id", "record_version", "before", "is_written"),
        ((keys[one.number], one.record_id, one.version, one.before, True) for one in written),
    )
    wanted = set(wanted_rows(batch).values_list("row", flat=True))
    missed = wanted - {one.number for one in written}
    _mark(batch, missed, MISSED, verdict=Verdict.CONFLICT)
    return len(missed)


def keep_undone(batch: ImportBatch, stayed: Collection[int]) -> None:
    """Mark what was taken back; rows that stay say so."""
    batch.rows.filter(is_written=True).exclude(row__in=stayed).update(is_written=False)
    _mark(batch, stayed, STAYED)


def written_rows(batch: ImportBatch) -> list[Written]:
    """Return what the import wrote, as its kind said it."""
    rows = batch.rows.filter(is_written=True).order_by("row")
    return [
        Written(*values)
        for values in rows.values_list("row", "record_id", "record_version", "before")
    ]


def _mark(batch: ImportBatch, numbers: Collection[int], text: str, verdict: str = "") -> None:
    rows = list(batch.rows.filter(row__in=numbers)) if numbers else []
    for row in rows:
        row.findings = [*row.findings, [WHOLE_ROW, text]]
        row.verdict = verdict or row.verdict
    told = ((row.pk, row.findings, row.verdict) for row in rows)
    copying.update_values(ImportRow, ("findings", "verdict"), told)


def records_in_use(
    model: type[models.Model],
    ids: Collection[int],
    besides: Collection[type[models.Model]] = (),
) -> set[int]:
    """Return which of the records others speak of; among themselves they may, and `besides` are
    part of them.

    One query for each relation that leads to the model, whichever app it is in; those without a
    name of their own (`related_name="+"`) hold a record just as well.
    """
    used: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.related_model in besides:
            continue
        column = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{column}__in": ids})
        if relation.related_model is model:
            rows = rows.exclude(pk__in=ids)
        used.update(rows.values_list(column, flat=True).distinct())
    return used
