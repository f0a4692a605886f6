"""Taking back the last change of the tree within the day."""

import datetime
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.violations import require
from orgs import scope
from orgs.models import Organization, OrganizationEvent
from orgs.operations.acts import keeping, mark_since, put_below, reread
from orgs.operations.locks import lock_tree
from orgs.selectors.acts import RecordedAct, is_birth, is_in_use, latest_act, obstacle

Kind = OrganizationEvent.Kind


@transaction.atomic
def undo_last_change(*, actor: User, organization: Organization) -> list[Organization]:
    """Take back the last act that touched the node, as if it had never been recorded.

    Only an act recorded today, and only while none of the nodes it touched has changed since. A
    node founded or split off by it is removed, if nothing hangs on it. Returns the nodes that are
    still there; the given one is missing from them when it was removed. Refuses
    `organization.undo`.
    """
    lock_tree()
    node = reread(organization)
    act = latest_act(node)
    scope.require(actor, keeping(node.tier), node)
    require(act is not None, "这个组织没有可以撤回的变动。", code="organization.undo")
    _require_right(actor, act)
    reason = obstacle(act)
    require(not reason, reason, code="organization.undo")
    write_audit(
        actor=actor,
        action="organization.undo",
        record=node,
        kind=act.events[0].kind,
        codes=[touched.code for touched in act.touched.values()],
    )
    for event in reversed(act.events):
        _take_back(actor, event)
    _close(actor, act)
    kept = Organization.objects.filter(pk__in=act.touched).select_related("parent", "district")
    mark_since(act.events[0].effective_on, *kept, *Organization.objects.filter(pk__in=act.homes))
    return list(kept.in_order())


@transaction.atomic
def forget_organization(*, actor: User, organization: Organization) -> None:
    """Remove a planned node that has no 沿革 and on which nothing hangs. Refuses
    `organization.undo`.
    """
    lock_tree()
    node = reread(organization)
    scope.require(actor, keeping(node.tier), node)
    has_history = node.events.exists() or node.established_on is not None
    require(
        not has_history and not is_in_use(node),
        f"{node.title}已成立或已有下级、业务记录，不能删除。",
        code="organization.undo",
    )
    write_audit(actor=actor, action="organization.undo", record=node, codes=[node.code])
    _remove(node)


def _require_right(actor: User, act: RecordedAct) -> None:
    """Whoever takes an act back has the right to do it: at every node it touched."""
    tier = min(node.tier for node in act.touched.values())
    places = {*act.touched, *act.homes}
    allowed = Organization.objects.visible_to(actor, keeping(tier)).filter(pk__in=places)
    if allowed.count() < len(places):
        raise PermissionDenied(scope.REFUSAL)


def _take_back(actor: User, event: OrganizationEvent) -> None:
    if is_birth(event):
        _remove(event.organization)
        return
    _RESTORE.get(event.kind, _leave)(actor, reread(event.organization), event)


def _leave(actor: User, node: Organization, event: OrganizationEvent) -> None:
    """The other end of an act: nothing of its own changed."""


def _establish(actor: User, node: Organization, event: OrganizationEvent) -> None:
    planned = event.before["to_be_established"]
    node.change(actor, established_on=None, to_be_established=planned)


def _rename(actor: User, node: Organization, event: OrganizationEvent) -> None:
    node.change(actor, name=event.before["name"])


def _move(actor: User, node: Organization, event: OrganizationEvent) -> None:
    put_below(actor, node, Organization.objects.get(pk=event.before["parent"]))


def _end(actor: User, node: Organization, event: OrganizationEvent) -> None:
    if "successor" not in event.after:
        return
    node.change(actor, dissolved_on=None, successor=None)
    repointed = Organization.objects.filter(pk__in=event.before.get("predecessors", []))
    for earlier in repointed.filter(successor=event.after["successor"]):
        earlier.change(actor, successor=node)


def _mark_pilot(actor: User, node: Organization, event: OrganizationEvent) -> None:
    day = event.before["pilot_from"]
    node.change(actor, pilot_from=day and datetime.date.fromisoformat(day))


def _follow(actor: User, node: Organization, event: OrganizationEvent) -> None:
    node.change(actor, pattern_126=event.before["is_followed"])


_RESTORE: dict[str, Callable[[User, Organization, OrganizationEvent], None]] = {
    Kind.FOUNDED: _establish,
    Kind.RENAMED: _rename,
    Kind.MOVED: _move,
    Kind.MERGED: _end,
    Kind.DISSOLVED: _end,
    Kind.PILOT: _mark_pilot,
    Kind.PATTERN_126: _follow,
}


def _remove(node: Organization) -> None:
    """The register forgets a node that never counted; the audit keeps its code and name."""
    node = reread(node)
    node.events.all().delete()
    node.delete()


def _close(actor: User, act: RecordedAct) -> None:
    """Mark what is left of the act's events: seen in the 沿革, no longer read back."""
    events = OrganizationEvent.objects.filter(change_key=act.events[0].change_key)
    events.update(undone_at=clock.now(), undone_by=actor)
