"""The registers of covenants, projects and resources in the web admin.

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
from covenants.models import (
    Covenant,
    CovenantParty,
    FundingSource,
    Milestone,
    Obligation,
    ProgressEntry,
    Project,
    ProjectClaim,
    ProjectEvaluation,
    ProjectStage,
    ResourceOffer,
    ResourceRequest,
)
from covenants.operations.ending import void_covenant
from covenants.operations.projects import void_project
from orgs.admin import ReadOnlyInline, RegisterAdmin, WhyForm
from orgs.policy import Action
from orgs.scope import has_right


class PartyInline(ReadOnlyInline):
    """协议各方."""

    model = CovenantParty
    fields = ["side", "unit", "signer", "signer_post", "confirmed_on", "confirmed_way"]
    readonly_fields = ["side"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("unit", "covenant__organization")

    @admin.display(description="哪一方")
    def side(self, party: CovenantParty) -> str:
        return str(party)


class ObligationInline(ReadOnlyInline):
    """协议事项."""

    model = Obligation
    fields = ["party", "text", "code", "cadence", "due_on", "next_due_on"]
    readonly_fields = ["next_due_on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related("party__unit", "party__covenant__organization")


class FundingInline(ReadOnlyInline):
    """项目资金."""

    model = FundingSource


class StageInline(ReadOnlyInline):
    """项目阶段."""

    model = ProjectStage


class MilestoneInline(ReadOnlyInline):
    """项目节点."""

    model = Milestone


class ProgressInline(ReadOnlyInline):
    """进展记录."""

    model = ProgressEntry
    fields = ["happened_on", "text"]


class EvaluationInline(ReadOnlyInline):
    """群众评价."""

    model = ProjectEvaluation
    fields = [
        "held_on", "way", "satisfied_count", "fairly_count", "dissatisfied_count", "text",
    ]  # fmt: skip


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


class EnteredStatusFilter(admin.ChoicesFieldListFilter):
    """What people entered; whether a signed one is in force today follows from its dates."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "状态（登记）"


@admin.register(Covenant)
class CovenantAdmin(VoidableAdmin):
    """共驻共建协议."""

    list_display = [
        "title", "organization", "signed_on", "effective_from", "effective_to", "standing",
    ]  # fmt: skip
    list_filter = [("status", EnteredStatusFilter)]
    list_select_related = ["organization"]
    search_fields = ["title", "no", "parties__unit__name"]
    ordering = ["-signed_on", "-pk"]
    inlines = [PartyInline, ObligationInline]
    fields = [
        "no", "title", "organization", "status", "signed_on", "effective_from", "effective_to",
        "terminated_on", "reason", "renews", "amends", "text", "created_by", "created_at",
    ]  # fmt: skip

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
    search_fields = ["name", "no", "lead__name"]
    ordering = ["-confirmed_on", "-pk"]
    inlines = [FundingInline, StageInline, MilestoneInline, ProgressInline, EvaluationInline]
    fields = [
        "no", "name", "content", "code_b", "code_a", "lead", "lead_unit", "communities",
        "partners", "covenants", "status", "confirmed_on", "planned_end", "finished_on",
        "outcome", "reason", "is_open_to_claims", "created_by", "created_at",
    ]  # fmt: skip

    def void(self, actor: Any, reason: str) -> Callable[[Model], Model]:
        return lambda project: void_project(actor=actor, project=project, reason=reason)


@admin.register(ResourceOffer)
class ResourceOfferAdmin(RegisterAdmin):
    """驻区单位资源."""

    list_display = ["name", "kind", "unit", "available_from", "available_to", "is_withdrawn"]
    list_filter = ["kind", "is_withdrawn"]
    list_select_related = ["unit"]
    search_fields = ["name", "unit__name"]
    ordering = ["-pk"]
    fields = [
        "unit", "kind", "name", "description", "available_from", "available_to", "times",
        "conditions", "is_withdrawn", "created_by", "created_at",
    ]  # fmt: skip


@admin.register(ResourceRequest)
class ResourceRequestAdmin(RegisterAdmin):
    """资源申请."""

    list_display = ["offer", "community", "wanted_on", "state", "used_on"]
    list_filter = ["state"]
    list_select_related = ["offer", "community"]
    search_fields = ["offer__name", "offer__unit__name", "community__name"]
    ordering = ["-pk"]
    fields = [
        "offer", "community", "project", "purpose", "wanted_on", "wanted_time", "state", "answer",
        "used_on", "result", "created_by", "created_at",
    ]  # fmt: skip


@admin.register(ProjectClaim)
class ProjectClaimAdmin(RegisterAdmin):
    """项目认领."""

    list_display = ["project", "unit", "kind", "state", "created_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["project", "unit"]
    search_fields = ["project__name", "unit__name"]
    ordering = ["-pk"]
    fields = ["project", "unit", "kind", "text", "state", "answer", "created_by", "created_at"]
