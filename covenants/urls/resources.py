"""Addresses of resources, requests for them, and claims of projects."""

from django.urls import path

from covenants.views import claims, offers, requests

DESK = [
    path("desk/offers/", offers.OfferList.as_view(), name="offer-list"),
    path("desk/offers/<int:pk>/", offers.OfferDetail.as_view(), name="offer-detail"),
    path("desk/offers/<int:pk>/ask/", requests.OfferAsk.as_view(), name="offer-ask"),
    path("desk/projects/<int:pk>/offers/", offers.ProjectOffers.as_view(), name="project-offers"),
    path("desk/requests/", requests.RequestList.as_view(), name="request-list"),
    path("desk/requests/<int:pk>/", requests.RequestDetail.as_view(), name="request-detail"),
    path("desk/requests/<int:pk>/withdraw/", requests.withdraw, name="request-withdraw"),
    path("desk/requests/<int:pk>/use/", requests.RequestUse.as_view(), name="request-use"),
    path("desk/claims/", claims.ClaimList.as_view(), name="claim-list"),
    path("desk/claims/<int:pk>/", claims.ClaimDetail.as_view(), name="claim-detail"),
    path("desk/claims/<int:pk>/answer/", claims.ClaimAnswer.as_view(), name="claim-answer"),
]
UNIT = [
    path("unit/offers/", offers.UnitOfferList.as_view(), name="unit-offer-list"),
    path("unit/offers/new/", offers.UnitOfferCreate.as_view(), name="unit-offer-create"),
    path("unit/offers/<int:pk>/", offers.UnitOfferDetail.as_view(), name="unit-offer-detail"),
    path(
        "unit/offers/<int:pk>/change/", offers.UnitOfferChange.as_view(), name="unit-offer-change"
    ),
    path("unit/offers/<int:pk>/withdraw/", offers.withdraw, name="unit-offer-withdraw"),
    path("unit/requests/", requests.UnitRequestList.as_view(), name="unit-request-list"),
    path(
        "unit/requests/<int:pk>/", requests.UnitRequestDetail.as_view(), name="unit-request-detail"
    ),
    path(
        "unit/requests/<int:pk>/answer/",
        requests.UnitRequestAnswer.as_view(),
        name="unit-request-answer",
    ),
    path("unit/projects/open/", claims.ClaimableList.as_view(), name="unit-claimable-list"),
    path(
        "unit/projects/open/<int:pk>/",
        claims.ClaimableDetail.as_view(),
        name="unit-claimable-detail",
    ),
    path(
        "unit/projects/open/<int:pk>/claim/",
        claims.ClaimCreate.as_view(),
        name="unit-claim-create",
    ),
    path("unit/claims/", claims.UnitClaimList.as_view(), name="unit-claim-list"),
    path("unit/claims/<int:pk>/", claims.UnitClaimDetail.as_view(), name="unit-claim-detail"),
    path("unit/claims/<int:pk>/withdraw/", claims.withdraw, name="unit-claim-withdraw"),
]
urlpatterns = [*DESK, *UNIT]
