"""Many members at once: what a file brings, and taking it back."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import models, transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock, copying
from members.models import Member
from members.operations.exemptions import end_exemptions_of_many
from members.operations.locks import lock_all_phones
from members.operations.membership import LEAVING, on_job_facts
from members.operations.rules import FACTS
from orgs.imports.kinds import Judgement, Written
from orgs.models import ImportBatch, ResidentUnit
from orgs.operations.import_rows import records_in_use
from orgs.policy import Action

BATCH = 1000
PART = 10_000
SEALED = ("row_key", "mobile_cipher", "mobile_index", "mobile_masked")
CHANGEABLE = ("unit_id", *FACTS)
COLUMNS = sorted({name.removesuffix("_id") for name in (*CHANGEABLE, *LEAVING)})
DAYS = ("joined_on", "left_unit_on")


@transaction.atomic
def import_members(*, actor: User, batch: ImportBatch, rows: Iterable[Judgement]) -> list[Written]:
    """Add and change members as judged, in bulk, with one audit entry.

    Units the actor does not keep, people whose name and number came in meanwhile, and records that
    changed since they were judged are left out of the answer.
    """
    lock_all_phones()
    units = _units_of(actor)
    written: list[Written] = []
    for part in _parts(rows):
        wanted = [row for row in part if row.values["unit_id"] in units]
        written += _add(actor, [row for row in wanted if row.values.get("mobile_cipher")], units)
        written += _change(actor, [row for row in wanted if not row.values.get("mobile_cipher")])
    write_audit(actor=actor, action="member.import", record=batch, count=len(written))
    return written


@transaction.atomic
def undo_member_import(*, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
    """Remove members that an import added and give changed ones back what they held.

    Who was changed, has an account, or of whom anything was written since (a check-in, a merger)
    stays; returns the rows' numbers.
    """
    lock_all_phones()
    kept = {member.pk: member for member in _held(actor, [row.record_id for row in rows])}
    in_use = records_in_use(Member, kept.keys())
    removed, changed, stayed = [], [], []
    for row in rows:
        member = kept.get(row.record_id)
        if member is None or member.version != row.version:
            stayed.append(row.number)
        elif row.before is not None:
            changed.append(_revised(actor, member, row.before))
        elif member.pk in in_use or member.user_id is not None:
            stayed.append(row.number)
        else:
            removed.append(member.pk)
    _save(actor, changed)
    Member.objects.filter(pk__in=removed).delete()
    write_audit(
        actor=actor, action="member.undo_import", record=batch,
        count=len(removed) + len(changed), stayed=len(stayed),
    )  # fmt: skip
    return stayed


def _parts(rows: Iterable[Judgement]) -> Iterator[list[Judgement]]:
    """Yield the rows in parts, so that a long file is never held whole."""
    iterator = iter(rows)
    while part := list(islice(iterator, PART)):
        yield part


def _units_of(actor: User) -> dict[int, int]:
    """Return the units that take members and whose members the actor keeps, with the districts."""
    mine = ResidentUnit.objects.visible_to(actor, Action.KEEP_MEMBERS).active(clock.today())
    return dict(mine.filter(merged_into=None).values_list("pk", "district"))


def _add(actor: User, rows: list[Judgement], units: dict[int, int]) -> list[Written]:
    indexes = {row.values["mobile_index"] for row in rows}
    known = set(
        Member.objects.standing()
        .filter(mobile_index__in=indexes)
        .values_list("mobile_index", "name")
    )
    new = [
        (row, _member(actor, row.values, units[row.values["unit_id"]]))
        for row in rows
        if (row.values["mobile_index"], row.values["name"]) not in known
    ]
    members = [member for _, member in new]
    copying.number(members)
    copying.insert(Member, members)
    return [Written(row.number, member.pk, member.version) for row, member in new]


def _member(actor: User, values: dict[str, Any], district: int) -> Member:
    sealed = {name: values[name] for name in SEALED}
    member = Member(
        name=values["name"], district_id=district, created_by=actor, updated_by=actor, **sealed
    )
    _set(member, values)
    return member


def _set(member: Member, values: dict[str, Any]) -> None:
    """Set the changeable columns among the values, and what follows from 在职.

    What is given back after an import brings its own day and reason along.
    """
    facts = {name: values[name] for name in (*CHANGEABLE, *LEAVING) if name in values}
    for name in DAYS:
        if facts.get(name):
            facts[name] = datetime.date.fromisoformat(facts[name])
    if "on_job" in facts:
        facts = on_job_facts(member, on_job=facts["on_job"]) | facts
    for name, value in facts.items():
        setattr(member, name, value)


def _before(member: Member, values: dict[str, Any]) -> dict[str, Any]:
    """Return what the columns hold that the values are to change, as JSON takes it."""
    names = {name for name in CHANGEABLE if name in values}
    names |= set(LEAVING) if "on_job" in names else set()
    before = {name: getattr(member, name) for name in names}
    return before | {name: before[name].isoformat() for name in DAYS if before.get(name)}


def _change(actor: User, rows: list[Judgement]) -> list[Written]:
    held = {member.pk: member for member in _held(actor, [row.record_id for row in rows])}
    changed, written = [], []
    for row in rows:
        member = held.get(row.record_id)
        if member is None or member.version != row.version:
            continue
        before = _before(member, row.values)
        changed.append(_revised(actor, member, row.values))
        written.append(Written(row.number, member.pk, member.version, before))
    _save(actor, changed)
    return written


def _held(actor: User, keys: Sequence[int | None]) -> models.QuerySet[Member]:
    mine = Member.objects.visible_to(actor, Action.KEEP_MEMBERS).values("pk")
    return Member.objects.select_for_update().filter(pk__in=keys).filter(pk__in=mine)


def _revised(actor: User, member: Member, values: dict[str, Any]) -> Member:
    _set(member, values)
    member.updated_by, member.updated_at = actor, clock.now()
    member.version += 1
    return member


def _save(actor: User, members: list[Member]) -> None:
    """Write the members; who is not on the job is exempt from nothing any longer."""
    end_exemptions_of_many(actor, [one for one in members if not one.on_job], clock.today())
    Member.objects.bulk_update(
        members,
        [*COLUMNS, "updated_by", "updated_at", "version"],
        batch_size=BATCH,
    )
