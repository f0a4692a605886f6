"""Home pages of the desk, the member and the resident unit."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from accounts.models import Notification
from common import clock
from members.models import CheckIn
from members.selectors import own_member
from orgs.generic import RightRequiredMixin
from orgs.models import Organization, ResidentUnit
from orgs.policy import Action
from orgs.scope import grants_of, has_right
from reports.due import due_day
from reports.models import MonthlyReport
from reports.periods import last_finished_month
from reports.steps import next_step_of, print_due
from reports.tables import standing_of
from reports.todo import SUPERVISING, tasks_of, unreported
from reports.unit_works import covenants_of, members_of, projects_of
from services.models import ServiceLog
from services.selectors import own_hours

MEMBERS_PER_PAGE = 20
REGISTERED = {CheckIn.Status.REGISTERED, CheckIn.Status.TRANSFERRING}


class DeskHome(RightRequiredMixin, TemplateView):
    """工作台: what waits first, then the month's reports, then messages."""

    rights = (Action.READ,)
    template_name = "reports/desk_home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, month = self.request.user, last_finished_month()
        return super().get_context_data(**kwargs) | {
            "heading": "工作台",
            "places": "、".join(str(grant.place) for grant in grants_of(user)),
            "actions": self._actions(),
            "tasks": tasks_of(user),
            "month": month,
            "due_text": print_due(due_day(month)),
            "own_reports": self._own_reports(),
            "is_supervising": has_right(user, *SUPERVISING),
            "unreported": self._unreported(),
            "unread": Notification.objects.visible_to(user).unread().order_by("-pk")[:5],
        }

    def _actions(self) -> list[tuple[str, str]]:
        if has_right(self.request.user, Action.LOG_SERVICE):
            return [("登记服务", reverse("services:log-create"))]
        return []

    def _own_reports(self) -> list[dict[str, Any]]:
        """Each community that the user reports for, with its report of the month, if any."""
        user, month = self.request.user, last_finished_month()
        if not has_right(user, Action.FILL_REPORTS):
            return []
        reports = MonthlyReport.objects.visible_to(user, Action.FILL_REPORTS).of_month(month)
        cards = [
            {"report": report, "next_step": next_step_of(report)} | standing_of(report)
            for report in reports.for_list().select_related("community__district")[:20]
        ]
        opened = {card["report"].community_id for card in cards}
        waiting = unreported(user, Action.FILL_REPORTS)[:20]
        return cards + [{"community": place} for place in waiting if place.pk not in opened]

    def _unreported(self) -> list[Organization]:
        if not has_right(self.request.user, *SUPERVISING):
            return []
        return list(unreported(self.request.user, *SUPERVISING)[:200])


class MeHome(RightRequiredMixin, TemplateView):
    """The member's home: how the check-in stands, own services, large buttons."""

    rights = (Action.READ_OWN,)
    template_name = "reports/me_home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, year = self.request.user, clock.today().year
        member = own_member(user)
        check_in = member.check_ins.for_list().first() if member else None
        own = ServiceLog.objects.visible_to(user, Action.READ_OWN)
        return super().get_context_data(**kwargs) | {
            "heading": "首页",
            "member": member,
            "check_in": check_in,
            "can_check_in": bool(member) and not (check_in and check_in.is_open),
            "is_registered": bool(check_in) and check_in.status in REGISTERED,
            "hours": own_hours(user, year),
            "service_count": own.confirmed().filter(served_on__year=year).count(),
            "pending_count": own.pending().count(),
            "to_acknowledge": ServiceLog.objects.acknowledgeable_by(user).count(),
        }


class UnitHome(RightRequiredMixin, TemplateView):
    """The unit's home: its facts, its members' check-ins, its covenants and projects."""

    rights = (Action.READ_OWN_UNIT,)
    template_name = "reports/unit_home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        visible = ResidentUnit.objects.visible_to(user, Action.READ_OWN_UNIT).for_list()
        # Who is bound to a duplicate only still sees that one.
        units = visible.standing() if visible.standing().exists() else visible
        unit = self._chosen(units)
        members = members_of(unit)
        page = Paginator(members, MEMBERS_PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "heading": unit.name,
            "unit": unit,
            "units": units if len(units) > 1 else [],
            "facts": facts_of(unit),
            "page_obj": page,
            "checked_in_count": members.exclude(place=None).count(),
            "covenants": covenants_of(unit, user)[:10],
            "projects": projects_of(unit, user)[:10],
            "today": clock.today(),
        }

    def _chosen(self, units: QuerySet[ResidentUnit]) -> ResidentUnit:
        """The unit that the address names, else the first."""
        pk = self.request.GET.get("unit", "")
        return get_object_or_404(units, pk=pk) if pk.isdecimal() else units[0]


def facts_of(unit: ResidentUnit) -> list[tuple[str, Any]]:
    """Return what the register says of the unit."""
    return [
        ("类别", unit.get_category_display()),
        ("结对社区", unit.paired_community),
        ("所在社区", unit.located_in),
        ("党组织书记（第一责任人）", unit.first_responsible),
        ("分管领导", unit.deputy_responsible),
        ("应报到人数", unit.declared_members),
    ]
