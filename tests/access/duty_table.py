"""Who reads what covenants promise, enters what was done of it, and takes an entry back."""

from tests.access.pages import (
    COMMITTEES,
    LIAISONS,
    OVER,
    OVER_GRID,
    PARTIES,
    SIGNED_IN,
    Page,
    form,
    register,
    shown,
    step,
)

READERS = "district street grid"

DUTY_PAGES = (
    Page("covenants:duty-list", **register(COMMITTEES)),
    Page("covenants:unit-duty-list", **register(LIAISONS)),
    *(
        page
        for side in ("", "unit-")
        for page in (
            Page(
                f"covenants:{side}obligation-fulfil",
                "unit_duty",
                *form("community liaison", READERS),
            ),
            Page(
                f"covenants:{side}obligation-fulfil",
                "community_duty",
                *form("community", f"{READERS} liaison"),
            ),
            Page(
                f"covenants:{side}fulfilment-void",
                "units_act",
                *form("community liaison", READERS),
            ),
            Page(
                f"covenants:{side}fulfilment-void",
                "keepers_act",
                *form("community", f"{READERS} liaison"),
            ),
        )
    ),
    Page("covenants:covenant-balance", "promised", shown(OVER_GRID, COMMITTEES)),
    Page("covenants:unit-covenant-balance", "promised", shown("liaison", LIAISONS)),
    Page("covenants:resident-unit-balance", "unit", shown(OVER, COMMITTEES)),
    Page("covenants:unit-balance", get=shown(LIAISONS)),
)
DUTY_API = (
    Page("api:obligation-list", get=shown(SIGNED_IN)),
    Page("api:fulfilment-list", get=shown(SIGNED_IN)),
    Page("api:obligation-detail", "unit_duty", shown(PARTIES, SIGNED_IN)),
    Page("api:fulfilment-detail", "units_act", shown(PARTIES, SIGNED_IN)),
    Page(
        "api:obligation-fulfil",
        "unit_duty",
        post=step("community liaison", READERS),
        body={"done_on": "2025-06-01", "text": "义诊 30 人"},
    ),
    Page(
        "api:obligation-fulfil",
        "community_duty",
        post=step("community", f"{READERS} liaison"),
        body={"done_on": "2025-06-01", "text": "开放活动室"},
    ),
    Page(
        "api:fulfilment-void",
        "units_act",
        post=step("community liaison", READERS),
        body={"reason": "误录"},
    ),
    Page(
        "api:fulfilment-void",
        "keepers_act",
        post=step("community", f"{READERS} liaison"),
        body={"reason": "误录"},
    ),
)
