"""The registers of districts, the tree, and its history."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from mptt.admin import MPTTModelAdmin

from orgs.admin.base import RegisterAdmin
from orgs.models import District, Organization, OrganizationEvent


class StreetListFilter(admin.SimpleListFilter):
    """One of the streets that the user sees, with everything below it."""

    title = "街道"
    parameter_name = "street"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        streets = Organization.objects.visible_to(request.user).of_tier(Organization.Tier.STREET)
        return [(street.code, street.name) for street in streets.order_by("code")]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """A code that is not among the choices finds nothing, it is not ignored."""
        if self.value() is None:
            return rows
        streets = Organization.objects.visible_to(request.user).of_tier(Organization.Tier.STREET)
        street = streets.filter(code=self.value()).first()
        return rows.within(street) if street else rows.none()


class StandingListFilter(admin.SimpleListFilter):
    """Whether a node stands, is planned or has ended."""

    title = "状态"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("established", "已成立"), ("planned", "尚未成立"), ("dissolved", "已撤销")]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        conditions = {
            "established": {"established_on__isnull": False, "dissolved_on": None},
            "planned": {"established_on": None, "dissolved_on": None},
            "dissolved": {"dissolved_on__isnull": False},
        }
        return rows.filter(**conditions.get(self.value(), {}))


@admin.register(District)
class DistrictAdmin(RegisterAdmin):
    """区."""

    list_display = ["code", "name", "is_sample"]


@admin.register(Organization)
class OrganizationAdmin(RegisterAdmin, MPTTModelAdmin):
    """党组织, indented in the order of the tree.

    Nothing is moved, merged or deleted here: the tree is written by its operations, on the desk's
    pages to which every row leads.
    """

    list_display = ["full_name", "code", "tier", "established_on", "dissolved_on"]
    list_filter = ["tier", StreetListFilter, StandingListFilter, "to_be_established", "pattern_126"]
    search_fields = ["name", "code", "^name_pinyin", "^name_initials"]
    # The order of the tree is the order that makes the indentation true.
    sortable_by = ()
    mptt_indent_field = "full_name"
    mptt_level_indent = 20
    empty_text = "还没有党组织，请在工作台上新建。"
    fields = [
        "code", "name", "tier", "parent", "district", "party_org_type", "to_be_established",
        "region_code", "established_on", "dissolved_on", "successor", "pilot_from", "pattern_126",
        "created_by", "created_at", "updated_by", "updated_at",
    ]  # fmt: skip

    @admin.display(description="名称")
    def full_name(self, organization: Organization) -> str:
        return organization.title


@admin.register(OrganizationEvent)
class OrganizationEventAdmin(RegisterAdmin):
    """沿革."""

    list_display = ["effective_on", "kind", "organization", "note", "created_by", "undone_at"]
    list_filter = ["kind"]
    list_select_related = ["organization", "created_by"]
    search_fields = ["organization__name", "organization__code"]
    ordering = ["-effective_on", "-pk"]
    fields = [
        "organization", "kind", "effective_on", "note", "created_by", "created_at", "undone_by",
        "undone_at",
    ]  # fmt: skip
    empty_text = "组织的成立、更名、划转等变动会记在这里。"
