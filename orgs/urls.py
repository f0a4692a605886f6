"""Addresses of landing, messages, organisations and units."""

from django.urls import path

from orgs.views import common, organizations, units

app_name = "orgs"
urlpatterns = [
    path("", common.landing, name="landing"),
    path("healthz", common.healthz, name="healthz"),
    path("readyz", common.readyz, name="readyz"),
    path("suggest/", common.SuggestionCreate.as_view(), name="suggestion-create"),
    path("messages/", common.MessageList.as_view(), name="message-list"),
    path("messages/<int:pk>/open/", common.open_message, name="message-open"),
    path("desk/organizations/", organizations.OrganizationList.as_view(), name="organization-list"),
    path(
        "desk/organizations/<int:pk>/",
        organizations.OrganizationDetail.as_view(),
        name="organization-detail",
    ),
    path(
        "desk/organizations/<int:pk>/found/",
        organizations.OrganizationFound.as_view(),
        name="organization-found",
    ),
    path(
        "desk/organizations/<int:pk>/establish/",
        organizations.OrganizationEstablish.as_view(),
        name="organization-establish",
    ),
    path(
        "desk/organizations/<int:pk>/rename/",
        organizations.OrganizationRename.as_view(),
        name="organization-rename",
    ),
    path(
        "desk/organizations/<int:pk>/move/",
        organizations.OrganizationMove.as_view(),
        name="organization-move",
    ),
    path(
        "desk/organizations/<int:pk>/merge/",
        organizations.OrganizationMerge.as_view(),
        name="organization-merge",
    ),
    path("desk/units/", units.UnitList.as_view(), name="unit-list"),
    path("desk/units/new/", units.UnitCreate.as_view(), name="unit-create"),
    path("desk/units/<int:pk>/", units.UnitDetail.as_view(), name="unit-detail"),
    path("desk/units/<int:pk>/change/", units.UnitChange.as_view(), name="unit-change"),
]
