"""Addresses of what covenants promise: overdue duties, fulfilments, balances."""

from django.urls import path

from covenants.views import duties

urlpatterns = [
    path("desk/duties/", duties.DutyList.as_view(), name="duty-list"),
    path(
        "desk/duties/<int:pk>/fulfil/",
        duties.ObligationFulfil.as_view(),
        name="obligation-fulfil",
    ),
    path(
        "desk/fulfilments/<int:pk>/void/",
        duties.FulfilmentVoid.as_view(),
        name="fulfilment-void",
    ),
    path(
        "desk/covenants/<int:pk>/balance/",
        duties.CovenantBalance.as_view(),
        name="covenant-balance",
    ),
    path(
        "desk/units/<int:pk>/balance/",
        duties.ResidentUnitBalance.as_view(),
        name="resident-unit-balance",
    ),
    path("unit/duties/", duties.UnitDutyList.as_view(), name="unit-duty-list"),
    path(
        "unit/duties/<int:pk>/fulfil/",
        duties.ObligationFulfil.as_view(),
        name="unit-obligation-fulfil",
    ),
    path(
        "unit/fulfilments/<int:pk>/void/",
        duties.FulfilmentVoid.as_view(),
        name="unit-fulfilment-void",
    ),
    path(
        "unit/covenants/<int:pk>/balance/",
        duties.UnitCovenantBalance.as_view(),
        name="unit-covenant-balance",
    ),
    path("unit/balance/", duties.own_balance, name="unit-balance"),
]
