"""一站式居民服务中心 and what they do."""

import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.text import normalise_line
from common.violations import require
from orgs.models import CentreItem, Organization, ServiceCentre
from orgs.operations.support.rules import check_past, check_place, held

Status = ServiceCentre.Status


@transaction.atomic
def register_centre(
    *, actor: User, organization: Organization, name: str, status: str, **values: Any
) -> ServiceCentre:
    """Enter a service centre of a community. Refuses `support.place`, `centre.*`."""
    place = check_place(actor, organization)
    values = clean_centre({"opened_on": None, "name": name, "status": status} | values)
    known = place.service_centres.filter(name=values["name"]).exclude(status=Status.CLOSED)
    require(not known.exists(), "该社区已有同名的服务中心。", code="centre.known", field="name")
    centre = ServiceCentre.objects.create_by(actor, organization=place, **values)
    write_audit(actor=actor, action="centre.register", record=centre, community=place.pk)
    return centre


@transaction.atomic
def change_centre(
    *, actor: User, centre: ServiceCentre, version: int | None = None, **values: Any
) -> ServiceCentre:
    """Change name, state or opening day. Refuses `centre.closed`, `record.stale`, `centre.*`."""
    centre = held(actor, centre, version)
    require(centre.status != Status.CLOSED, "已停办，不能再修改。", code="centre.closed")
    kept = {name: getattr(centre, name) for name in ("name", "status", "opened_on")}
    values = clean_centre(kept | values)
    before = {name: str(getattr(centre, name)) for name in values}
    centre.change(actor, **values)
    write_audit(actor=actor, action="centre.change", record=centre, before=before)
    return centre


@transaction.atomic
def close_centre(
    *, actor: User, centre: ServiceCentre, closed_on: datetime.date, version: int | None = None
) -> ServiceCentre:
    """运行 → 停办, from a day on. Refuses `centre.closed`, `support.day`."""
    centre = held(actor, centre, version)
    require(centre.status != Status.CLOSED, "已登记停办。", code="centre.closed")
    check_past(closed_on, label="停办日期", field="closed_on")
    require(
        centre.opened_on is None or closed_on >= centre.opened_on,
        "停办日期不能早于启用日期。",
        code="support.day",
        field="closed_on",
    )
    centre.change(actor, status=Status.CLOSED, closed_on=closed_on)
    write_audit(actor=actor, action="centre.close", record=centre, on=closed_on.isoformat())
    return centre


@transaction.atomic
def add_centre_item(
    *, actor: User, centre: ServiceCentre, name: str, provider: str = ""
) -> CentreItem:
    """Enter one thing that the centre does, and who provides it. Refuses `centre.item`."""
    centre = held(actor, centre, None)
    require(centre.status != Status.CLOSED, "已停办，不能再增加项目。", code="centre.closed")
    name = normalise_line(name, label="服务项目", limit=100, field="name")
    provider = normalise_line(provider, label="提供者", limit=100, required=False, field="provider")
    known = centre.items.current().filter(name=name).exists()
    require(not known, "该服务中心已有同名的服务项目。", code="centre.item", field="name")
    item = CentreItem.objects.create_by(actor, centre=centre, name=name, provider=provider)
    write_audit(actor=actor, action="centre.add_item", record=item, centre=centre.pk)
    return item


@transaction.atomic
def end_centre_item(*, actor: User, item: CentreItem) -> CentreItem:
    """The centre no longer does this, from today on. Refuses `centre.item_ended`."""
    item = held(actor, item, None)
    require(item.ended_on is None, "该项目已停办。", code="centre.item_ended")
    item.change(actor, ended_on=clock.today())
    write_audit(actor=actor, action="centre.end_item", record=item, centre=item.centre_id)
    return item


def clean_centre(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the register keeps them; what is open has a day since when."""
    cleaned = dict(values)
    cleaned["name"] = normalise_line(cleaned["name"], label="名称", limit=50, field="name")
    status, opened_on = cleaned["status"], cleaned["opened_on"]
    open_states = {Status.PLANNED, Status.TRIAL, Status.OPEN}
    require(status in open_states, "请选择状态。", code="centre.status", field="status")
    if opened_on is not None:
        check_past(opened_on, label="启用日期", field="opened_on")
    require(
        status != Status.OPEN or opened_on is not None,
        "运行中的服务中心请填写启用日期。",
        code="centre.opened_on",
        field="opened_on",
    )
    require(
        status != Status.PLANNED or opened_on is None,
        "筹建中的服务中心还没有启用日期。",
        code="centre.opened_on",
        field="opened_on",
    )
    return cleaned
