"""What a unit's liaison has to do, one sentence each, the most urgent first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from covenants.models import Covenant, ResourceRequest
from members.models import FirstContact
from orgs.models import ResidentUnit, UnitCheckIn
from reports.covenant_work import claims_of, overdue_of, unanswered_by, unsigned_by
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
        *_covenant_tasks(unit),
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


def _covenant_tasks(unit: ResidentUnit) -> list[UnitTask | None]:
    """What the unit signs, does and answers; what it asked of others."""
    asked = f"?state={ResourceRequest.State.ASKED}"
    return [
        _counted(
            unsigned_by(unit), "{} 份共建协议等本单位签署。", "covenants:unit-covenant-list",
            f"?standing={Covenant.Status.AWAITING}",
        ),
        _counted(
            overdue_of(unit), "{} 项协议事项已过期限，请履行后登记。", "covenants:unit-duty-list",
            "?due=overdue&side=own",
        ),
        _counted(
            unanswered_by(unit), "{} 个社区的资源申请等本单位答复。",
            "covenants:unit-request-list", asked,
        ),
        _counted(
            claims_of(unit), "{} 个项目认领等社区答复。", "covenants:unit-claim-list", asked,
            is_own=False,
        ),
    ]  # fmt: skip


def _counted(
    rows: QuerySet, text: str, url_name: str, query: str, *, is_own: bool = True
) -> UnitTask | None:
    count = rows.count()
    return UnitTask(text.format(count), reverse(url_name) + query, is_own) if count else None


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
