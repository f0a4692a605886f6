"""The lines of what is printed of covenants and projects: forms of one, ledgers of all."""

from tests.access.pages import COMMITTEES, LIAISONS, OVER_GRID, Page, shown

COVENANT_PRINT_PAGES = (
    Page("reports:print-covenant", "draft", shown(OVER_GRID, COMMITTEES)),
    Page("reports:print-covenant", "signed", shown(OVER_GRID, COMMITTEES)),
    Page("reports:unit-print-covenant", "signed", shown("liaison", LIAISONS)),
    Page("reports:print-project", "running", shown(OVER_GRID, COMMITTEES)),
    Page("reports:covenant-ledger", get=shown(COMMITTEES)),
    Page("reports:project-ledger", get=shown(COMMITTEES)),
)
