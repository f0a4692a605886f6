"""First contacts, posters and slips in the table of access."""

from tests.access.pages import (
    COMMITTEES,
    DISTRICTS,
    LIAISONS,
    NOBODY,
    OVER,
    SECRETARIES,
    Page,
    button,
    form,
    shown,
)

FIRST_CONTACT_PAGES = (
    Page("members:first-contact-list", get=shown(COMMITTEES)),
    Page("members:first-contact-detail", "first_contact", shown(OVER, COMMITTEES)),
    Page(
        "members:first-contact-verify",
        "first_contact",
        *form("community", "district street liaison", status=302),
    ),
    Page(
        "members:first-contact-refuse",
        "first_contact",
        *form("community", "district street liaison"),
    ),
    Page("members:unit-first-contact-list", get=shown(LIAISONS)),
    Page("members:unit-first-contact-detail", "first_contact", shown("liaison", LIAISONS)),
    Page(
        "members:unit-first-contact-verify",
        "first_contact",
        *form("liaison", "district street community", status=302),
    ),
    Page(
        "members:unit-first-contact-refuse",
        "first_contact",
        *form("liaison", "district street community"),
    ),
    Page("members:entry-code", get=shown(LIAISONS), post=button(LIAISONS, gate=NOBODY)),
    Page(
        "members:unit-entry-code",
        "unit",
        *form("district", "street community liaison", status=302),
    ),
    Page("members:inbound-poster", get=shown(SECRETARIES | DISTRICTS)),
    Page(
        "members:member-slip",
        "entered_member",
        *form("community", "district street grid liaison", status=200),
    ),
)
