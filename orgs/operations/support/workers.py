"""社区工作者."""

import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common.text import normalise_line, normalise_name
from common.violations import require
from orgs.models import CommunityWorker, Organization
from orgs.operations.support.rules import check_past, check_place, held, lock_place

Structure = CommunityWorker.Structure
HireChannel = CommunityWorker.HireChannel


@transaction.atomic
def register_worker(
    *,
    actor: User,
    organization: Organization,
    name: str,
    structure: str,
    started_on: datetime.date,
    **values: Any,
) -> CommunityWorker:
    """Enter somebody who works for a community: `duty`, `hire_channel` may follow.

    Refuses `support.place`, `support.day`, `worker.structure`, `worker.channel`, `worker.known`.
    """
    place = check_place(actor, organization)
    values |= {"name": name, "structure": structure, "started_on": started_on}
    values = clean_worker(values)
    check_single(place, values["name"])
    worker = CommunityWorker.objects.create_by(actor, organization=place, **values)
    write_audit(actor=actor, action="worker.register", record=worker, community=place.pk)
    return worker


@transaction.atomic
def change_worker(
    *, actor: User, worker: CommunityWorker, version: int | None = None, **values: Any
) -> CommunityWorker:
    """Change what the register holds of a worker. Refuses `record.stale` and as registering."""
    worker = held(actor, worker, version)
    values = clean_worker(values)
    begun = values.get("started_on", worker.started_on)
    require(
        worker.ended_on is None or begun <= worker.ended_on,
        "到岗日期不能晚于离岗日期。",
        code="support.day",
        field="started_on",
    )
    if values.get("name", worker.name) != worker.name:
        check_single(lock_place(worker.organization), values["name"])
    before = {name: str(getattr(worker, name)) for name in values}
    worker.change(actor, **values)
    write_audit(actor=actor, action="worker.change", record=worker, before=before)
    return worker


@transaction.atomic
def end_worker(
    *, actor: User, worker: CommunityWorker, ended_on: datetime.date, version: int | None = None
) -> CommunityWorker:
    """Somebody leaves: from that day they no longer count (S17). Refuses `worker.ended`."""
    worker = held(actor, worker, version)
    require(worker.ended_on is None, "已登记离岗。", code="worker.ended")
    check_past(ended_on, label="离岗日期", field="ended_on")
    require(
        ended_on >= worker.started_on,
        "离岗日期不能早于到岗日期。",
        code="support.day",
        field="ended_on",
    )
    worker.change(actor, ended_on=ended_on)
    write_audit(actor=actor, action="worker.end", record=worker, on=ended_on.isoformat())
    return worker


def clean_worker(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the register keeps them; each rule is asked of what is given."""
    cleaned = dict(values)
    if "name" in cleaned:
        cleaned["name"] = normalise_name(cleaned["name"], field="name")
    if "duty" in cleaned:
        cleaned["duty"] = normalise_line(
            cleaned["duty"], label="职务", limit=50, required=False, field="duty"
        )
    if "structure" in cleaned:
        known = cleaned["structure"] in Structure.values
        require(known, "请选择来源结构。", code="worker.structure", field="structure")
    if cleaned.get("hire_channel"):
        known = cleaned["hire_channel"] in HireChannel.values
        require(known, "请选择选聘渠道。", code="worker.channel", field="hire_channel")
    if "started_on" in cleaned:
        check_past(cleaned["started_on"], label="到岗日期", field="started_on")
    return cleaned


def check_single(place: Organization, name: str) -> None:
    require(
        not place.workers.filter(name=name, ended_on=None).exists(),
        f"{place.name}已有在岗的“{name}”；如确是同名的另一人，请在姓名后注明。",
        code="worker.known",
        field="name",
    )
