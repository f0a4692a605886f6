"""The register of service logs in the web admin; the district reads, it confirms nothing."""

from django.contrib import admin

from orgs.admin import RegisterAdmin
from services.models import ServiceLog


@admin.register(ServiceLog)
class ServiceLogAdmin(RegisterAdmin):
    """服务记录."""

    list_display = [
        "no", "served_on", "start", "end", "member", "community", "grid", "category",
        "counted_minutes", "status", "entered_by", "confirmed_by",
    ]  # fmt: skip
    list_filter = ["status", "category", "entry"]
    list_select_related = ["member", "community", "grid", "entered_by", "confirmed_by"]
    search_fields = ["no", "member__name", "community__name"]
    ordering = ["-served_on", "-pk"]
