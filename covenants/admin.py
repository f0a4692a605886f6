"""The registers of covenants and projects in the web admin: read-only.

Steps are taken on the desk's page, to which every record links.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from common import clock
from covenants.models import Covenant, CovenantParty, FundingSource, Project
from orgs.admin import RegisterAdmin
from orgs.policy import Action
from orgs.scope import has_right


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to the record above; who sees it sees them."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_right(request.user, Action.READ)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PartyInline(ReadOnlyInline):
    """协议乙方."""

    model = CovenantParty

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("unit")


class FundingInline(ReadOnlyInline):
    """项目资金."""

    model = FundingSource


@admin.register(Covenant)
class CovenantAdmin(RegisterAdmin):
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

    def view_on_site(self, covenant: Covenant) -> str:
        return covenant.get_absolute_url()


@admin.register(Project)
class ProjectAdmin(RegisterAdmin):
    """共建项目."""

    list_display = ["name", "code_b", "lead", "confirmed_on", "planned_end", "status"]
    list_filter = ["status", "code_b"]
    list_select_related = ["lead"]
    search_fields = ["name", "no"]
    ordering = ["-confirmed_on", "-pk"]
    inlines = [FundingInline]

    def view_on_site(self, project: Project) -> str:
        return project.get_absolute_url()
