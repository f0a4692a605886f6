"""What every change of the tree is made of: nodes read again, events of one act, marks."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from orgs.models import Organization, OrganizationEvent
from orgs.operations.months import mark_months, months_since
from orgs.operations.rules import check_after_last
from orgs.policy import Action

Kind = OrganizationEvent.Kind
Tier = Organization.Tier


@dataclass(frozen=True)
class Act:
    """One act of one person, effective on a day; all its events share the key."""

    actor: User
    day: datetime.date
    key: uuid.UUID = field(default_factory=uuid.uuid4)

    def record(self, node: Organization, kind: str, **values: Any) -> None:
        """Leave an event in the node's 沿革."""
        OrganizationEvent.objects.create(
            organization=node,
            kind=kind,
            effective_on=self.day,
            created_by=self.actor,
            change_key=self.key,
            **values,
        )

    def relocate(self, node: Organization, parent: Organization, note: str = "") -> None:
        """Hang the node below another parent; both were read under the lock."""
        check_after_last(node, Kind.MOVED, self.day)
        before = standing(node)
        put_below(self.actor, node, parent)
        self.record(node, Kind.MOVED, before=before, after=standing(node), note=note)

    def hand_over(self, children: Iterable[Organization], heir: Organization, note: str) -> None:
        """Move children to the heir, each read again: a move shifts the others' ranges."""
        for child in children:
            self.relocate(reread(child), reread(heir), note)

    def end(self, node: Organization, kind: str, heir: Organization | None) -> None:
        """Dissolve the node; whoever named it as successor names the heir from now on."""
        before = standing(node)
        earlier = list(node.predecessors.all())
        for predecessor in earlier:
            predecessor.change(self.actor, successor=heir)
        if earlier:
            before["predecessors"] = [predecessor.pk for predecessor in earlier]
        node.change(self.actor, dissolved_on=self.day, successor=heir)
        after = {"successor": heir.pk if heir else None}
        self.record(node, kind, before=before, after=after)

    def mark(self, *places: Organization | None) -> None:
        """Mark the months since the act's day at the places."""
        mark_since(self.day, *filter(None, places))


def reread(organization: Organization) -> Organization:
    """Return the node as it stands now; the caller holds the tree's lock."""
    rows = Organization.objects.select_related("district", "parent").filter(pk=organization.pk)
    node = rows.first()
    if node is None:
        raise RuleViolation("这个组织刚刚被撤回，请刷新页面。", code="organization.gone")
    return node


def keeping(tier: int) -> Action:
    """Return the right that changes nodes of the tier need."""
    return Action.KEEP_STREETS if tier <= Tier.COMMUNITY else Action.KEEP_GRIDS


def standing(node: Organization) -> dict[str, Any]:
    """Return what an event remembers of a node: where it hangs and what it is called."""
    return {"parent": node.parent_id, "name": node.name}


def put_below(actor: User, node: Organization, parent: Organization) -> None:
    """Write the parent and the ranges, in mptt's way."""
    Organization.objects.move_node(node, parent, position="last-child")
    node.change(actor)


def living_children(node: Organization) -> list[Organization]:
    """Return the children that are not dissolved, in the order of their codes."""
    return list(Organization.objects.filter(parent=node, dissolved_on=None).order_by("code"))


def mark_since(day: datetime.date, *organizations: Organization) -> None:
    mark_months(organizations, months_since(Month.of(day), Month.of(clock.today())))
