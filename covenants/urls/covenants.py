"""Addresses of covenants."""

from django.urls import path

from covenants.views import covenants, drafting, signing

urlpatterns = [
    path("desk/covenants/", covenants.CovenantList.as_view(), name="covenant-list"),
    path("desk/covenants/new/", drafting.CovenantCreate.as_view(), name="covenant-create"),
    path("desk/covenants/<int:pk>/", covenants.CovenantDetail.as_view(), name="covenant-detail"),
    path(
        "desk/covenants/<int:pk>/change/",
        drafting.CovenantChange.as_view(),
        name="covenant-change",
    ),
    path("desk/covenants/<int:pk>/submit/", signing.submit_covenant, name="covenant-submit"),
    path(
        "desk/covenants/<int:pk>/confirm/",
        signing.CovenantConfirm.as_view(),
        name="covenant-confirm",
    ),
    path(
        "desk/covenants/<int:pk>/return/", signing.CovenantReturn.as_view(), name="covenant-return"
    ),
    path("desk/covenants/<int:pk>/sign/", signing.CovenantSign.as_view(), name="covenant-sign"),
    path(
        "desk/covenants/<int:pk>/terminate/",
        signing.CovenantTerminate.as_view(),
        name="covenant-terminate",
    ),
    path("desk/covenants/<int:pk>/void/", signing.CovenantVoid.as_view(), name="covenant-void"),
    path("unit/covenants/", covenants.UnitCovenantList.as_view(), name="unit-covenant-list"),
    path(
        "unit/covenants/<int:pk>/",
        covenants.UnitCovenantDetail.as_view(),
        name="unit-covenant-detail",
    ),
    path(
        "unit/covenants/<int:pk>/confirm/",
        signing.CovenantConfirm.as_view(),
        name="unit-covenant-confirm",
    ),
    path(
        "unit/covenants/<int:pk>/return/",
        signing.CovenantReturn.as_view(),
        name="unit-covenant-return",
    ),
]
