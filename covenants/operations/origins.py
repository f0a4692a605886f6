"""What a covenant may come from: the one that it renews, or the one that it amends."""

import datetime

from common import clock
from common.violations import require
from covenants.dues import term_of
from covenants.models import Covenant
from covenants.operations.holding import locked
from covenants.transitions import is_open_to
from orgs.models import Organization, ResidentUnit

Status = Covenant.Status


def checked_renewal(
    organization: Organization, earlier: Covenant | None, first: datetime.date | None
) -> Covenant | None:
    """Return the covenant to be renewed, held; refuses `covenant.renews`, `covenant.dates`.

    Only a signed covenant of the same first party (or of the one that it went into), no supplement,
    and once: a renewal that became void does not count. `first`: what `check_follows` looks at.
    """
    if earlier is None:
        return None
    earlier = locked(earlier)
    code, field = "covenant.renews", "organization"
    require(
        _is_of(organization, earlier) and is_open_to(earlier, "renew"),
        "只能续签同一甲方已经签订过的协议，请重新选择。",
        code=code,
        field=field,
    )
    require(
        earlier.amends_id is None,
        "补充协议不单独续签，请续签它所补充的协议。",
        code=code,
        field=field,
    )
    later = earlier.renewals.exclude(status=Status.VOID).first()
    require(
        later is None,
        f"这份协议已经续签为 {later.no if later else ''}，请打开那一份办理。",
        code=code,
        field=field,
    )
    check_follows(earlier, first)
    return earlier


def check_follows(earlier: Covenant | None, first: datetime.date | None) -> None:
    """Refuse a renewal that begins while the earlier covenant binds: `covenant.dates`.

    Both would count on the same day (S3). One without an end is to be ended first.
    """
    term = None if earlier is None else term_of(earlier)
    if term is None or first is None:
        return
    code, field = "covenant.dates", "effective_from"
    require(
        term.last is not None,
        "原协议未约定期限，请先终止原协议，再办理续签。",
        code=code,
        field=field,
    )
    require(
        term.last is None or first > term.last,
        f"原协议到 {term.last} 为止有效，续签的协议请从次日或以后生效。",
        code=code,
        field=field,
    )


def checked_amended(
    organization: Organization, amended: Covenant | None, units: list[ResidentUnit]
) -> Covenant | None:
    """Return the covenant to be supplemented, held; refuses `covenant.amends`.

    Only a covenant in force of the same first party, no supplement itself, between the same sides.
    """
    if amended is None:
        return None
    amended = locked(amended)
    code, field = "covenant.amends", "organization"
    require(
        _is_of(organization, amended) and amended.is_in_force(clock.today()),
        "只能给同一甲方正在有效的协议签补充协议，请重新选择。",
        code=code,
        field=field,
    )
    require(
        amended.amends_id is None,
        "补充协议不能再签补充协议，请补充原协议。",
        code=code,
        field=field,
    )
    check_same_sides(amended, units)
    return amended


def check_same_sides(amended: Covenant, units: list[ResidentUnit]) -> None:
    """Refuse a supplement between others than the covenant's own sides: `covenant.units`."""
    sides = amended.parties.filter(unit__isnull=False).select_related("unit")
    keys = {party.unit.merged_into_id or party.unit_id for party in sides}
    require(
        keys == {unit.pk for unit in units},
        "补充协议的各方应与原协议相同；要增减单位，请另签协议。",
        code="covenant.units",
        field="units",
    )


def check_within(
    amended: Covenant | None, first: datetime.date | None, last: datetime.date | None
) -> None:
    """Refuse a supplement that reaches beyond what it amends: `covenant.dates`."""
    if amended is None:
        return
    begin, end = amended.effective_from, amended.effective_to
    require(
        first is None or (begin <= first and (end is None or first <= end)),
        f"补充协议应在原协议的有效期内生效（{_term(amended)}），请核对。",
        code="covenant.dates",
        field="effective_from",
    )
    require(
        last is None or end is None or last <= end,
        f"补充协议的到期日期不能晚于原协议（{_term(amended)}），请核对。",
        code="covenant.dates",
        field="effective_to",
    )


def check_origin(covenant: Covenant, signed_on: datetime.date, first: datetime.date) -> None:
    """Refuse to sign what came from a covenant that no longer stands, or still binds.

    `covenant.renews`: that one became void meanwhile; `covenant.dates`: it binds on the renewal's
    first day; `covenant.amends`: it has ended.
    """
    earlier, amended = covenant.renews, covenant.amends
    require(
        earlier is None or earlier.status != Status.VOID,
        "所续签的协议已经作废，请把这一份也作废，重新起草。",
        code="covenant.renews",
    )
    check_follows(earlier, first)
    binds = amended is None or (amended.status == Status.SIGNED and amended.is_in_force(signed_on))
    require(
        binds,
        "原协议在签订日期不是有效状态，不能再签补充协议。",
        code="covenant.amends",
        field="signed_on",
    )


def _is_of(organization: Organization, covenant: Covenant) -> bool:
    owner = covenant.organization
    return organization.pk in {owner.pk, owner.successor_id}


def _term(covenant: Covenant) -> str:
    return f"{covenant.effective_from} 至 {covenant.effective_to or '未约定期限'}"
