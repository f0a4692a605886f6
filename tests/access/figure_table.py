"""The table of access: figures of places (`/stats/`)."""

from tests.access.pages import (
    COMMITTEES,
    OVER,
    OVER_GRID,
    SIGNED_IN,
    Access,
    Page,
    names,
    shown,
)

# Whoever works in the district sees what all of it offers, without its members.
NEARBY = "street other_street community neighbour faraway grid liaison other_liaison"

FIGURE_PAGES = (
    Page("reports:place-home", get=shown(COMMITTEES, SIGNED_IN, status=302)),
    Page("reports:place-detail", "district_code", shown("district", SIGNED_IN)),
    Page("reports:place-detail", "community_code", shown(OVER, SIGNED_IN)),
    Page("reports:place-detail", "grid_code", shown(OVER_GRID, SIGNED_IN)),
    Page("reports:figure-records", "community_code", shown(OVER, SIGNED_IN), more=("S1.grid",)),
    Page("reports:offers", "district_code", shown(f"district {NEARBY}", SIGNED_IN)),
    Page("reports:offers", "community_code", shown(OVER, SIGNED_IN)),
    Page("reports:offers", "grid_code", shown(OVER_GRID, SIGNED_IN)),
    Page(
        "reports:offer-members",
        "district_code",
        Access(names("district"), names(NEARBY), SIGNED_IN),
    ),
    Page("reports:offer-members", "community_code", shown(OVER, SIGNED_IN)),
    Page("reports:offer-members", "grid_code", shown(OVER_GRID, SIGNED_IN)),
)
