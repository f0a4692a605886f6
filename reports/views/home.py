"""Home pages of the desk, the member and the resident unit."""

from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView

from accounts.models import Notification
from members.models import CheckIn
from orgs.generic import RightRequiredMixin
from orgs.models import Organization
from orgs.policy import Action
from orgs.scope import grants_of, has_right
from reports.due import due_day
from reports.models import MonthlyReport
from reports.periods import last_finished_month
from reports.steps import next_step_of, print_due
from reports.tables import standing_of
from reports.todo import SUPERVISING, tasks_of, unreported

MEMBERS_PER_PAGE = 20
REGISTERED = {CheckIn.Status.REGISTERED, CheckIn.Status.TRANSFERRING}


class DeskHome(RightRequiredMixin, TemplateView):
    """工作台: what waits first, then the month's reports, then messages."""

    rights = (Action.READ,)
    template_name = "reports/desk_home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, month = self.request.user, last_finished_month()
        tasks = tasks_of(user)
        return super().get_context_data(**kwargs) | {
            "heading": "工作台",
            "places": "、".join(str(grant.place) for grant in grants_of(user)),
            "actions": self._actions(),
            "tasks": [task for task in tasks if task.count],
            "idle": [task for task in tasks if not task.count],
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
