"""The table of access: 共驻共建 in figures, and who works with whom."""

from tests.access.pages import COMMITTEES, OVER, OVER_GRID, SIGNED_IN, Page, register, shown

COVENANT_FIGURE_PAGES = (
    Page("reports:covenant-figures", "district_code", shown("district", SIGNED_IN)),
    Page("reports:covenant-figures", "community_code", shown(OVER, SIGNED_IN)),
    Page("reports:covenant-figures", "grid_code", shown(OVER_GRID, SIGNED_IN)),
    Page("reports:relation-list", **register(COMMITTEES)),
)
