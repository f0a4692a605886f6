"""What every way into a register shares: the row itself, the message, the waiting state."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.operations import notify
from common import clock
from common.numbers import make_no
from common.violations import require
from members.models import CheckIn, Member
from members.operations.intentions import (
    Willingness,
    carry_willingness,
    register_willingness,
)
from orgs.models import ResidentUnit

Status = CheckIn.Status


def open_check_in(actor: User | None, member: Member, wish: Willingness, **values: Any) -> CheckIn:
    """Write a check-in with the unit as it is on this day, and its intentions and times."""
    check_in = _write(
        actor, member, max_per_month=wish.max_per_month, emergency_ok=wish.emergency_ok, **values
    )
    register_willingness(check_in, wish, clock.today())
    return check_in


def open_following(actor: User, previous: CheckIn, **values: Any) -> CheckIn:
    """Write the check-in that follows a held one; intentions, times and consent go along."""
    check_in = _write(
        actor,
        previous.member,
        previous=previous,
        max_per_month=previous.max_per_month,
        emergency_ok=previous.emergency_ok,
        consent_version=previous.consent_version,
        **values,
    )
    carry_willingness(previous, check_in)
    return check_in


def _write(actor: User | None, member: Member, **values: Any) -> CheckIn:
    return CheckIn.objects.create_by(
        actor,
        no=make_no("BD", clock.today()),
        member=member,
        **snapshot_of(member),
        **values,
    )


def snapshot_of(member: Member) -> dict[str, Any]:
    """Return what a check-in keeps of the member's unit as it is on this day."""
    unit = member.unit
    return {
        "unit": unit,
        "unit_category": unit.category if unit else ResidentUnit.Category.OTHER,
        "is_district_direct": unit is not None and unit.is_district_direct,
        "is_inbound": member.flow == Member.Flow.INBOUND,
    }


def require_pending(check_in: CheckIn) -> None:
    require(
        check_in.status == Status.PENDING,
        f"这份报到现在是“{check_in.get_status_display()}”，不用再处理。",
        code="check_in.not_pending",
    )


def tell(check_in: CheckIn, text: str) -> None:
    """Leave the member a message, if there is an account to leave it to."""
    if check_in.member.user is not None:
        notify(recipient=check_in.member.user, text=text, url=reverse("members:my-check-in"))
