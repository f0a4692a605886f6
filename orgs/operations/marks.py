"""Marks of a node that have a history: 试点 and “1+2+6”."""

import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.violations import require
from orgs import scope
from orgs.models import Organization, OrganizationEvent
from orgs.operations.acts import Act, keeping, reread
from orgs.operations.locks import lock_tree
from orgs.operations.rules import check_after_last, check_day, check_standing

Kind = OrganizationEvent.Kind
Tier = Organization.Tier


@transaction.atomic
def set_pilot(
    *, actor: User, organization: Organization, pilot_from: datetime.date | None
) -> Organization:
    """Mark a street or community as pilot from a day on; None takes the mark off from today.

    Another day corrects the one given before. Refuses `organization.pilot`, `.dissolved`, `.date`.
    """
    lock_tree()
    node = reread(organization)
    scope.require(actor, keeping(node.tier), node)
    require(node.tier <= Tier.COMMUNITY, "试点标记只用于街道和社区。", code="organization.pilot")
    check_standing(node)
    require(pilot_from != node.pilot_from, "试点标记没有变化。", code="organization.pilot")
    if pilot_from is not None:
        check_day(pilot_from, node)
        _check_after_removal(node, pilot_from)
    before = {"pilot_from": _as_text(node.pilot_from)}
    node.change(actor, pilot_from=pilot_from)
    act = Act(actor, pilot_from or clock.today())
    after = {"pilot_from": _as_text(pilot_from)}
    act.record(node, Kind.PILOT, before=before, after=after)
    write_audit(actor=actor, action="organization.pilot", record=node, before=before, after=after)
    act.mark(node)
    return node


def _check_after_removal(node: Organization, day: datetime.date) -> None:
    """A mark that was taken off stays so for the days before."""
    removals = node.events.standing().filter(kind=Kind.PILOT, after__pilot_from=None)
    last = removals.aggregate(last=Max("effective_on"))["last"]
    require(
        last is None or day >= last,
        f"{node.title}在 {last} 取消过试点，日期不能早于这一天。",
        code="organization.date",
    )


def _as_text(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


@transaction.atomic
def set_pattern_126(
    *, actor: User, organization: Organization, is_followed: bool, effective_on: datetime.date
) -> Organization:
    """Record that a community follows “1+2+6”, or no longer does, from a day on.

    Refuses `organization.pattern_126`, `.dissolved`, `.date`.
    """
    lock_tree()
    node = reread(organization)
    scope.require(actor, keeping(node.tier), node)
    require(
        node.tier == Tier.COMMUNITY,
        "“1+2+6”模式只用于社区。",
        code="organization.pattern_126",
    )
    check_standing(node)
    require(
        is_followed != node.pattern_126,
        "“1+2+6”模式标记没有变化。",
        code="organization.pattern_126",
    )
    check_day(effective_on, node)
    check_after_last(node, Kind.PATTERN_126, effective_on)
    before, after = {"is_followed": node.pattern_126}, {"is_followed": is_followed}
    node.change(actor, pattern_126=is_followed)
    act = Act(actor, effective_on)
    act.record(node, Kind.PATTERN_126, before=before, after=after)
    write_audit(actor=actor, action="organization.pattern_126", record=node, **after)
    act.mark(node)
    return node
