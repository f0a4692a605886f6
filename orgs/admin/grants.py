"""The registers of rights: who holds them, who asked for them, posts that changed hands."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from common import clock
from orgs.admin.base import RegisterAdmin
from orgs.models import GrantRequest, HandOver, RoleGrant
from orgs.models.grants import Entitlement
from orgs.policy import Action
from orgs.selectors.rights import NOTICE_DAYS, ending_soon

PLACES = ["district", "organization", "unit"]


class EndingListFilter(admin.SimpleListFilter):
    """Rights that want a new request soon."""

    title = "到期"
    parameter_name = "ending"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("soon", f"{NOTICE_DAYS}天内到期")]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        return ending_soon(rows) if self.value() == "soon" else rows


class EntitlementAdmin(RegisterAdmin):
    """A right at one place: the three columns of places are shown as one."""

    list_filter = ["role"]
    list_select_related = ["user", *PLACES]
    search_fields = ["user__username", "user__name", "organization__name", "unit__name"]

    @admin.display(
        description="授权范围",
        ordering=Coalesce("organization__name", "unit__name", "district__name"),
    )
    def place_name(self, entitlement: Entitlement) -> str:
        return str(entitlement.place)


@admin.register(RoleGrant)
class RoleGrantAdmin(EntitlementAdmin):
    """授权."""

    rights = (Action.MANAGE_GRANTS,)
    list_filter = ["role", EndingListFilter]
    list_display = ["user", "role", "place_name", "valid_from", "valid_to", "standing"]
    ordering = ["-valid_from", "-pk"]
    fields = [
        "user", "role", "place_name", "valid_from", "valid_to", "standing", "created_by",
        "created_at", "updated_by", "updated_at",
    ]  # fmt: skip

    @admin.display(description="状态")
    def standing(self, grant: RoleGrant) -> str:
        return grant.standing_label(clock.today())


@admin.register(GrantRequest)
class GrantRequestAdmin(EntitlementAdmin):
    """授权申请."""

    rights = (Action.MANAGE_GRANTS, Action.MANAGE_ACCOUNTS)
    list_display = ["user", "role", "place_name", "state", "created_by", "created_at"]
    list_filter = ["state", "role"]
    list_select_related = ["user", "created_by", *PLACES]
    ordering = ["-pk"]
    fields = [
        "user", "role", "place_name", "valid_from", "valid_to", "reason", "state", "created_by",
        "created_at", "decided_by", "decided_at", "refusal",
    ]  # fmt: skip
    empty_text = "还没有授权申请。"


@admin.register(HandOver)
class HandOverAdmin(RegisterAdmin):
    """岗位交接."""

    rights = (Action.MANAGE_GRANTS,)
    list_display = ["handed_on", "post", "predecessor", "successor", "note"]
    list_select_related = [
        "old_grant__user", "new_grant__user", *(f"new_grant__{place}" for place in PLACES),
    ]  # fmt: skip
    ordering = ["-handed_on", "-pk"]
    fields = ["handed_on", "post", "predecessor", "successor", "note", "created_by", "created_at"]
    empty_text = "还没有岗位交接。"

    @admin.display(description="岗位")
    def post(self, hand_over: HandOver) -> str:
        grant = hand_over.new_grant
        return f"{grant.place} {grant.get_role_display()}"

    @admin.display(description="交出人", ordering="old_grant__user__name")
    def predecessor(self, hand_over: HandOver) -> str:
        return str(hand_over.old_grant.user)

    @admin.display(description="接手人", ordering="new_grant__user__name")
    def successor(self, hand_over: HandOver) -> str:
        return str(hand_over.new_grant.user)
