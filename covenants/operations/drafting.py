"""Drafting an agreement: its first party, its sides, its text, what each side promises."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.numbers import make_no
from common.text import normalise_line, normalise_text
from common.violations import require
from covenants.models import Covenant
from covenants.operations.dates import check_term
from covenants.operations.duties import DutyPlan, set_obligations
from covenants.operations.holding import hold, keeping_action
from covenants.operations.origins import (
    check_follows,
    check_same_sides,
    check_within,
    checked_amended,
    checked_renewal,
)
from covenants.operations.parties import checked_units, set_parties
from orgs import scope
from orgs.models import Organization, ResidentUnit

Status = Covenant.Status


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
    obligations: Iterable[DutyPlan] = (),
    renews: Covenant | None = None,
    amends: Covenant | None = None,
) -> Covenant:
    """Draft an agreement of a street or community with units of its district.

    `renews`: the signed one that it follows, once that has ended; `amends`: the one in force that
    it supplements.
    Refuses `covenant.organization` (not an established street or community), `covenant.units`,
    `covenant.dates`, `covenant.renews`, `covenant.amends` and what `checked_units` refuses.
    """
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    scope.require(actor, keeping_action(organization), organization)
    _check_organization(organization)
    values = _checked(
        title=title, effective_from=effective_from, effective_to=effective_to, text=text
    )
    parties = _checked_parties(organization, units)
    amended = checked_amended(organization, amends, parties)
    check_within(amended, effective_from, effective_to)
    covenant = Covenant.objects.create_by(
        actor,
        no=make_no("XY", clock.today()),
        organization=organization,
        renews=checked_renewal(organization, renews, effective_from),
        amends=amended,
        **values,
    )
    set_parties(covenant, parties)
    set_obligations(covenant, obligations)
    write_audit(
        actor=actor,
        action="covenant.draft",
        record=covenant,
        units=[unit.pk for unit in parties],
        renews=covenant.renews_id,
        amends=covenant.amends_id,
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
    obligations: Iterable[DutyPlan] | None = None,
) -> Covenant:
    """Change a draft; obligations None leaves those that are there.

    Refuses `covenant.state`, `record.stale` and what drafting refuses.
    """
    covenant = hold(actor, covenant, "change", version)
    values = _checked(
        title=title, effective_from=effective_from, effective_to=effective_to, text=text
    )
    parties = _checked_parties(covenant.organization, units)
    check_within(covenant.amends, effective_from, effective_to)
    check_follows(covenant.renews, effective_from)
    if covenant.amends is not None:
        check_same_sides(covenant.amends, parties)
    before = {
        name: str(getattr(covenant, name))[:200]
        for name, value in values.items()
        if getattr(covenant, name) != value
    }
    covenant.change(actor, **values)
    set_parties(covenant, parties)
    if obligations is not None:
        set_obligations(covenant, obligations)
    write_audit(
        actor=actor,
        action="covenant.change",
        record=covenant,
        before=before,
        units=[unit.pk for unit in parties],
    )
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
        "title": normalise_line(title, label="协议名称", limit=100, field="title"),
        "effective_from": effective_from,
        "effective_to": effective_to,
        "text": normalise_text(text, label="协议正文", limit=20_000, required=False, field="text"),
    }


def _checked_parties(
    organization: Organization, units: Iterable[ResidentUnit]
) -> list[ResidentUnit]:
    parties = checked_units(organization, units, field="units")
    require(bool(parties), "请至少选择一个单位作为乙方。", code="covenant.units", field="units")
    return parties


def _check_organization(organization: Organization) -> None:
    signs = organization.tier in {Organization.Tier.STREET, Organization.Tier.COMMUNITY}
    require(
        signs and organization.is_established(clock.today()),
        "甲方应是已成立的街道大工委或社区大党委，请重新选择。",
        code="covenant.organization",
        field="organization",
    )
