"""办公用房."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.text import normalise_line
from common.violations import require
from orgs.models import Organization, Premises, ResidentUnit
from orgs.operations.support.rules import check_amount, check_past, check_place, held

Tenure = Premises.Tenure
Status = Premises.Status
PROVIDED = {Tenure.FREE, Tenure.CHEAP, Tenure.RENTED}
MOST_AREA = 100_000
UNSTATED: dict[str, Any] = {
    "area": Decimal(0), "provider": None, "status": Status.IN_USE, "used_from": None,
    "given_up_on": None,
}  # fmt: skip


@transaction.atomic
def register_premises(
    *, actor: User, organization: Organization, tenure: str, **values: Any
) -> Premises:
    """Enter a community's office: `area`, `provider`, `address`, `problem`, `status`.

    无用房 is an entry too, with no area. Refuses `support.place`, `support.amount`,
    `premises.tenure`, `premises.provider`.
    """
    place = check_place(actor, organization)
    values = clean_premises(UNSTATED | {"tenure": tenure} | values)
    _check_provider(place, values["provider"])
    premises = Premises.objects.create_by(actor, organization=place, **values)
    write_audit(actor=actor, action="premises.register", record=premises, community=place.pk)
    return premises


@transaction.atomic
def change_premises(
    *, actor: User, premises: Premises, version: int | None = None, **values: Any
) -> Premises:
    """Change what the register holds of an office. Refuses `record.stale` and as registering."""
    premises = held(actor, premises, version)
    kept = {name: getattr(premises, name) for name in ("tenure", *UNSTATED)}
    values = clean_premises(kept | values)
    if values["provider"] != premises.provider:
        _check_provider(premises.organization, values["provider"])
    before = {name: str(getattr(premises, name)) for name in values}
    premises.change(actor, **values)
    write_audit(actor=actor, action="premises.change", record=premises, before=before)
    return premises


def clean_premises(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the register keeps them; tenure, area and provider agree."""
    cleaned = dict(values)
    tenure, provider = cleaned["tenure"], cleaned["provider"]
    require(tenure in Tenure.values, "请选择用房来源。", code="premises.tenure", field="tenure")
    cleaned["area"] = check_amount(
        cleaned["area"] or Decimal(0), label="面积", limit=MOST_AREA, field="area"
    )
    has_rooms = tenure != Tenure.NONE
    require(
        has_rooms == bool(cleaned["area"]),
        "请填写面积（平方米）。" if has_rooms else "“无用房”的面积应为 0。",
        code="support.amount",
        field="area",
    )
    require(
        provider is None or tenure in PROVIDED,
        "只有单位提供或租用的用房才填写提供单位。",
        code="premises.provider",
        field="provider",
    )
    for name, label, limit in (("address", "地址", 100), ("problem", "存在问题", 200)):
        if name in cleaned:
            cleaned[name] = normalise_line(
                cleaned[name], label=label, limit=limit, required=False, field=name
            )
    if not has_rooms and cleaned["status"] == Status.IN_USE and cleaned["used_from"] is None:
        cleaned["used_from"] = clock.today()
    _check_days(cleaned["status"], cleaned["used_from"], cleaned["given_up_on"])
    return cleaned


def _check_days(
    status: str, used_from: datetime.date | None, given_up_on: datetime.date | None
) -> None:
    """What is in use has a day since when; what was given up has both, in order."""
    require(status in Status.values, "请选择状态。", code="premises.status", field="status")
    for day, label, field in (
        (used_from, "启用日期", "used_from"),
        (given_up_on, "停用日期", "given_up_on"),
    ):
        if day is not None:
            check_past(day, label=label, field=field)
    is_begun = status != Status.PLANNED
    require(
        is_begun == (used_from is not None),
        "请填写启用日期。" if is_begun else "筹建中的用房还没有启用日期。",
        code="support.day",
        field="used_from",
    )
    is_over = status == Status.GIVEN_UP
    require(
        is_over == (given_up_on is not None),
        "请填写停用日期。" if is_over else "只有停用的用房才填写停用日期。",
        code="support.day",
        field="given_up_on",
    )
    require(
        given_up_on is None or given_up_on >= used_from,
        "停用日期不能早于启用日期。",
        code="support.day",
        field="given_up_on",
    )


def _check_provider(place: Organization, provider: ResidentUnit | None) -> None:
    if provider is None:
        return
    units = ResidentUnit.objects.active(clock.today()).filter(district=place.district_id)
    require(
        units.filter(pk=provider.pk).exists(),
        "提供单位应是本区在用的驻区单位。",
        code="premises.provider",
        field="provider",
    )
