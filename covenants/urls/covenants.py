"""Addresses of covenants."""

from django.urls import path

from covenants.views import covenants

urlpatterns = [
    path("desk/covenants/", covenants.CovenantList.as_view(), name="covenant-list"),
    path("desk/covenants/new/", covenants.CovenantCreate.as_view(), name="covenant-create"),
    path("desk/covenants/<int:pk>/", covenants.CovenantDetail.as_view(), name="covenant-detail"),
    path(
        "desk/covenants/<int:pk>/change/",
        covenants.CovenantChange.as_view(),
        name="covenant-change",
    ),
    path("desk/covenants/<int:pk>/submit/", covenants.submit_covenant, name="covenant-submit"),
    path("desk/covenants/<int:pk>/sign/", covenants.CovenantSign.as_view(), name="covenant-sign"),
    path(
        "desk/covenants/<int:pk>/terminate/",
        covenants.CovenantTerminate.as_view(),
        name="covenant-terminate",
    ),
    path("desk/covenants/<int:pk>/void/", covenants.CovenantVoid.as_view(), name="covenant-void"),
    path("unit/covenants/", covenants.UnitCovenantList.as_view(), name="unit-covenant-list"),
    path(
        "unit/covenants/<int:pk>/",
        covenants.UnitCovenantDetail.as_view(),
        name="unit-covenant-detail",
    ),
]
