"""The web admin's site: who enters, and what its index shows."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode

from common import clock
from members.models import CheckIn
from orgs.models import District
from orgs.policy import Action
from orgs.scope import has_right
from reports.figures import figures_of
from reports.models import MonthlyReport
from reports.periods import Period

HEADLINE = ("S1.street", "S1.community", "S1.grid", "S2", "S6", "S8", "S12.rate")


class Site(AdminSite):
    """管理后台: for district and administrator roles; sign-in is the product's one door."""

    site_header = "共建 · 管理后台"
    site_title = "共建"
    index_title = "管理后台"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever is signed in and may not enter gets 403, not a second sign-in page."""
        may_enter = has_right(request.user, Action.ENTER_ADMIN)
        if request.user.is_authenticated and not may_enter:
            raise PermissionDenied("只有区委组织部和管理员可以进入管理后台。")
        return may_enter

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send strangers through the one sign-in page, and whoever is in to the index."""
        if self.has_permission(request):
            return redirect("admin:index")
        query = urlencode({"next": request.GET.get("next", reverse("admin:index"))})
        return redirect(f"{reverse('account_login')}?{query}")

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        context = {"figures": [], "waiting": []} | (extra_context or {})
        district = District.objects.visible_to(request.user).first()
        if district is not None:
            period = Period.as_known_on(clock.today())
            context["district"] = district
            context["figures"] = figures_of(district, period, HEADLINE)
            context["waiting"] = self._waiting(request)
        return super().index(request, context)

    def _waiting(self, request: HttpRequest) -> list[tuple[str, int, str]]:
        """Return (what waits, how many, where)."""
        reports = MonthlyReport.objects.visible_to(request.user)
        queue = reports.filter(status=MonthlyReport.Status.APPROVED).count()
        pending = CheckIn.objects.visible_to(request.user).pending().count()
        report_list = reverse("admin:reports_monthlyreport_changelist")
        return [
            ("月报待审定", queue, f"{report_list}?status__exact=approved"),
            ("报到待社区接收", pending, reverse("members:check-in-list")),
        ]
