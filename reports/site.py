"""The web admin's site: who enters, and what its index shows."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode

from common import clock
from orgs.models import District
from orgs.policy import Action
from orgs.scope import has_right
from orgs.selectors.audit import audit_for
from reports.code_lists import STANDARDS, code_lists
from reports.figures import figures_of
from reports.periods import Period
from reports.waiting import waiting_for

HEADLINE = ("S1.street", "S1.community", "S1.grid", "S2", "S6", "S8", "S12.rate")
LATEST = 10
CODE_LISTS = "代码表"

# How the index groups the registers; what is not named here comes last, under its app.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "组织与单位",
        (
            "orgs.district",
            "orgs.organization",
            "orgs.organizationevent",
            "orgs.residentunit",
            "orgs.unitcheckin",
        ),
    ),
    (
        "党员与报到",
        (
            "members.member",
            "members.checkin",
            "members.firstcontact",
            "members.checkinexemption",
            "members.reactivation",
            "members.membermerge",
            "members.distinctpair",
            "members.householdlink",
        ),
    ),
    (
        "协议、项目与服务",
        (
            "covenants.covenant",
            "covenants.obligation",
            "covenants.project",
            "covenants.resourceoffer",
            "covenants.resourcerequest",
            "covenants.projectclaim",
            "services.servicelog",
        ),
    ),
    ("月报", ("reports.monthlyreport", "reports.reportexemption")),
    (
        "基层保障",
        ("orgs.communityworker", "orgs.premises", "orgs.servicecentre", "orgs.budgetline"),
    ),
    ("账号与授权", ("accounts.user", "orgs.grantrequest", "orgs.rolegrant", "orgs.handover")),
    ("审计", ("accounts.auditentry", "accounts.accessrecord")),
    ("文件与任务", ("orgs.importbatch", "orgs.exportapproval", "accounts.job")),
    ("日历、代码与意见", ("orgs.holiday", "code-lists", "accounts.suggestion")),
)
# Django's own pages that have a better one: any record's address by its key, and passwords.
UNUSED = {"view_on_site", "password_change", "password_change_done"}


class Site(AdminSite):
    """管理后台: for district and administrator roles; sign-in is the product's one door."""

    site_header = "管理后台"
    site_title = "管理后台"
    index_title = "管理后台"
    enable_nav_sidebar = False
    empty_value_display = "—"

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

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The product's one way out."""
        return redirect("account_logout")

    def get_urls(self) -> list[URLPattern]:
        own = path("code-lists/", self.admin_view(self.code_lists), name="code-lists")
        theirs = [part for part in super().get_urls() if getattr(part, "name", "") not in UNUSED]
        return [own, *theirs]

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Figures for the district, waiting work for everybody, the audit for the auditor."""
        context = {
            "waiting": waiting_for(request.user),
            "groups": self._groups(request),
            "latest": audit_for(request.user)[:LATEST] if self._audits(request) else None,
        }
        district = District.objects.visible_to(request.user, Action.READ).first()
        if district is not None:
            period = Period.as_known_on(clock.today())
            context["district"] = district
            context["figures"] = figures_of(district, period, HEADLINE)
        return super().index(request, context | (extra_context or {}))

    def code_lists(self, request: HttpRequest) -> TemplateResponse:
        """Every code list of the product: codes, names, where they come from."""
        if not self._reads_codes(request):
            raise PermissionDenied
        context = {"title": CODE_LISTS, "lists": code_lists(), "standards": STANDARDS}
        whole = self.each_context(request) | context
        return TemplateResponse(request, "admin/code_lists.html", whole)

    def _audits(self, request: HttpRequest) -> bool:
        return has_right(request.user, Action.READ_AUDIT)

    def _reads_codes(self, request: HttpRequest) -> bool:
        return has_right(request.user, Action.READ)

    def _groups(self, request: HttpRequest) -> list[tuple[str, list[dict[str, Any]]]]:
        """Return (heading, registers the user opens) in the order of `GROUPS`."""
        registers = {
            f"{part['app_label']}.{model['object_name'].lower()}": model
            for part in self.get_app_list(request)
            for model in part["models"]
        }
        if self._reads_codes(request):
            url = reverse("admin:code-lists")
            registers["code-lists"] = {"name": CODE_LISTS, "admin_url": url}
        groups = [
            (heading, [registers.pop(name) for name in names if name in registers])
            for heading, names in GROUPS
        ]
        return [group for group in [*groups, ("其他", list(registers.values()))] if group[1]]
