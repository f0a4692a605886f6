"""The table's part for the unit's pages, 单位报到 and what is said of members."""

from tests.access.pages import (
    COMMITTEES,
    DISTRICTS,
    IMPORTERS,
    LIAISONS,
    NOBODY,
    OVER,
    SIGNED_IN,
    Page,
    button,
    form,
    register,
    shown,
    step,
)

EXPORTERS = COMMITTEES - {"grid"}
KEEPERS_OF_MEMBERS = DISTRICTS | LIAISONS
PLACES = "street community grid member"

UNIT_CHECK_INS = (
    Page("orgs:unit-check-in-list", **register(COMMITTEES)),
    Page("orgs:unit-check-in-detail", "submitted_unit_check_in", shown(OVER, COMMITTEES)),
    Page(
        "orgs:unit-check-in-receive",
        "submitted_unit_check_in",
        post=button("community", "district street liaison"),
    ),
    Page(
        "orgs:unit-check-in-return",
        "submitted_unit_check_in",
        *form("community", "district street liaison"),
    ),
    Page(
        "orgs:unit-check-in-end",
        "received_unit_check_in",
        *form("district community", "street liaison"),
    ),
    *(
        Page(name, "received_unit_check_in", shown(f"{OVER} liaison", SIGNED_IN))
        for name in ("reports:unit-check-in-receipt", "reports:own-unit-check-in-receipt")
    ),
    Page("orgs:own-unit-check-in", get=shown(LIAISONS)),
    Page("orgs:own-unit-check-in-create", "", *form(LIAISONS, gate=NOBODY)),
    Page("orgs:own-unit-check-in-detail", "submitted_unit_check_in", shown("liaison", LIAISONS)),
    Page(
        "orgs:own-unit-check-in-withdraw", "submitted_unit_check_in", post=button("liaison", OVER)
    ),
    Page("orgs:own-unit-declare", "unit", *form("liaison", OVER)),
)
UNIT_IMPORTS = (
    Page("orgs:unit-import-list", get=shown(IMPORTERS)),
    Page("orgs:unit-import-create", "", *form(DISTRICTS, gate=NOBODY), more=("unit",)),
    Page("orgs:unit-import-template", get=shown(DISTRICTS), more=("unit",)),
    Page("orgs:unit-import-detail", "previewed_import", shown("district", IMPORTERS)),
    Page("orgs:unit-import-confirm", "previewed_import", *form("district", status=302)),
    Page("orgs:unit-import-cancel", "previewed_import", post=button("district")),
    Page("orgs:unit-import-undo", "done_import", post=button("district")),
    Page("orgs:unit-import-errors", "done_import", shown("district", SIGNED_IN)),
    Page("orgs:unit-export-list", get=shown(EXPORTERS | LIAISONS)),
)
KEEPING_MEMBERS = (
    *(
        Page(f"members:{side}{name}", "party_member", *form("district liaison", PLACES))
        for side in ("", "unit-")
        for name in ("member-change", "member-unit", "membership-end", "exemption-create")
    ),
    *(
        page
        for side in ("", "unit-")
        for page in (
            Page(
                f"members:{side}membership-resume",
                "left_member",
                post=button("district liaison", PLACES),
            ),
            Page(f"members:{side}exemption-list", **register(KEEPERS_OF_MEMBERS)),
            Page(
                f"members:{side}exemption-detail",
                "exemption",
                shown("district liaison", KEEPERS_OF_MEMBERS),
            ),
            Page(f"members:{side}exemption-end", "exemption", *form("district liaison", "member")),
        )
    ),
    Page("members:leaver-list", **register(COMMITTEES, EXPORTERS)),
)
UNIT_PAGES = (
    Page("reports:unit-members", **register(LIAISONS)),
    Page("reports:double-report", get=shown(LIAISONS)),
    Page("reports:double-report-document", get=shown(LIAISONS)),
    Page("members:unit-member-detail", "party_member", shown("liaison", LIAISONS)),
    Page(
        "members:unit-member-phone",
        "party_member",
        *form("district community liaison", "street grid member"),
    ),
)
UNIT_SIDE_PAGES = (*UNIT_CHECK_INS, *UNIT_IMPORTS, *KEEPING_MEMBERS, *UNIT_PAGES)
UNIT_SIDE_API = (
    Page("api:unit-check-in-list", get=shown(SIGNED_IN)),
    Page(
        "api:unit-check-in-detail", "submitted_unit_check_in", shown(f"{OVER} liaison", SIGNED_IN)
    ),
    Page("api:unit-check-in-submit", post=step(LIAISONS, gate=NOBODY, status=400)),
    Page(
        "api:unit-check-in-receive",
        "submitted_unit_check_in",
        post=step("community", "district street liaison"),
    ),
    Page(
        "api:unit-check-in-return",
        "submitted_unit_check_in",
        post=step("community", "district street liaison", status=400),
    ),
    Page("api:unit-check-in-withdraw", "submitted_unit_check_in", post=step("liaison", OVER)),
    Page(
        "api:unit-check-in-end",
        "received_unit_check_in",
        post=step("district community", "street liaison", status=400),
    ),
)
