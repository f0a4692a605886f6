"""The lines of the contact households, the printed forms and the numbers on them."""

from tests.access.pages import (
    COMMITTEES,
    LIAISONS,
    MEMBERS,
    OVER,
    OVER_GRID,
    SIGNED_IN,
    Page,
    form,
    register,
    shown,
)

# Who takes lists of people out; a grid only reads them.
ROSTER_KEEPERS = COMMITTEES - {"grid"} | LIAISONS

PRINT_PAGES = (
    Page("members:household-buildings", **register(COMMITTEES)),
    Page("members:building-households", "building", shown(OVER_GRID, COMMITTEES)),
    Page("members:household-link", "building", *form(OVER, "grid")),
    Page("members:household-end", "household_link", *form(OVER, "grid member")),
    Page("reports:print-list", get=shown(COMMITTEES)),
    Page("reports:print-registration", "registered", shown(OVER_GRID, COMMITTEES)),
    Page("reports:print-blank-registration", get=shown(COMMITTEES)),
    Page("reports:print-roster", "community", shown(OVER, ROSTER_KEEPERS)),
    Page("reports:print-blank-roster", get=shown(COMMITTEES)),
    Page("reports:print-introduction", "party_member", shown(OVER_GRID, COMMITTEES)),
    Page("reports:print-service-card", "party_member", shown(OVER_GRID, COMMITTEES)),
    Page("reports:unit-print-introduction", "party_member", shown("liaison", LIAISONS)),
    Page("reports:own-print-registration", "registered", shown("member", MEMBERS)),
    Page("reports:own-print-service-card", get=shown(MEMBERS)),
    Page(
        "reports:record",
        "registered_no",
        shown(f"{OVER_GRID} liaison member", SIGNED_IN, status=302),
    ),
)
