"""From a first contact to a waiting check-in: the wish it carries, and the step itself."""

import datetime
from typing import Any

from accounts.models import User
from accounts.operations import write_audit
from members.models import CheckIn, FirstContact, Member
from members.operations.intentions import Willingness
from members.operations.locks import lock_member
from members.operations.opening import open_check_in
from members.operations.rules import check_community, check_free, standing_community
from orgs.models import Organization


def write_wish(wish: Willingness) -> dict[str, Any]:
    """Return the wish as the contact stores it."""
    return {
        "categories": wish.categories,
        "slots": [[days, f"{start:%H:%M}", f"{end:%H:%M}"] for days, start, end in wish.slots],
        "max_per_month": wish.max_per_month,
        "emergency_ok": wish.emergency_ok,
    }


def read_wish(wish: dict[str, Any]) -> Willingness:
    """Read what `write_wish` wrote."""
    time = datetime.time.fromisoformat
    slots = [(days, time(start), time(end)) for days, start, end in wish["slots"]]
    return Willingness.of(wish["categories"], slots, wish["max_per_month"], wish["emergency_ok"])


def pass_on(actor: User | None, contact: FirstContact, member: Member) -> CheckIn:
    """Make the held contact the member's waiting check-in, in the member's own name.

    Refuses `check_in.registered`, `.pending`, `.community`.
    """
    member = lock_member(member)
    check_free(member)
    community = standing_community(contact.community)
    basis = _basis_today(contact, member, community)
    check_community(member, community, basis)
    check_in = open_check_in(
        None,
        member,
        read_wish(contact.wish),
        community=community,
        basis=basis,
        consent_version=contact.consent_version,
        channel=CheckIn.Channel.OWN_PHONE,
        status=CheckIn.Status.PENDING,
    )
    contact.change(actor, state=FirstContact.State.PASSED, member=member, check_in=check_in)
    write_audit(actor=None, action="check_in.submit", record=check_in, community=community.pk)
    return check_in


def _basis_today(contact: FirstContact, member: Member, community: Organization) -> str:
    """A pairing that ended while the contact waited leaves the place of residence."""
    is_paired = member.unit is not None and member.unit.paired_community_id == community.pk
    return contact.basis if is_paired else CheckIn.Basis.RESIDENCE
