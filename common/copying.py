"""Many rows into a table at once: COPY on PostgreSQL, about three times as fast as INSERT."""

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.db.models import Field, JSONField

BATCH = 2_000
SPECIAL = re.compile(r"[\\\n\r\t]")
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def insert(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Insert unsaved instances in the caller's transaction, batch after batch.

    On PostgreSQL the instances keep no key (`number` gives them one before); `pre_save` of the
    fields is asked as usual. Other databases get `bulk_create`.
    """
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(rows, batch_size=BATCH)
        return
    fields = list(model._meta.concrete_fields)
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return
    if first.pk is None:
        fields.remove(model._meta.pk)
    _copy(model._meta.db_table, fields, _values(fields, chain([first], iterator)))


def number(rows: Sequence[models.Model]) -> None:
    """Give unsaved rows the keys that the database would have given them (PostgreSQL only)."""
    if connection.vendor != "postgresql" or not rows:
        return
    options = rows[0]._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [options.db_table, options.pk.column, len(rows)],
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key


def insert_values(
    model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert rows that are nothing but values of the named fields; the others get their default.

    For rows by the hundred thousand of which nobody needs an instance.
    """
    if connection.vendor != "postgresql":
        instances = (model(**_named(model, names, row)) for row in rows)
        model._default_manager.bulk_create(instances, batch_size=BATCH)
        return
    options = model._meta
    named = [options.get_field(name) for name in names]
    others = [f for f in options.concrete_fields if f not in named and f is not options.pk]
    defaults = tuple(field.get_default() for field in others)
    _copy(options.db_table, [*named, *others], ((*row, *defaults) for row in rows))


def update_values(
    model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Update the named fields of many rows; each tuple begins with the row's key.

    A CASE for each row would take far longer: the values go into a passing table first.
    """
    options = model._meta
    if connection.vendor != "postgresql":
        instances = [model(**_named(model, ("pk", *names), row)) for row in rows]
        model._default_manager.bulk_update(instances, names, batch_size=BATCH // 10)
        return
    key, fields = options.pk, [options.get_field(name) for name in names]
    quote = connection.ops.quote_name
    table, passing = quote(options.db_table), quote(f"passing_{options.db_table}")
    columns = ", ".join(quote(field.column) for field in (key, *fields))
    values = ", ".join(f"{quote(f.column)} = p.{quote(f.column)}" for f in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {passing} ON COMMIT DROP"  # noqa: S608  names of the model
            f" AS SELECT {columns} FROM {table} LIMIT 0"
        )
        _copy(f"passing_{options.db_table}", [key, *fields], rows)
        cursor.execute(
            f"UPDATE {table} AS t SET {values} FROM {passing} AS p"  # noqa: S608  names of the model
            f" WHERE t.{quote(key.column)} = p.{quote(key.column)}"
        )
        cursor.execute(f"DROP TABLE {passing}")


def _named(model: type[models.Model], names: Sequence[str], row: tuple[Any, ...]) -> dict[str, Any]:
    """Return the values by attribute: a relation is given by its key."""
    columns = [name if name == "pk" else model._meta.get_field(name).attname for name in names]
    return dict(zip(columns, row, strict=True))


def _copy(table: str, fields: Sequence[Field], rows: Iterable[Iterable[Any]]) -> None:
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    command = f"COPY {connection.ops.quote_name(table)} ({columns}) FROM STDIN"
    writers = [_json if isinstance(field, JSONField) else _text for field in fields]
    lines = (
        "\t".join([write(value) for write, value in zip(writers, row, strict=True)]) + "\n"
        for row in rows
    )
    with connection.cursor() as cursor:
        cursor.copy_expert(command, _Lines(lines))


def _values(fields: Sequence[Field], rows: Iterator[models.Model]) -> Iterator[list[Any]]:
    """Yield the values of instances, what a field makes of itself before saving included."""
    readers = [
        attrgetter(field.attname)
        if type(field).pre_save is Field.pre_save
        else partial(field.pre_save, add=True)
        for field in fields
    ]
    for row in rows:
        yield [read(row) for read in readers]


def _json(value: Any) -> str:
    return "\\N" if value is None else _text(json.dumps(value, ensure_ascii=False))


def _text(value: Any) -> str:
    """Return the value in COPY's text form."""
    if value is None:
        return "\\N"
    text = value if isinstance(value, str) else str(value)
    return text.translate(ESCAPES) if SPECIAL.search(text) else text


class _Lines(io.TextIOBase):
    """A file of lines that are made while they are read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.rest = ""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> str:  # type: ignore[override]
        parts, length = [self.rest], len(self.rest)
        while size < 0 or length < size:
            line = next(self.lines, "")
            if not line:
                break
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        if size < 0:
            size = len(text)
        self.rest = text[size:]
        return text[:size]
