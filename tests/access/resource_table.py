"""Who offers, asks, claims and answers: 资源清单 and 项目清单."""

from common import clock
from tests.access.pages import (
    COMMITTEES,
    KEEPING,
    LIAISONS,
    NOBODY,
    OVER_GRID,
    PARTIES,
    SECRETARIES,
    SIGNED_IN,
    Page,
    button,
    form,
    register,
    shown,
    step,
)

# Every committee of the unit's district reads what the unit offers.
DISTRICTWIDE = "district street other_street community neighbour faraway grid"
BESIDE = "district street grid liaison"  # who reads a community's request without keeping it

OFFERS = (
    Page("covenants:offer-list", **register(COMMITTEES)),
    Page("covenants:offer-detail", "offer", shown(DISTRICTWIDE, COMMITTEES)),
    Page("covenants:offer-ask", "offer", *form(SECRETARIES, gate=NOBODY)),
    Page(
        "covenants:project-offers",
        "claimable",
        shown(OVER_GRID, COMMITTEES),
        step(OVER_GRID, gate=COMMITTEES, status=422),
        body={"file_format": "none"},
    ),
    Page("covenants:unit-offer-list", **register(LIAISONS)),
    Page("covenants:unit-offer-create", "", *form(LIAISONS, gate=NOBODY)),
    Page("covenants:unit-offer-detail", "offer", shown("liaison", LIAISONS)),
    Page("covenants:unit-offer-change", "offer", *form("liaison", DISTRICTWIDE)),
    Page("covenants:unit-offer-withdraw", "offer", post=button("liaison", DISTRICTWIDE)),
)
REQUESTS = (
    Page("covenants:request-list", **register(COMMITTEES)),
    Page("covenants:request-detail", "asked_request", shown(OVER_GRID, COMMITTEES)),
    Page("covenants:request-withdraw", "asked_request", post=button("community", BESIDE)),
    Page("covenants:request-use", "agreed_request", *form("community", BESIDE)),
    Page("covenants:unit-request-list", **register(LIAISONS)),
    Page("covenants:unit-request-detail", "asked_request", shown("liaison", LIAISONS)),
    Page("covenants:unit-request-answer", "asked_request", *form("liaison", OVER_GRID)),
)
CLAIMS = (
    Page("covenants:claim-list", **register(COMMITTEES)),
    Page("covenants:claim-detail", "asked_claim", shown(OVER_GRID, COMMITTEES)),
    Page("covenants:claim-answer", "asked_claim", *form("community", KEEPING)),
    Page("covenants:unit-claim-list", **register(LIAISONS)),
    Page("covenants:unit-claim-detail", "asked_claim", shown("liaison", LIAISONS)),
    Page("covenants:unit-claim-withdraw", "asked_claim", post=button("liaison", OVER_GRID)),
    Page("covenants:unit-claimable-list", **register(LIAISONS)),
    Page("covenants:unit-claimable-detail", "claimable", shown(LIAISONS)),
    Page("covenants:unit-claim-create", "claimable", *form(LIAISONS, gate=NOBODY)),
)
RESOURCE_PAGES = (*OFFERS, *REQUESTS, *CLAIMS)
RESOURCE_API = (
    *(
        Page(f"api:{noun}-list", get=shown(SIGNED_IN))
        for noun in ("resource-offer", "resource-request", "project-claim")
    ),
    Page("api:resource-offer-detail", "offer", shown(f"{DISTRICTWIDE} liaison", SIGNED_IN)),
    Page("api:resource-request-detail", "asked_request", shown(PARTIES, SIGNED_IN)),
    Page("api:project-claim-detail", "asked_claim", shown(PARTIES, SIGNED_IN)),
    Page("api:resource-offer-publish", post=step(LIAISONS, gate=NOBODY, status=400)),
    Page(
        "api:resource-offer-change",
        "offer",
        post=step("liaison", DISTRICTWIDE),
        body={"kind": "place", "name": "五楼会议室"},
    ),
    Page("api:resource-offer-withdraw", "offer", post=step("liaison", DISTRICTWIDE)),
    Page("api:resource-request-ask", post=step(SECRETARIES, gate=NOBODY, status=400)),
    Page(
        "api:resource-request-answer",
        "asked_request",
        post=step("liaison", OVER_GRID),
        body={"agrees": "true"},
    ),
    Page("api:resource-request-withdraw", "asked_request", post=step("community", BESIDE)),
    Page(
        "api:resource-request-use",
        "agreed_request",
        post=step("community", BESIDE),
        body={"used_on": f"{clock.today()}", "result": "40 人参加"},
    ),
    Page("api:project-claim-claim", post=step(LIAISONS, gate=NOBODY, status=400)),
    Page(
        "api:project-claim-answer",
        "asked_claim",
        post=step("community", KEEPING),
        body={"accepts": "true"},
    ),
    Page("api:project-claim-withdraw", "asked_claim", post=step("liaison", OVER_GRID)),
)
