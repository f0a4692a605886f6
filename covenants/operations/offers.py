"""资源清单: a unit offers what it has, changes the terms, takes the offer down."""

import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import notify_each, write_audit
from common import clock
from common.text import normalise_line, normalise_text
from common.violations import require
from covenants.models import ResourceKind, ResourceOffer, ResourceRequest
from covenants.operations.dates import EARLIEST, check_latest
from orgs import scope
from orgs.models import ResidentUnit
from orgs.operations.unit_rules import require_in_use
from orgs.policy import Action, Role
from orgs.selectors.people import holders

TAKEN_DOWN = "单位已撤下这项资源。"


@transaction.atomic
def offer_resource(
    *,
    actor: User,
    unit: ResidentUnit,
    kind: str,
    name: str,
    description: str = "",
    available_from: datetime.date | None = None,
    available_to: datetime.date | None = None,
    times: str = "",
    conditions: str = "",
) -> ResourceOffer:
    """Offer something of the unit's to the communities of its district.

    Refuses `offer.unit` (out of use or merged), `offer.kind`, `offer.dates` (ended already, or
    ending before it begins).
    """
    rows = ResidentUnit.objects.select_for_update(of=("self",)).select_related("merged_into")
    unit = rows.get(pk=unit.pk)
    scope.require(actor, Action.OFFER_RESOURCES, unit)
    require_in_use([unit], code="offer.unit")
    values = _texts(kind, name, description, times, conditions)
    _check_term(available_from, available_to)
    offer = ResourceOffer.objects.create_by(
        actor, unit=unit, available_from=available_from, available_to=available_to, **values
    )
    write_audit(actor=actor, action="offer.publish", record=offer, unit=unit.pk)
    return offer


@transaction.atomic
def change_offer(
    *,
    actor: User,
    offer: ResourceOffer,
    kind: str,
    name: str,
    version: int | None = None,
    description: str = "",
    available_from: datetime.date | None = None,
    available_to: datetime.date | None = None,
    times: str = "",
    conditions: str = "",
) -> ResourceOffer:
    """Change what is offered; what was agreed before stays agreed.

    Refuses `offer.withdrawn`, `record.stale`, `offer.asked` (another kind after somebody asked: it
    would become another thing in what the unit gave) and what offering refuses.
    """
    offer = _hold(actor, offer)
    _check_unit(offer.unit.standing)
    offer.require_version(version)
    values = _texts(kind, name, description, times, conditions)
    _check_term(available_from, available_to)
    require(
        kind == offer.kind or not offer.requests.exists(),
        "已有社区申请过这项资源，不能改种类，请另外发布一项。",
        code="offer.asked",
        field="kind",
    )
    values |= {"available_from": available_from, "available_to": available_to}
    before = {key: str(getattr(offer, key)) for key in values if getattr(offer, key) != values[key]}
    offer.change(actor, **values)
    write_audit(actor=actor, action="offer.change", record=offer, before=before)
    return offer


@transaction.atomic
def withdraw_offer(*, actor: User, offer: ResourceOffer) -> ResourceOffer:
    """Take the offer down: who still waits is declined and told; what was agreed stays agreed.

    Refuses `offer.withdrawn`.
    """
    offer = _hold(actor, offer)
    offer.change(actor, is_withdrawn=True)
    write_audit(actor=actor, action="offer.withdraw", record=offer)
    waiting = offer.requests.waiting().select_for_update(of=("self",))
    for request in waiting.select_related("offer__unit", "community"):
        _decline(actor, request)
    return offer


def locked(offer: ResourceOffer) -> ResourceOffer:
    """Lock and re-read the offer."""
    rows = ResourceOffer.objects.select_for_update(of=("self",))
    return rows.select_related("unit__merged_into").get(pk=offer.pk)


def _hold(actor: User, offer: ResourceOffer) -> ResourceOffer:
    """Lock and re-read an offer that stands, and require the unit's right."""
    offer = locked(offer)
    scope.require(actor, Action.OFFER_RESOURCES, offer)
    require(not offer.is_withdrawn, "这项资源已经撤下，不用再改。", code="offer.withdrawn")
    return offer


def _check_unit(unit: ResidentUnit) -> None:
    in_use = unit.is_in_use(clock.today())
    require(in_use, f"“{unit.name}”已停用，资源不能再改，请撤下。", code="offer.unit")


def _decline(actor: User, request: ResourceRequest) -> None:
    request.change(actor, state=ResourceRequest.State.DECLINED, answer=TAKEN_DOWN)
    write_audit(actor=actor, action="request.decline", record=request, reason=TAKEN_DOWN)
    people = holders(Role.COMMUNITY, request.community_id).values_list("pk", flat=True)
    text = f"{request.offer.unit.name}已撤下资源“{request.offer.name}”，请改选其他资源。"
    notify_each(texts=dict.fromkeys(people, text), url=request.get_absolute_url())


def _texts(kind: str, name: str, description: str, times: str, conditions: str) -> dict[str, Any]:
    known = kind in ResourceKind.values
    require(known, "请从列表里选择资源种类。", code="offer.kind", field="kind")
    optional = {
        "times": ("可用时间", times, 100),
        "conditions": ("使用条件", conditions, 200),
    }
    return {
        "kind": kind,
        "name": normalise_line(name, label="资源名称", limit=50, field="name"),
        "description": normalise_text(
            description, label="说明", limit=300, required=False, field="description"
        ),
        **{
            field: normalise_line(text, label=label, limit=limit, required=False, field=field)
            for field, (label, text, limit) in optional.items()
        },
    }


def _check_term(first: datetime.date | None, last: datetime.date | None) -> None:
    code = "offer.dates"
    require(
        first is None or first >= EARLIEST,
        "可用起始日期早于 2000 年，请核对年份。",
        code=code,
        field="available_from",
    )
    require(
        first is None or last is None or first <= last,
        "截止日期不能早于起始日期，请核对。",
        code=code,
        field="available_to",
    )
    require(
        last is None or last >= clock.today(),
        "可用截止日期已过，请改为今天或以后。",
        code=code,
        field="available_to",
    )
    check_latest(first, label="可用起始日期", code=code, field="available_from")
    check_latest(last, label="可用截止日期", code=code, field="available_to")
