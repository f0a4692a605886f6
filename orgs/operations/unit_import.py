"""Units by the thousand: what a judged file adds and changes, and taking it back."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from orgs import scope
from orgs.imports.kinds import Judgement, Verdict, Written
from orgs.models import District, ImportBatch, Organization, ResidentUnit
from orgs.operations.import_rows import records_in_use
from orgs.operations.unit_check_ins import end_with_pairing
from orgs.operations.unit_rules import lock_register
from orgs.policy import Action

BATCH = 1_000
DAYS = ("declared_on", "active_from")
STAMP = ["updated_by", "updated_at", "version"]
SPELLING = ["name_pinyin", "name_initials"]


class Standing:
    """The register as it stands now, while it is held: what may still be written."""

    def __init__(self, district: District) -> None:
        units = list(
            ResidentUnit.objects.filter(district=district).values_list(
                "pk", "name", "active_to", "merged_into"
            )
        )
        codes = ResidentUnit.objects.exclude(uscc="")
        self.names = {name for _, name, active_to, _ in units if active_to is None}
        self.codes = dict(codes.values_list("uscc", "pk"))
        self.superiors = {pk for pk, _, active_to, into in units if not active_to and not into}
        self.places = set(
            Organization.objects.filter(
                district=district, tier=Organization.Tier.COMMUNITY, dissolved_on=None
            ).values_list("pk", flat=True)
        )

    def admits(self, values: dict[str, Any], pk: int | None = None) -> bool:
        """Whether the values still go together with what others wrote since the preview."""
        is_taken = values.get("uscc") and self.codes.get(values["uscc"], pk) != pk
        is_named = "name" in values and values["name"] in self.names
        places = {values.get("located_in_id"), values.get("paired_community_id")} - {None}
        superior = values.get("superior_unit_id")
        return not (
            is_taken
            or is_named
            or places - self.places
            or (superior is not None and superior not in self.superiors)
        )


@transaction.atomic
def import_units(*, actor: User, batch: ImportBatch, rows: Sequence[Judgement]) -> list[Written]:
    """Add and change the units of a judged file, with ONE audit entry.

    A row whose unit, name, code, community or superior changed since it was judged is not written.
    """
    district = lock_register(_district(batch))
    scope.require(actor, Action.KEEP_UNITS, district)
    standing = Standing(district)
    written = _add(actor, district, standing, [row for row in rows if _is_new(row)])
    new = {one.number: one.record_id for one in written}
    changed = _change(actor, standing, [row for row in rows if not _is_new(row)], new)
    write_audit(
        actor=actor, action="unit.import", record=batch, added=len(written), changed=len(changed)
    )
    return [*written, *changed]


def _district(batch: ImportBatch) -> District:
    return District.objects.get(pk=batch.district_id)


def _is_new(row: Judgement) -> bool:
    return row.verdict in {Verdict.NEW, Verdict.DUPLICATE}


def _add(
    actor: User, district: District, standing: Standing, rows: Iterable[Judgement]
) -> list[Written]:
    """Superiors first: a row may name a unit that another row of the file adds."""
    pending = [row for row in rows if standing.admits(row.values)]
    written: dict[int, int] = {}
    while pending:
        ready = [row for row in pending if row.values.get("superior_row", 0) in {0, *written}]
        units = [_new_unit(actor, district, row.values, written) for row in ready]
        ResidentUnit.objects.bulk_create(units, batch_size=BATCH)
        written |= {row.number: unit.pk for row, unit in zip(ready, units, strict=True)}
        pending = [row for row in pending if row.number not in written] if ready else []
    return [Written(number, pk, 1) for number, pk in written.items()]


def _new_unit(
    actor: User, district: District, values: dict[str, Any], written: dict[int, int]
) -> ResidentUnit:
    unit = ResidentUnit(district=district, created_by=actor, updated_by=actor)
    for name, value in typed(values, written).items():
        setattr(unit, name, value)
    return unit


def _change(
    actor: User, standing: Standing, rows: Iterable[Judgement], new: dict[int, int]
) -> list[Written]:
    wanted = {row.record_id: row for row in rows}
    held = ResidentUnit.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    changed, fields, written = [], {*STAMP}, []
    for unit in held:
        row = wanted[unit.pk]
        is_whole = row.values.get("superior_row", 0) in {0, *new}
        if unit.version != row.version or not standing.admits(row.values, unit.pk) or not is_whole:
            continue
        values = typed(row.values, new)
        before = {name: plain(getattr(unit, name)) for name in values}
        _set(unit, actor, values)
        changed.append(unit)
        fields |= {*values}
        written.append(Written(row.number, unit.pk, unit.version, before))
    _store(changed, fields)
    end_with_pairing(actor, changed)
    return written


def _set(unit: ResidentUnit, actor: User, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(unit, name, value)
    unit.updated_by, unit.updated_at, unit.version = actor, clock.now(), unit.version + 1


def _store(units: list[ResidentUnit], fields: set[str]) -> None:
    """Update many units in a few statements; a CASE for each unit would take far longer."""
    columns = {name.removesuffix("_id") for name in fields}
    if "name" in columns:
        columns |= {*SPELLING}
    ResidentUnit.objects.bulk_create(
        units,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=sorted(columns),
        batch_size=BATCH,
    )


def typed(values: dict[str, Any], written: dict[int, int]) -> dict[str, Any]:
    """Return what JSON held as the model holds it; a superior's row as the unit it became."""
    columns = dict(values)
    for name in DAYS:
        if columns.get(name):
            columns[name] = datetime.date.fromisoformat(columns[name])
    if row := columns.pop("superior_row", 0):
        columns["superior_unit_id"] = written[row]
    return columns


def plain(value: Any) -> Any:
    """Return a column's value as JSON holds it."""
    return value.isoformat() if isinstance(value, datetime.date) else value


@transaction.atomic
def undo_unit_import(*, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
    """Take an import of units back; return the rows that stay, since changed or used by others.

    New units are removed, changed ones get their former values. The caller audits.
    """
    district = lock_register(_district(batch))
    scope.require(actor, Action.KEEP_UNITS, district)
    units = ResidentUnit.objects.select_for_update(of=("self",)).order_by("pk")
    held = {unit.pk: unit for unit in units.filter(pk__in=[row.record_id for row in rows])}
    untouched = [
        row for row in rows if row.record_id in held and held[row.record_id].version == row.version
    ]
    back = _restore(actor, held, [row for row in untouched if row.before is not None])
    gone = _remove([row for row in untouched if row.before is None])
    return sorted({row.number for row in rows} - back - gone)


def _restore(actor: User, held: dict[int, ResidentUnit], rows: Sequence[Written]) -> set[int]:
    fields = {*STAMP}
    for row in rows:
        values = typed(row.before or {}, {})
        _set(held[row.record_id], actor, values)
        fields |= {*values}
    restored = [held[row.record_id] for row in rows]
    _store(restored, fields)
    end_with_pairing(actor, restored)
    return {row.number for row in rows}


def _remove(rows: Sequence[Written]) -> set[int]:
    """Remove new units that nothing speaks of but units that go with them."""
    ids = {row.record_id for row in rows}
    used = records_in_use(ResidentUnit, ids)
    while grown := _superiors_of(used, ids) - used:
        used |= grown
    free = ids - used
    going = ResidentUnit.objects.filter(pk__in=free)
    going.update(superior_unit=None)
    going.delete()
    return {row.number for row in rows if row.record_id in free}


def _superiors_of(staying: set[int], ids: set[int]) -> set[int]:
    """A unit that stays keeps its superior."""
    found = ResidentUnit.objects.filter(pk__in=staying).values_list("superior_unit", flat=True)
    return {pk for pk in found if pk in ids}
