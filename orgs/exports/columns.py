"""What a table says, cell by cell as plain text: one declared table is page, csv and xlsx.

A column that ends at a column of the database is read directly; as soon as one needs the record
(`render_…`, a property, `__str__` of another record), the rows are read as records.
"""

import datetime
import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Field, QuerySet
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow

CHUNK = 2_000
# Columns whose text follows from the value alone; any other draws for itself.
PLAIN = (tables.Column, tables.DateColumn, tables.DateTimeColumn, tables.BooleanColumn)


@dataclass(frozen=True)
class Cell:
    """One column of a file: its name, its path in the database ("": none), and how it is read."""

    name: str
    header: str
    path: str
    read: Callable[[models.Model], Any]
    convert: Callable[[Any], str]


def plain(value: Any) -> str:
    """Return what a person reads: no markup, dates as 2026-10-01, times of the district."""
    if value is None:
        return ""
    if isinstance(value, SafeString):
        return html.unescape(strip_tags(" ".join(value.split()))).strip()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value)


def exported(table: tables.Table) -> list[BoundColumn]:
    """Return the columns that go into a file.

    `visible=False` in the declaration is a column for files only; one that was hidden for this
    user is not taken out either.
    """
    declared = type(table).base_columns
    return [
        column
        for column in table.columns.iterall()
        if not column.column.exclude_from_export
        and (column.visible or not declared[column.name].visible)
    ]


def cell_of(table: tables.Table, rows: QuerySet, column: BoundColumn) -> Cell:
    """Return how one column of the table becomes text; what the query computes is a path too."""
    is_drawn = any(hasattr(table, f"{word}_{column.name}") for word in ("value", "render"))
    if is_drawn or type(column.column) not in PLAIN:
        return Cell(column.name, str(column.header), "", _drawn(table, column), plain)
    field = _field_at(rows.model, column.accessor)
    convert = _converter(column.column, field)
    path = str(column.accessor) if field or column.accessor in rows.query.annotations else ""
    read = _resolver(column)
    return Cell(column.name, str(column.header), path, read, convert)


def _drawn(table: tables.Table, column: BoundColumn) -> Callable[[models.Model], Any]:
    return lambda record: BoundRow(record, table).get_cell_value(column.name)


def _resolver(column: BoundColumn) -> Callable[[models.Model], Any]:
    """Read by attributes, as fast as Python does; an empty relation on the way gives nothing."""
    read = attrgetter(str(column.accessor).replace("__", "."))

    def resolve(record: models.Model) -> Any:
        try:
            value = read(record)
        except AttributeError:
            return None
        return value() if callable(value) else value

    return resolve


def _field_at(model: type[models.Model], path: str) -> Field | None:
    """Return the column of the database at the end of the path, None when it ends elsewhere."""
    *relations, last = str(path).split("__")
    try:
        for name in relations:
            step = model._meta.get_field(name)
            if not (step.many_to_one or step.one_to_one) or not step.concrete:
                return None
            model = step.related_model
        field = model._meta.get_field(last)
    except FieldDoesNotExist:
        return None
    return field if field.concrete and not field.is_relation else None


def _converter(column: tables.Column, field: Field | None) -> Callable[[Any], str]:
    if isinstance(column, tables.BooleanColumn):
        yes, no = column.yesno
        return lambda value: yes if value else no
    labels = {key: str(label) for key, label in getattr(field, "flatchoices", None) or ()}
    if labels:
        return lambda value: labels[value] if value in labels else plain(value)
    return written if isinstance(field, models.CharField) else plain


def written(value: str | None) -> str:
    """Return what is text already."""
    return value or ""


class Extract:
    """The rows of an ordered table as lines of text, never held together in memory.

    `holder_path` leads from a row to the person whose number stands in `phone_column`.
    """

    def __init__(
        self, table: tables.Table, *, holder_path: str = "pk", phone_column: str = ""
    ) -> None:
        self.rows: QuerySet = table.data.data
        self.holder_path = holder_path
        self.cells = [cell_of(table, self.rows, column) for column in exported(table)]
        names = [cell.name for cell in self.cells]
        self.phone_at = names.index(phone_column) if phone_column in names else -1

    @property
    def headers(self) -> list[str]:
        return [cell.header for cell in self.cells]

    @property
    def is_direct(self) -> bool:
        """Whether the database's columns say it all."""
        return all(cell.path for cell in self.cells) and not self.rows.query.distinct

    def lines(self, numbers: Mapping[int, str]) -> Iterator[list[str]]:
        """Return the lines; whoever stands in `numbers` is shown with the full number."""
        lines = self._direct() if self.is_direct else self._from_records()
        if not numbers or self.phone_at < 0:
            return (line for _, line in lines)
        return self._opened(lines, numbers)

    def _opened(
        self, lines: Iterator[tuple[Any, list[str]]], numbers: Mapping[int, str]
    ) -> Iterator[list[str]]:
        for holder, line in lines:
            if holder in numbers:
                line[self.phone_at] = numbers[holder]
            yield line

    def _direct(self) -> Iterator[tuple[Any, list[str]]]:
        converts = [cell.convert for cell in self.cells]
        paths = [cell.path for cell in self.cells]
        rows = self.rows.prefetch_related(None).values_list(*paths, self.holder_path)
        for values in rows.iterator(CHUNK):
            # The holder stands behind the cells and has no converter.
            yield values[-1], [convert(value) for convert, value in zip(converts, values)]  # noqa: B905

    def _from_records(self) -> Iterator[tuple[Any, list[str]]]:
        holder_of = attrgetter(self.holder_path.replace("__", "."))
        for record in self.rows.iterator(CHUNK):
            yield holder_of(record), [cell.convert(cell.read(record)) for cell in self.cells]
