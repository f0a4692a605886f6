"""The member's home."""

from typing import Any

from django.views.generic import TemplateView

from common import clock
from members.models import CheckInExemption, HouseholdLink
from members.selectors import own_member
from members.selectors.own_check_ins import own_check_ins
from orgs.generic import RightRequiredMixin
from orgs.policy import Action
from services.models import ServiceLog
from services.selectors import own_hours


class MeHome(RightRequiredMixin, TemplateView):
    """The member's home: the next step on top, how the check-in stands, services, large buttons."""

    rights = (Action.READ_OWN,)
    template_name = "reports/me_home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, clock.today()
        member = own_member(user)
        logs = ServiceLog.objects.visible_to(user, Action.READ_OWN)
        exemptions = CheckInExemption.objects.visible_to(user, Action.READ_OWN)
        links = HouseholdLink.objects.visible_to(user, Action.READ_OWN)
        return super().get_context_data(**kwargs) | {
            "heading": "首页",
            "member": member,
            "own": own_check_ins(member),
            "exemptions": exemptions.in_force(today).order_by("-started_on"),
            "links": links.on(today).for_list(),
            "hours": own_hours(user, today.year),
            "service_count": logs.confirmed().filter(served_on__year=today.year).count(),
            "pending_count": logs.pending().count(),
            "to_acknowledge": ServiceLog.objects.acknowledgeable_by(user).count(),
        }
