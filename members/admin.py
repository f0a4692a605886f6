"""The registers of members and check-ins in the web admin; numbers masked, nothing to edit."""

from django.contrib import admin

from members.models import (
    CheckIn,
    CheckInExemption,
    DistinctPair,
    FirstContact,
    HouseholdLink,
    Member,
    MemberMerge,
    Reactivation,
)
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
        "name", "mobile_masked", "unit", "external_key", "kind", "gender", "joined_on", "education",
        "org_relation", "home_organization", "on_job", "left_unit_on", "left_reason", "flow",
        "specialties", "user", "duplicate_of", "merged_into", "created_at", "updated_at",
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
        "return_reason", "own_reason", "transfer_to", "transfer_basis", "transfer_reason",
        "transfer_asked_at", "previous", "closed_on", "close_reason", "is_inbound",
        "max_per_month", "emergency_ok", "consent_version",
    ]  # fmt: skip


@admin.register(Reactivation)
class ReactivationAdmin(RegisterAdmin):
    """恢复在册申请."""

    list_display = ["check_in", "state", "created_by", "created_at", "decided_by", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["check_in__member", "created_by", "decided_by"]
    search_fields = ["check_in__no", "check_in__member__name"]
    ordering = ["-pk"]
    fields = [
        "check_in", "reason", "state", "created_by", "created_at", "decided_by", "decided_at",
        "refusal", "reopened",
    ]  # fmt: skip


@admin.register(MemberMerge)
class MemberMergeAdmin(RegisterAdmin):
    """党员合并."""

    list_display = ["duplicate", "kept", "created_by", "created_at", "undone_at"]
    list_select_related = ["duplicate", "kept", "created_by"]
    search_fields = ["duplicate__name", "kept__name"]
    ordering = ["-pk"]
    fields = ["duplicate", "kept", "reason", "created_by", "created_at", "undone_by", "undone_at"]


@admin.register(DistinctPair)
class DistinctPairAdmin(RegisterAdmin):
    """非同一人."""

    list_display = ["kept", "duplicate", "reason", "created_by", "created_at"]
    list_select_related = ["kept", "duplicate", "created_by"]
    search_fields = ["kept__name", "duplicate__name"]
    ordering = ["-pk"]
    fields = ["kept", "duplicate", "reason", "created_by", "created_at"]


@admin.register(CheckInExemption)
class CheckInExemptionAdmin(RegisterAdmin):
    """免报到和区外报到."""

    list_display = ["member", "kind", "reason", "place", "receipt", "started_on", "ended_on"]
    list_filter = ["kind", "reason"]
    list_select_related = ["member"]
    search_fields = ["member__name", "receipt"]
    ordering = ["-started_on", "-pk"]
    fields = [
        "member", "kind", "reason", "place", "receipt", "started_on", "ended_on", "created_by",
        "created_at",
    ]  # fmt: skip


@admin.register(HouseholdLink)
class HouseholdLinkAdmin(RegisterAdmin):
    """联系户: codes only."""

    list_display = ["household", "member", "started_on", "ended_on"]
    list_select_related = ["household", "member"]
    search_fields = ["household__code", "member__name"]
    ordering = ["-pk"]
    fields = ["household", "member", "started_on", "ended_on", "created_by", "created_at"]


@admin.register(FirstContact)
class FirstContactAdmin(RegisterAdmin):
    """首次报到."""

    list_display = ["no", "name", "mobile_masked", "unit", "community", "state", "created_at"]
    list_filter = ["state"]
    list_select_related = ["unit", "community"]
    search_fields = ["no", "name", "unit__name"]
    ordering = ["-created_at", "-pk"]
    sortable_by = ["no", "name", "unit", "community", "state", "created_at"]
    fields = [
        "no", "name", "mobile_masked", "unit", "home_organization", "community", "basis", "state",
        "member", "check_in", "decided_by", "decided_at", "refusal", "consent_version",
        "created_at",
    ]  # fmt: skip
