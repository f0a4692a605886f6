"""Who may send members on, let them go, and let a closed registration stand again."""

from common import clock
from tests.access.pages import (
    COMMITTEES,
    OVER,
    OVER_GRID,
    Page,
    button,
    form,
    register,
    shown,
    step,
)

OTHERS = "district street grid liaison member"

MOVING_PAGES = (
    Page("members:check-in-detail", "arriving", shown("district street neighbour", COMMITTEES)),
    Page("members:check-in-transfer", "registered", *form("community", OTHERS)),
    Page("members:check-in-complete", "registered", *form("community", OTHERS)),
    Page("members:transfer-release", "asked_transfer", post=button("community", OTHERS)),
    Page("members:transfer-refuse", "asked_transfer", *form("community", OTHERS)),
    Page("members:transfer-cancel", "released_transfer", post=button("community", OTHERS)),
    Page("members:check-in-reactivate", "closed_check_in", *form("community", OTHERS)),
    Page("members:reactivation-list", **register(COMMITTEES, COMMITTEES - {"grid"})),
    Page("members:reactivation-detail", "asked_reactivation", shown(OVER, COMMITTEES)),
    Page(
        "members:reactivation-consent",
        "asked_reactivation",
        post=button("street", "district community"),
    ),
    Page(
        "members:reactivation-refuse", "asked_reactivation", *form("street", "district community")
    ),
    Page(
        "members:reactivation-withdraw",
        "asked_reactivation",
        post=button("community", "district street"),
    ),
)
MOVING_STEPS = (
    Page(
        "api:check-in-transfer",
        "registered",
        post=step("community member", f"{OVER_GRID} liaison", status=400),
    ),
    Page("api:check-in-release", "asked_transfer", post=step("community", OTHERS)),
    Page(
        "api:check-in-refuse-transfer",
        "asked_transfer",
        post=step("community", OTHERS),
        body={"reason": "请先核实住址"},
    ),
    Page(
        "api:check-in-cancel-transfer",
        "released_transfer",
        post=step("community member", f"{OVER_GRID} liaison"),
    ),
    Page(
        "api:check-in-close",
        "registered",
        post=step("community", OTHERS),
        body={"close_reason": "retired", "closed_on": f"{clock.today()}"},
    ),
    Page(
        "api:check-in-reactivate",
        "closed_check_in",
        post=step("community", OTHERS, status=202),
        body={"reason": "又搬回来了"},
    ),
)
