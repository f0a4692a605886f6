"""The map of the site. Which surfaces a process serves is decided in `common.surfaces`."""

from django.contrib import admin
from django.urls import include, path, register_converter
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from common.months import MonthConverter
from covenants.api.urls import registers as covenant_registers
from members.api.urls import registers as member_registers
from orgs.api.urls import registers as organization_registers
from reports.api.urls import registers as report_registers
from services.api.urls import registers as service_registers

register_converter(MonthConverter, "month")

router = SimpleRouter()
for prefix, viewset, basename in (
    *organization_registers,
    *member_registers,
    *covenant_registers,
    *service_registers,
    *report_registers,
):
    router.register(prefix, viewset, basename=basename)

urlpatterns = [
    path("", include("orgs.urls")),
    path("", include("members.urls")),
    path("", include("covenants.urls")),
    path("", include("services.urls")),
    path("", include("reports.urls")),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/v1/", include((router.urls, "api"))),
]
