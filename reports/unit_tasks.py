"""What a unit's liaison has to do, one sentence each, the most urgent first."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from members.models import FirstContact
from orgs.models import ResidentUnit, UnitCheckIn
from reports.headcounts import Headcount, State


@dataclass(frozen=True)
class UnitTask:
    """One sentence and where to work on it; `is_own`: it waits for the liaison, not for others."""

    text: str
    url: str
    is_own: bool = True


def unit_tasks(user: Any, unit: ResidentUnit, count: Headcount) -> list[UnitTask]:
    """Return what waits for the liaison, then what waits for others."""
    found = [
        _unit_check_in(unit),
        _first_contacts(user),
        _missing(unit, count),
        _declared(unit, count),
        _waiting(unit, count),
    ]
    return sorted((task for task in found if task), key=lambda task: not task.is_own)


def _unit_check_in(unit: ResidentUnit) -> UnitTask | None:
    same = ResidentUnit.objects.together_with(unit)
    held = UnitCheckIn.objects.open().filter(unit__in=same).select_related("community").first()
    if held is None:
        url = f"{reverse('orgs:own-unit-check-in')}?unit={unit.pk}"
        return UnitTask("还没有办理单位报到。", url)
    if held.status == UnitCheckIn.Status.PENDING:
        url = reverse("orgs:own-unit-check-in-detail", args=[held.pk])
        return UnitTask(f"单位报到等{held.community.name}接收。", url, is_own=False)
    return None


def _first_contacts(user: Any) -> UnitTask | None:
    count = FirstContact.objects.visible_to(user).waiting().count()
    if not count:
        return None
    url = reverse("members:unit-first-contact-list")
    return UnitTask(f"{count} 人扫码提交了首次报到，请核对是否本单位党员。", url)


def _missing(unit: ResidentUnit, count: Headcount) -> UnitTask | None:
    if not count.missing:
        return None
    return UnitTask(f"{count.missing} 名党员还没有报到。", _list_of(unit, State.MISSING))


def _waiting(unit: ResidentUnit, count: Headcount) -> UnitTask | None:
    if not count.waiting:
        return None
    url = _list_of(unit, State.WAITING)
    return UnitTask(f"{count.waiting} 名党员的报到等社区接收。", url, is_own=False)


def _declared(unit: ResidentUnit, count: Headcount) -> UnitTask | None:
    url = reverse("orgs:own-unit-declare", args=[unit.pk])
    if count.declared is None:
        return UnitTask("还没有申报应报到人数。", url)
    if count.declared != count.roster:
        return UnitTask(count.difference, url)
    return None


def _list_of(unit: ResidentUnit, state: State) -> str:
    return f"{reverse('reports:unit-members')}?unit={unit.pk}&state={state.value}"
