"""A closed registration that is to stand again: the community asks, the street decides.

With consent a new check-in begins that day and follows the closed one, which keeps its days.
"""

from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.months import Month
from common.text import normalise_text
from common.violations import RuleViolation, require
from members.models import CheckIn, Reactivation
from members.operations.handling import forget_leaving
from members.operations.locks import lock_check_in
from members.operations.opening import open_following, tell
from members.operations.rules import (
    check_community,
    check_free,
    check_home,
    check_phone_free,
    standing_community,
)
from orgs import scope
from orgs.models import Organization
from orgs.operations.months import mark_month
from orgs.policy import Action

State = Reactivation.State


@transaction.atomic
def ask_reactivation(*, actor: User, check_in: CheckIn, reason: str) -> Reactivation:
    """Ask the street to let a closed check-in stand again.

    Refuses `check_in.not_closed`, `.merged`, `.registered`, `.pending`, `.community`,
    `reactivation.asked`, `.reopened`.
    """
    reason = normalise_text(reason, label="恢复原因", limit=200, field="reason")
    check_in = lock_check_in(check_in)
    scope.require(actor, Action.HANDLE_CHECK_INS, check_in)
    require(
        check_in.status == CheckIn.Status.CLOSED,
        f"这份报到现在是“{check_in.get_status_display()}”，只有已注销的才能申请恢复在册。",
        code="check_in.not_closed",
    )
    require(
        not check_in.reactivations.asked().exists(),
        "已有一份恢复在册申请，请等街道答复。",
        code="reactivation.asked",
    )
    require(
        not check_in.is_reopened,
        "这份报到已恢复在册过，请在恢复后的报到里办理。",
        code="reactivation.reopened",
    )
    _check_may_stand(check_in)
    asked = Reactivation.objects.create_by(actor, check_in=check_in, reason=reason)
    write_audit(actor=actor, action="check_in.ask_reactivation", record=check_in)
    return asked


@transaction.atomic
def consent_reactivation(
    *, actor: User, reactivation: Reactivation, version: int | None = None
) -> CheckIn:
    """Let it stand again from today; returns the new check-in, in the register.

    Refuses `reactivation.decided`, `.own`, what asking refuses, `.phone`, `record.stale`.
    """
    reactivation, closed = _lock(reactivation)
    _require_decidable(actor, reactivation, version)
    _check_may_stand(closed)
    check_phone_free(closed.member)
    community = standing_community(closed.community)
    forget_leaving(actor, closed)
    check_in = open_following(
        actor,
        closed,
        community=community,
        basis=closed.basis,
        channel=CheckIn.Channel.COMMUNITY,
        status=CheckIn.Status.REGISTERED,
        accepted_at=clock.now(),
        accepted_by=actor,
        **_home(closed, community),
    )
    _decide(actor, reactivation, State.CONSENTED, reopened=check_in)
    mark_month(community, Month.of(clock.today()))
    write_audit(actor=actor, action="check_in.reactivate", record=check_in, community=community.pk)
    tell(check_in, f"您在{community.name}的报到已恢复在册。")
    return check_in


@transaction.atomic
def refuse_reactivation(
    *, actor: User, reactivation: Reactivation, reason: str, version: int | None = None
) -> Reactivation:
    """Leave it closed, with a reason. Refuses `reactivation.decided`, `.own`, `record.stale`."""
    reason = normalise_text(reason, label="未同意原因", limit=200, field="reason")
    reactivation, closed = _lock(reactivation)
    _require_decidable(actor, reactivation, version)
    _decide(actor, reactivation, State.REFUSED, refusal=reason)
    write_audit(actor=actor, action="check_in.refuse_reactivation", record=closed)
    return reactivation


@transaction.atomic
def withdraw_reactivation(*, actor: User, reactivation: Reactivation) -> Reactivation:
    """Take the request back, by the community. Refuses `reactivation.decided`."""
    reactivation, closed = _lock(reactivation)
    scope.require(actor, Action.HANDLE_CHECK_INS, closed)
    _require_asked(reactivation)
    reactivation.change(actor, state=State.WITHDRAWN)
    write_audit(actor=actor, action="check_in.withdraw_reactivation", record=closed)
    return reactivation


def _lock(reactivation: Reactivation) -> tuple[Reactivation, CheckIn]:
    """Return the request and its check-in as they stand now, held."""
    closed = lock_check_in(reactivation.check_in)
    held = Reactivation.objects.select_for_update().get(pk=reactivation.pk)
    held.check_in = closed
    return held, closed


def _require_decidable(actor: User, reactivation: Reactivation, version: int | None) -> None:
    scope.require(actor, Action.CONSENT_REACTIVATIONS, reactivation)
    _require_asked(reactivation)
    reactivation.require_version(version)
    require(
        reactivation.created_by_id != actor.pk,
        "申请是您自己提出的，请由街道的另一位同志审批。",
        code="reactivation.own",
    )


def _require_asked(reactivation: Reactivation) -> None:
    require(
        reactivation.state == State.ASKED,
        f"这份申请{reactivation.get_state_display()}，不用再处理。",
        code="reactivation.decided",
    )


def _check_may_stand(closed: CheckIn) -> None:
    """Refuse while the person has another open check-in, or the community takes none."""
    require(
        closed.member.merged_into_id is None,
        "这份登记已合并到另一名党员，请在合并后的登记上办理。",
        code="check_in.merged",
    )
    check_free(closed.member)
    check_community(closed.member, standing_community(closed.community))


def _decide(actor: User, reactivation: Reactivation, state: str, **values: Any) -> None:
    reactivation.change(actor, state=state, decided_by=actor, decided_at=clock.now(), **values)


def _home(closed: CheckIn, community: Organization) -> dict[str, Any]:
    """Return grid and building of before, as far as they still stand in the community."""
    for home in ((closed.grid, closed.building), (closed.grid, None)):
        try:
            grid, building = check_home(community, *home)
        except RuleViolation:
            continue
        return {"grid": grid, "building": building}
    return {}
