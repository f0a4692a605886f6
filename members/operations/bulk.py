"""Many members at once: what a file brings, and taking it back."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models, transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from members.models import CheckIn, Member
from members.operations.locks import lock_all_phones
from orgs.imports.kinds import Judgement, Written
from orgs.models import ImportBatch, ResidentUnit
from orgs.policy import Action

BATCH = 1000
SEALED = ("row_key", "mobile_cipher", "mobile_index", "mobile_masked")
CHANGEABLE = ("unit_id", "kind", "gender", "joined_on", "on_job", "specialties")


@transaction.atomic
def import_members(*, actor: User, batch: ImportBatch, rows: Iterable[Judgement]) -> list[Written]:
    """Add and change members as judged, in bulk, with one audit entry.

    Units the actor does not keep, people whose name and number came in meanwhile, and records that
    changed since they were judged are left out of the answer.
    """
    lock_all_phones()
    wanted = list(rows)
    units = _units_of(actor, wanted)
    wanted = [row for row in wanted if row.values["unit_id"] in units]
    written = _add(actor, [row for row in wanted if row.values.get("mobile_cipher")])
    written += _change(actor, [row for row in wanted if not row.values.get("mobile_cipher")])
    write_audit(actor=actor, action="member.import", record=batch, count=len(written))
    return written


@transaction.atomic
def undo_member_import(*, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
    """Remove members that an import added and give changed ones back what they held.

    Who was changed, checked in or has an account since stays; returns the rows' numbers.
    """
    lock_all_phones()
    kept = {member.pk: member for member in _held(actor, [row.record_id for row in rows])}
    in_use = set(CheckIn.objects.filter(member__in=kept).values_list("member", flat=True)) | set(
        Member.objects.filter(merged_into__in=kept).values_list("merged_into", flat=True)
    )
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
    _save(changed)
    Member.objects.filter(pk__in=removed).delete()
    write_audit(
        actor=actor, action="member.undo_import", record=batch,
        count=len(removed) + len(changed), stayed=len(stayed),
    )  # fmt: skip
    return stayed


def _units_of(actor: User, rows: list[Judgement]) -> set[int]:
    """Return those of the rows' units that take members and that the actor keeps members of."""
    named = {row.values["unit_id"] for row in rows}
    mine = ResidentUnit.objects.visible_to(actor, Action.KEEP_MEMBERS).active(clock.today())
    return set(mine.filter(pk__in=named, merged_into=None).values_list("pk", flat=True))


def _add(actor: User, rows: list[Judgement]) -> list[Written]:
    indexes = {row.values["mobile_index"] for row in rows}
    known = set(
        Member.objects.standing()
        .filter(mobile_index__in=indexes)
        .values_list("mobile_index", "name")
    )
    new = [
        (row, _member(actor, row.values))
        for row in rows
        if (row.values["mobile_index"], row.values["name"]) not in known
    ]
    Member.objects.bulk_create([member for _, member in new], batch_size=BATCH)
    return [Written(row.number, member.pk, member.version) for row, member in new]


def _member(actor: User, values: dict[str, Any]) -> Member:
    sealed = {name: values[name] for name in SEALED}
    return Member(
        name=values["name"], created_by=actor, updated_by=actor, **sealed, **_facts(values)
    )


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    """Return the changeable columns among the values, as the model takes them."""
    facts = {name: values[name] for name in CHANGEABLE if name in values}
    if facts.get("joined_on"):
        facts["joined_on"] = datetime.date.fromisoformat(facts["joined_on"])
    return facts


def _change(actor: User, rows: list[Judgement]) -> list[Written]:
    held = {member.pk: member for member in _held(actor, [row.record_id for row in rows])}
    changed, written = [], []
    for row in rows:
        member = held.get(row.record_id)
        if member is None or member.version != row.version:
            continue
        before = {name: getattr(member, name) for name in CHANGEABLE if name in row.values}
        if before.get("joined_on"):
            before["joined_on"] = before["joined_on"].isoformat()
        changed.append(_revised(actor, member, row.values))
        written.append(Written(row.number, member.pk, member.version, before))
    _save(changed)
    return written


def _held(actor: User, keys: Sequence[int | None]) -> models.QuerySet[Member]:
    mine = Member.objects.visible_to(actor, Action.KEEP_MEMBERS).values("pk")
    return Member.objects.select_for_update().filter(pk__in=keys).filter(pk__in=mine)


def _revised(actor: User, member: Member, values: dict[str, Any]) -> Member:
    for name, value in _facts(values).items():
        setattr(member, name, value)
    member.updated_by, member.updated_at = actor, clock.now()
    member.version += 1
    return member


def _save(members: list[Member]) -> None:
    Member.objects.bulk_update(
        members,
        [*(name.removesuffix("_id") for name in CHANGEABLE), "updated_by", "updated_at", "version"],
        batch_size=BATCH,
    )
