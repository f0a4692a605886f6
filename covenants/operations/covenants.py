"""The life of a covenant: drafted, submitted, signed, ended early or void.

未生效, 有效 and 已到期 follow from the dates and are never stored.
"""

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.months import Month
from common.numbers import make_no
from common.text import normalise_line, normalise_text
from common.violations import require
from covenants.models import Covenant, CovenantParty
from covenants.operations.dates import check_past, check_term
from covenants.operations.parties import check_open, checked_units, set_parties, set_signers
from covenants.transitions import is_open_to, require_state
from orgs import scope
from orgs.models import Organization, ResidentUnit
from orgs.operations.months import mark_months
from orgs.policy import Action

Status = Covenant.Status


def keeping_action(organization: Organization) -> Action:
    """Return the right that keeping the organisation's covenants needs: a street signs its own."""
    if organization.tier == Organization.Tier.STREET:
        return Action.SIGN_STREET_COVENANTS
    return Action.DRAFT_COVENANTS


def voiding_action(covenant: Covenant) -> Action:
    """Return the right that voiding needs: what was signed only the district takes back."""
    if covenant.signed_on is not None:
        return Action.VOID_COVENANTS
    return keeping_action(covenant.organization)


@transaction.atomic
def draft_covenant(
    *,
    actor: User,
    organization: Organization,
    title: str,
    units: Iterable[ResidentUnit],
    effective_from: datetime.date | None = None,
    effective_to: datetime.date | None = None,
    text: str = "",
    renews: Covenant | None = None,
) -> Covenant:
    """Draft an agreement of a street or community with units of its district.

    Refuses `covenant.organization` (not an established street or community), `covenant.units`,
    `covenant.dates`, `covenant.renews` and what `checked_units` refuses.
    """
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    scope.require(actor, keeping_action(organization), organization)
    _check_organization(organization)
    values = _checked(
        title=title, effective_from=effective_from, effective_to=effective_to, text=text
    )
    parties = _checked_parties(organization, units)
    covenant = Covenant.objects.create_by(
        actor,
        no=make_no("XY", clock.today()),
        organization=organization,
        renews=_checked_renewal(organization, renews),
        **values,
    )
    set_parties(covenant, parties)
    write_audit(
        actor=actor,
        action="covenant.draft",
        record=covenant,
        units=[unit.pk for unit in parties],
        renews=covenant.renews_id,
    )
    return covenant


@transaction.atomic
def change_covenant(
    *,
    actor: User,
    covenant: Covenant,
    version: int | None = None,
    title: str,
    units: Iterable[ResidentUnit],
    effective_from: datetime.date | None = None,
    effective_to: datetime.date | None = None,
    text: str = "",
) -> Covenant:
    """Change a draft. Refuses `covenant.state`, `record.stale` and what drafting refuses."""
    covenant = _hold(actor, covenant, "change")
    covenant.require_version(version)
    values = _checked(
        title=title, effective_from=effective_from, effective_to=effective_to, text=text
    )
    parties = _checked_parties(covenant.organization, units)
    before = {
        name: str(getattr(covenant, name))[:200]
        for name, value in values.items()
        if getattr(covenant, name) != value
    }
    covenant.change(actor, **values)
    set_parties(covenant, parties)
    write_audit(
        actor=actor,
        action="covenant.change",
        record=covenant,
        before=before,
        units=[unit.pk for unit in parties],
    )
    return covenant


@transaction.atomic
def submit_covenant(*, actor: User, covenant: Covenant) -> Covenant:
    """Close the text of a draft: from now on it waits for signatures. Refuses `covenant.state`."""
    covenant = _hold(actor, covenant, "submit")
    covenant.change(actor, status=Status.AWAITING)
    write_audit(actor=actor, action="covenant.submit", record=covenant)
    return covenant


@transaction.atomic
def sign_covenant(
    *,
    actor: User,
    covenant: Covenant,
    signed_on: datetime.date,
    effective_from: datetime.date,
    effective_to: datetime.date | None = None,
    signers: Mapping[int, tuple[str, str]] | None = None,
) -> Covenant:
    """Enter the signatures; from its first day on the agreement binds and counts.

    `signers`: unit id → (name, post). Refuses `covenant.state`, `covenant.signed_on` (in the
    future or absurd), `covenant.dates`, `covenant.units` (none), `party.closed` (by that day).
    """
    covenant = _hold(actor, covenant, "sign")
    check_past(signed_on, label="签订日期", code="covenant.signed_on")
    check_term(effective_from, effective_to)
    parties = list(CovenantParty.objects.filter(covenant=covenant).select_related("unit"))
    require(bool(parties), "协议还没有乙方，请先选择单位。", code="covenant.units")
    check_open([party.unit for party in parties], signed_on, field="signed_on")
    covenant.change(
        actor,
        status=Status.SIGNED,
        signed_on=signed_on,
        effective_from=effective_from,
        effective_to=effective_to,
    )
    set_signers(parties, signers or {})
    write_audit(
        actor=actor, action="covenant.sign", record=covenant, signed_on=signed_on.isoformat()
    )
    _mark(covenant, signed_on, effective_from)
    return covenant


@transaction.atomic
def terminate_covenant(
    *, actor: User, covenant: Covenant, terminated_on: datetime.date, reason: str
) -> Covenant:
    """End a signed agreement before its time; on that day it no longer binds.

    Refuses `covenant.state`, `covenant.terminated_on` (in the future, before the signing, after
    the expiry).
    """
    covenant = _hold(actor, covenant, "terminate")
    _check_termination(covenant, terminated_on)
    reason = normalise_line(reason, label="终止原因", limit=200)
    covenant.change(actor, status=Status.TERMINATED, terminated_on=terminated_on, reason=reason)
    write_audit(
        actor=actor,
        action="covenant.terminate",
        record=covenant,
        terminated_on=terminated_on.isoformat(),
        reason=reason,
    )
    _mark(covenant, terminated_on)
    return covenant


@transaction.atomic
def void_covenant(*, actor: User, covenant: Covenant, reason: str) -> Covenant:
    """Take back a draft; or, by the district, a signed one that was entered by mistake.

    A void covenant leaves every date that is not frozen. Refuses `covenant.state`.
    """
    covenant = _locked(covenant)
    scope.require(actor, voiding_action(covenant), covenant)
    require_state(covenant, "void")
    reason = normalise_line(reason, label="作废原因", limit=200)
    before = covenant.status
    covenant.change(actor, status=Status.VOID, reason=reason)
    write_audit(actor=actor, action="covenant.void", record=covenant, before=before, reason=reason)
    if covenant.signed_on is not None:
        _mark(covenant, covenant.signed_on, covenant.effective_from)
    return covenant


def _locked(covenant: Covenant) -> Covenant:
    rows = Covenant.objects.select_for_update(of=("self",)).select_related("organization")
    return rows.get(pk=covenant.pk)


def _hold(actor: User, covenant: Covenant, step: str) -> Covenant:
    """Lock and re-read the covenant, require the right and the state."""
    covenant = _locked(covenant)
    scope.require(actor, keeping_action(covenant.organization), covenant)
    require_state(covenant, step)
    return covenant


def _checked(
    *,
    title: str,
    effective_from: datetime.date | None,
    effective_to: datetime.date | None,
    text: str,
) -> dict[str, object]:
    """Return what a draft stores, normalised."""
    check_term(effective_from, effective_to)
    return {
        "title": normalise_line(title, label="协议名称", limit=100),
        "effective_from": effective_from,
        "effective_to": effective_to,
        "text": normalise_text(text, label="协议正文", limit=20_000, required=False),
    }


def _checked_parties(
    organization: Organization, units: Iterable[ResidentUnit]
) -> list[ResidentUnit]:
    parties = checked_units(organization, units, field="units")
    require(bool(parties), "请至少选择一个单位作为乙方。", code="covenant.units", field="units")
    return parties


def _checked_renewal(organization: Organization, earlier: Covenant | None) -> Covenant | None:
    if earlier is None:
        return None
    earlier = Covenant.objects.get(pk=earlier.pk)
    require(
        earlier.organization_id == organization.pk and is_open_to(earlier, "renew"),
        "只能续签同一甲方已经签订过的协议，请重新选择。",
        code="covenant.renews",
        field="organization",
    )
    return earlier


def _check_organization(organization: Organization) -> None:
    signs = organization.tier in {Organization.Tier.STREET, Organization.Tier.COMMUNITY}
    require(
        signs and organization.is_established(clock.today()),
        "甲方应是已成立的街道大工委或社区大党委，请重新选择。",
        code="covenant.organization",
        field="organization",
    )


def _check_termination(covenant: Covenant, day: datetime.date) -> None:
    code, field = "covenant.terminated_on", "terminated_on"
    check_past(day, label="终止日期", code=code)
    require(day >= covenant.signed_on, "终止日期不能早于签订日期，请核对。", code=code, field=field)
    require(
        covenant.effective_to is None or day <= covenant.effective_to,
        "协议到那天已经到期，不需要终止。",
        code=code,
        field=field,
    )


def _mark(covenant: Covenant, *days: datetime.date) -> None:
    """Mark the months of the days, as far as they have come."""
    reached = {Month.of(day) for day in days if day <= clock.today()}
    mark_months([covenant.organization_id], reached)
