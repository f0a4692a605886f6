"""The registers of 基层保障: read here, written on the desk."""

from django.contrib import admin

from orgs.admin.base import ReadOnlyInline, RegisterAdmin
from orgs.models import BudgetLine, CentreItem, CommunityWorker, Premises, ServiceCentre


class CentreItemInline(ReadOnlyInline):
    """服务项目."""

    model = CentreItem
    fields = ["name", "provider", "ended_on"]


@admin.register(CommunityWorker)
class CommunityWorkerAdmin(RegisterAdmin):
    """社区工作者."""

    list_display = [
        "name", "organization", "duty", "structure", "hire_channel", "started_on", "ended_on",
    ]  # fmt: skip
    list_filter = ["structure", "hire_channel"]
    list_select_related = ["organization"]
    search_fields = ["name", "organization__name"]
    ordering = ["organization__code", "name", "pk"]
    empty_text = "还没有登记社区工作者。"


@admin.register(Premises)
class PremisesAdmin(RegisterAdmin):
    """办公用房."""

    list_display = ["organization", "area", "tenure", "provider", "status", "used_from"]
    list_filter = ["tenure", "status"]
    list_select_related = ["organization", "provider"]
    search_fields = ["organization__name", "provider__name", "address"]
    ordering = ["organization__code", "pk"]
    empty_text = "还没有登记办公用房。"


@admin.register(ServiceCentre)
class ServiceCentreAdmin(RegisterAdmin):
    """一站式居民服务中心, with its items."""

    list_display = ["name", "organization", "status", "opened_on", "closed_on"]
    list_filter = ["status"]
    list_select_related = ["organization"]
    search_fields = ["name", "organization__name"]
    ordering = ["organization__code", "pk"]
    inlines = [CentreItemInline]
    empty_text = "还没有登记服务中心。"


@admin.register(BudgetLine)
class BudgetLineAdmin(RegisterAdmin):
    """经费预算."""

    list_display = ["organization", "year", "item", "amount"]
    list_filter = ["year"]
    list_select_related = ["organization"]
    search_fields = ["organization__name", "item"]
    ordering = ["-year", "organization__code", "item"]
    empty_text = "还没有登记经费预算。"
