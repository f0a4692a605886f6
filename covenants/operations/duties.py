"""What each side of a covenant promises."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch

from common import clock
from common.text import normalise_line
from common.violations import RuleViolation, require
from covenants.dues import Term, dues_of, next_due, term_of
from covenants.models import Covenant, CovenantParty, FiveCo, Fulfilment, Obligation
from covenants.operations.dates import check_latest

MOST = 50
LONGEST = 200


@dataclass(frozen=True)
class DutyPlan:
    """One duty as people type it; `party` is the side's place: 0 甲方, 1 乙方, …"""

    party: int
    text: str
    code: str = ""
    cadence: str = Obligation.Cadence.ONCE
    due_on: datetime.date | None = None


def set_obligations(covenant: Covenant, plans: Iterable[DutyPlan]) -> None:
    """Make these the duties of an unsigned covenant, in their order.

    Refuses `obligation.count` (more than 50) and, naming the duty, `obligation.party` (no such
    side), `obligation.cadence`, `obligation.code`, `obligation.due_on` (with a cadence, or before
    the covenant's first day, or after its last).
    """
    plans = list(plans)
    require(len(plans) <= MOST, f"协议事项最多 {MOST} 项，请合并后再填。", code="obligation.count")
    sides = {party.position: party for party in covenant.parties.all()}
    rows = [_row(covenant, sides, at, plan) for at, plan in enumerate(plans)]
    covenant.obligations.all().delete()
    Obligation.objects.bulk_create(rows)


def _row(
    covenant: Covenant, sides: Mapping[int, CovenantParty], position: int, plan: DutyPlan
) -> Obligation:
    """Return the duty unsaved; a refusal says which one it is about."""
    try:
        values = _checked(covenant, sides, plan)
    except RuleViolation as refusal:
        # Printable: a text that is refused for what nobody sees is not repeated.
        words = f"（{plan.text.strip()[:20]}）" if plan.text.strip().isprintable() else ""
        text = f"协议事项第 {position + 1} 项{words}：{refusal.message}"
        raise RuleViolation(text, code=refusal.code, field=refusal.field) from refusal
    return Obligation(covenant=covenant, position=position, **values)


def refresh_dues(covenant: Covenant) -> None:
    """Work out anew by when each duty is next to be done; the caller holds the covenant."""
    term = term_of(covenant)
    acts = Prefetch("fulfilments", Fulfilment.objects.counted())
    rows = list(covenant.obligations.prefetch_related(acts))
    for row in rows:
        row.next_due_on = _next_due(row, term)
    Obligation.objects.bulk_update(rows, ["next_due_on"])


def _next_due(obligation: Obligation, term: Term | None) -> datetime.date | None:
    if term is None:
        return None
    days = [act.done_on for act in obligation.fulfilments.all()]
    return next_due(dues_of(obligation, term, days, clock.today()))


def _checked(
    covenant: Covenant, sides: Mapping[int, CovenantParty], plan: DutyPlan
) -> dict[str, object]:
    require(plan.party in sides, "请选择责任方。", code="obligation.party", field="party")
    require(
        plan.cadence in Obligation.Cadence.values,
        "请从列表里选择频次。", code="obligation.cadence", field="cadence",
    )  # fmt: skip
    require(
        not plan.code or plan.code in FiveCo.values,
        "请从列表里选择五共事项。", code="obligation.code", field="code",
    )  # fmt: skip
    _check_due(covenant, plan)
    return {
        "party": sides[plan.party],
        "text": normalise_line(plan.text, label="事项内容", limit=LONGEST, field="text"),
        "code": plan.code,
        "cadence": plan.cadence,
        "due_on": plan.due_on,
    }


def _check_due(covenant: Covenant, plan: DutyPlan) -> None:
    code, due_on = "obligation.due_on", plan.due_on
    if due_on is None:
        return
    require(
        plan.cadence == Obligation.Cadence.ONCE,
        "定期事项不填完成期限，请只选频次。", code=code, field="due_on",
    )  # fmt: skip
    check_latest(due_on, label="完成期限", code=code, field="due_on")
    first, last = covenant.effective_from, covenant.effective_to
    fits = (first is None or first <= due_on) and (last is None or due_on <= last)
    require(fits, "完成期限应在协议有效期内，请核对。", code=code, field="due_on")
