"""Who drafts, signs, sends back and ends a covenant."""

from tests.access.pages import (
    COMMITTEES,
    KEEPING,
    LIAISONS,
    NOBODY,
    OVER_GRID,
    SECRETARIES,
    STREETS,
    Page,
    button,
    form,
    register,
    shown,
)

OTHERS = "district street community grid"

COVENANT_PAGES = (
    Page("covenants:covenant-list", **register(COMMITTEES)),
    Page("covenants:covenant-create", "", *form(SECRETARIES | STREETS, gate=NOBODY)),
    Page("covenants:covenant-detail", "draft", shown(OVER_GRID, COMMITTEES)),
    Page("covenants:covenant-change", "draft", *form("community", KEEPING)),
    Page("covenants:covenant-submit", "draft", post=button("community", KEEPING)),
    Page("covenants:covenant-confirm", "awaiting_covenant", *form("community", KEEPING)),
    Page("covenants:covenant-return", "awaiting_covenant", *form("community", KEEPING)),
    Page("covenants:covenant-sign", "draft", *form("community", KEEPING)),
    Page("covenants:covenant-terminate", "signed", *form("community", KEEPING)),
    Page("covenants:covenant-void", "draft", *form("community", KEEPING)),
    Page("covenants:covenant-void", "signed", *form("district", "street community grid liaison")),
    Page("covenants:unit-covenant-list", **register(LIAISONS)),
    Page("covenants:unit-covenant-detail", "signed", shown("liaison", LIAISONS)),
    Page("covenants:unit-covenant-confirm", "awaiting_covenant", *form("liaison", OTHERS)),
    Page("covenants:unit-covenant-return", "awaiting_covenant", *form("liaison", OTHERS)),
)
