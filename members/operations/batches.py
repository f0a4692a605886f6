"""Several waiting check-ins accepted at once: each for itself, none stops another."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from common.violations import RuleViolation, require
from members.models import CheckIn, FirstContact
from members.operations.handling import accept_check_in
from members.operations.locks import lock_phones
from members.selectors.duplicates import look_alikes
from orgs.models import Organization

MOST_AT_ONCE = 100
SCANNED = "由扫码提交，请与本人核实身份后打开这份报到单独接收"
DOUBLED = "手机号与另一名党员相同，请打开这份报到单独核对"


@dataclass
class Outcome:
    """What became of the chosen ones: those accepted, and each other one with the reason."""

    accepted: list[CheckIn] = field(default_factory=list)
    refused: list[tuple[CheckIn, str]] = field(default_factory=list)


@transaction.atomic
def accept_many(
    *, actor: User, check_ins: Iterable[CheckIn], grid: Organization | None = None
) -> Outcome:
    """Accept the check-ins one by one, all into the grid if one is given.

    A doubled number, or what came from a poster, never goes through here: accepting it opens an
    account, so somebody looks at that one alone. Refuses
    `batch.none`, `batch.many`; what each refuses stands in the outcome.
    """
    chosen = list(check_ins)
    require(bool(chosen), "请先勾选要接收的报到。", code="batch.none")
    require(
        len(chosen) <= MOST_AT_ONCE,
        f"一次最多接收 {MOST_AT_ONCE} 份，请分批办理。",
        code="batch.many",
    )
    lock_phones(check_in.member_id for check_in in chosen)
    alike = look_alikes([check_in.member for check_in in chosen], actor)
    outcome = Outcome()
    for check_in in chosen:
        reason = _refusal(actor, check_in, grid, alike)
        if reason:
            outcome.refused.append((check_in, reason))
        else:
            outcome.accepted.append(check_in)
    return outcome


def _refusal(
    actor: User, check_in: CheckIn, grid: Organization | None, alike: dict[int, list]
) -> str:
    """Accept one in its own savepoint; return why not, "" when it is accepted."""
    if any(other.has_same_number for other in alike.get(check_in.member_id, ())):
        return DOUBLED
    if FirstContact.objects.filter(check_in=check_in).exists():
        return SCANNED
    try:
        with transaction.atomic():
            accept_check_in(actor=actor, check_in=check_in, grid=grid)
    except RuleViolation as violation:
        return violation.message
    except PermissionDenied as refusal:
        return str(refusal)
    return ""
