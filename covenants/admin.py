"""The registers of covenants and projects in the web admin.

The district takes back what was entered by mistake, with a reason; other steps are taken on the
desk's page, to which every record links.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from common import clock
from covenants.models import Covenant, CovenantParty, FundingSource, Project
from covenants.operations.ending import void_covenant
from covenants.operations.projects import void_project
from orgs.admin import ReadOnlyInline, RegisterAdmin, WhyForm
from orgs.policy import Action
from orgs.scope import has_right


class PartyInline(ReadOnlyInline):
    """协议乙方."""

    model = CovenantParty

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("unit")


class FundingInline(ReadOnlyInline):
    """项目资金."""

    model = FundingSource


class VoidableAdmin(RegisterAdmin):
    """A register whose records the district may void, each with the reason typed first."""

    actions = ["void_chosen"]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        may_void = has_right(request.user, Action.VOID_COVENANTS)
        return super().get_actions(request) if may_void else {}

    def void(self, actor: Any, reason: str) -> Callable[[Model], Model]:
        """Return the operation on one record."""
        raise NotImplementedError

    @admin.action(description="作废所选记录（误录）")
    def void_chosen(self, request: HttpRequest, chosen: QuerySet) -> HttpResponse | None:
        if not has_right(request.user, Action.VOID_COVENANTS):
            raise PermissionDenied
        form = WhyForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            name = self.opts.verbose_name
            return self.ask_first(
                request,
                chosen,
                form,
                title=f"作废{name}",
                question=f"将作废以下 {chosen.count()} 份{name}，作废后不再计入统计：",
                action="void_chosen",
                button="作废",
            )
        operation = self.void(request.user, form.cleaned_data["reason"])
        self.run_on_each(request, chosen, operation, done="已作废 {count} 份。")
        return None


@admin.register(Covenant)
class CovenantAdmin(VoidableAdmin):
    """共驻共建协议."""

    list_display = [
        "title", "organization", "signed_on", "effective_from", "effective_to", "standing",
    ]  # fmt: skip
    list_filter = ["status"]
    list_select_related = ["organization"]
    search_fields = ["title", "no"]
    ordering = ["-signed_on", "-pk"]
    inlines = [PartyInline]

    @admin.display(description="状态")
    def standing(self, covenant: Covenant) -> str:
        return covenant.standing_label(clock.today())

    def void(self, actor: Any, reason: str) -> Callable[[Model], Model]:
        return lambda covenant: void_covenant(actor=actor, covenant=covenant, reason=reason)


@admin.register(Project)
class ProjectAdmin(VoidableAdmin):
    """共建项目."""

    list_display = ["name", "code_b", "lead", "confirmed_on", "planned_end", "status"]
    list_filter = ["status", "code_b"]
    list_select_related = ["lead"]
    search_fields = ["name", "no"]
    ordering = ["-confirmed_on", "-pk"]
    inlines = [FundingInline]

    def void(self, actor: Any, reason: str) -> Callable[[Model], Model]:
        return lambda project: void_project(actor=actor, project=project, reason=reason)
