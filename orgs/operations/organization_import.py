"""Grids and buildings that a file brings, and taking them back."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common.violations import RuleViolation
from orgs.imports.kinds import Judgement, Verdict, Written
from orgs.models import ImportBatch, Organization
from orgs.operations.locks import lock_tree
from orgs.operations.tree import establish_organization, found_organization
from orgs.operations.undo import forget_organization, undo_last_change

Tier = Organization.Tier


@transaction.atomic
def import_organizations(
    *, actor: User, batch: ImportBatch, rows: Sequence[Judgement]
) -> list[Written]:
    """Found or establish the nodes row by row, each by its own operation, in the file's order.

    The tree numbers its nodes one by one anyway. A row that a rule refuses by now (the name came
    in meanwhile) is left out of the answer.
    """
    lock_tree()
    written = []
    for row in rows:
        try:
            with transaction.atomic():
                node = _write(actor, row)
        except (RuleViolation, Organization.DoesNotExist):
            continue
        before = None if row.verdict == Verdict.NEW else {"established_on": None}
        written.append(Written(row.number, node.pk, node.version, before))
    write_audit(actor=actor, action="organization.import", record=batch, count=len(written))
    return written


@transaction.atomic
def undo_organization_import(
    *, actor: User, batch: ImportBatch, rows: Sequence[Written]
) -> list[int]:
    """Take the nodes back, the last one first, as far as the tree allows (within the day).

    Returns the numbers of the rows that had to stay.
    """
    lock_tree()
    stayed = []
    for row in sorted(rows, key=lambda row: row.number, reverse=True):
        node = Organization.objects.filter(pk=row.record_id, version=row.version).first()
        try:
            if node is None:
                raise RuleViolation("已变动。", code="organization.undo")
            with transaction.atomic():
                _take_back(actor, node, row)
        except RuleViolation:
            stayed.append(row.number)
    write_audit(
        actor=actor, action="organization.undo_import", record=batch,
        count=len(rows) - len(stayed), stayed=len(stayed),
    )  # fmt: skip
    return stayed


def _take_back(actor: User, node: Organization, row: Written) -> None:
    """A planned node has no 沿革 to take back: it is forgotten."""
    if row.before is None and node.established_on is None:
        forget_organization(actor=actor, organization=node)
    else:
        undo_last_change(actor=actor, organization=node)


def _write(actor: User, row: Judgement) -> Organization:
    values = row.values
    day = values["established_on"] and datetime.date.fromisoformat(values["established_on"])
    if row.verdict != Verdict.NEW:
        node = Organization.objects.get(pk=row.record_id, version=row.version)
        return establish_organization(actor=actor, organization=node, established_on=day)
    parent = Organization.objects.get(pk=values["community"])
    name = values["grid"]
    if values["building"]:
        parent = parent.get_children().get(name=values["grid"], dissolved_on=None)
        name = values["building"]
    return found_organization(
        actor=actor,
        parent=parent,
        name=name,
        established_on=day,
        party_org_type=values["party_org_type"],
    )
