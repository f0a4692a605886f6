"""Addresses of the home pages, the monthly report and the figures."""

from django.urls import path

from reports.views import home, monthly, places

app_name = "reports"
urlpatterns = [
    path("desk/", home.DeskHome.as_view(), name="desk-home"),
    path("me/", home.MeHome.as_view(), name="me-home"),
    path("unit/", home.UnitHome.as_view(), name="unit-home"),
    path("desk/reports/", monthly.ReportList.as_view(), name="report-list"),
    path("desk/reports/open/", monthly.ReportOpen.as_view(), name="report-open"),
    path("desk/reports/<int:pk>/", monthly.ReportDetail.as_view(), name="report-detail"),
    path("desk/reports/<int:pk>/fill/", monthly.ReportFill.as_view(), name="report-fill"),
    path(
        "desk/reports/<int:pk>/override/", monthly.ReportOverride.as_view(), name="report-override"
    ),
    path(
        "desk/reports/<int:pk>/override/<str:code>/remove/",
        monthly.remove_override,
        name="report-override-remove",
    ),
    path("desk/reports/<int:pk>/submit/", monthly.ReportSubmit.as_view(), name="report-submit"),
    path("desk/reports/<int:pk>/approve/", monthly.ReportApprove.as_view(), name="report-approve"),
    path("desk/reports/<int:pk>/return/", monthly.ReportReturn.as_view(), name="report-return"),
    path("desk/reports/<int:pk>/accept/", monthly.ReportAccept.as_view(), name="report-accept"),
    path("desk/reports/<int:pk>/unlock/", monthly.ReportUnlock.as_view(), name="report-unlock"),
    path("stats/", places.place_home, name="place-home"),
    path("stats/<str:code>/", places.place_detail, name="place-detail"),
    path("stats/<str:code>/<str:indicator>/", places.figure_records, name="figure-records"),
]
