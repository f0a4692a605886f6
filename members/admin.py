"""The registers of members and check-ins in the web admin; numbers masked, nothing to edit."""

from django.contrib import admin

from members.models import CheckIn, Member
from orgs.admin import RegisterAdmin


@admin.register(Member)
class MemberAdmin(RegisterAdmin):
    """党员."""

    list_display = ["name", "mobile_masked", "unit", "kind", "on_job"]
    list_filter = ["kind", "on_job"]
    list_select_related = ["unit"]
    search_fields = ["name", "unit__name"]
    ordering = ["name", "pk"]
    sortable_by = ["name", "unit", "kind"]
    fields = [
        "name", "mobile_masked", "unit", "kind", "gender", "joined_on", "org_relation", "on_job",
        "flow", "specialties", "user", "created_at", "updated_at",
    ]  # fmt: skip


@admin.register(CheckIn)
class CheckInAdmin(RegisterAdmin):
    """报到."""

    list_display = ["no", "member", "unit", "community", "status", "submitted_at", "accepted_at"]
    list_filter = ["status", "basis", "channel", "is_district_direct"]
    list_select_related = ["member", "unit", "community"]
    search_fields = ["no", "member__name", "unit__name"]
    ordering = ["-submitted_at", "-pk"]
    fields = [
        "no", "member", "unit", "unit_category", "is_district_direct", "community", "grid",
        "building", "basis", "channel", "status", "submitted_at", "accepted_at", "accepted_by",
        "return_reason", "closed_on", "close_reason", "max_per_month", "emergency_ok",
        "consent_version",
    ]  # fmt: skip
