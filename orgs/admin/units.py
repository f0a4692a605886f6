"""The register of resident units."""

from django.contrib import admin

from orgs.admin.base import RegisterAdmin
from orgs.models import ResidentUnit, UnitCheckIn


@admin.register(ResidentUnit)
class ResidentUnitAdmin(RegisterAdmin):
    """驻区单位."""

    list_display = ["name", "category", "uscc", "located_in", "declared_members", "active_to"]
    list_filter = ["category", "is_district_direct"]
    list_select_related = ["located_in"]
    search_fields = ["name", "uscc", "^name_pinyin", "^name_initials"]
    ordering = ["name", "pk"]
    fields = [
        "name", "uscc", "category", "is_district_direct", "district", "superior_unit",
        "party_org_name", "first_responsible", "deputy_responsible", "liaison", "mobile_masked",
        "located_in", "paired_community", "declared_members", "declared_on", "active_from",
        "active_to", "merged_into", "created_at", "updated_at",
    ]  # fmt: skip


@admin.register(UnitCheckIn)
class UnitCheckInAdmin(RegisterAdmin):
    """单位报到."""

    list_display = ["no", "unit", "community", "checked_in_on", "status", "receipt_no"]
    list_filter = ["status"]
    list_select_related = ["unit", "community"]
    search_fields = ["no", "unit__name", "receipt_no"]
    ordering = ["-checked_in_on", "-pk"]
    fields = [
        "no", "unit", "community", "checked_in_on", "contact", "resources", "status", "receipt_no",
        "received_by", "received_at", "return_reason", "ended_on", "end_reason", "created_at",
    ]  # fmt: skip
