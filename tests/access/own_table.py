"""The table of access, the lines of a member's own pages."""

from tests.access.pages import MEMBERS, NOBODY, OVER, OVER_GRID, Access, Page, button, form, shown

# Whoever has the right sees the page and, sending the emptied form, is led back.
CLEAR = Access(MEMBERS, status=302)

OWN_PAGES = (
    Page("members:check-in-withdraw", "pending", *form("member", f"{OVER} liaison")),
    Page("members:own-transfer", "registered", *form("member", f"{OVER_GRID} liaison")),
    Page("members:own-transfer-cancel", "own_transferring", post=button("member")),
    Page("members:own-close", "registered", *form("member", f"{OVER_GRID} liaison")),
    Page("members:own-facts", "", *form(MEMBERS, gate=NOBODY)),
    Page("members:own-facts-clear", post=CLEAR),
    Page("reports:my-data", get=shown(MEMBERS)),
    Page("reports:my-data-export", get=shown(MEMBERS)),
)
