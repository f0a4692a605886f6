"""THE table of access: every page by role, relation and method. A URL that is not here fails."""

from tests.access.account_table import ACCOUNT_PAGES
from tests.access.api_table import API, API_STEPS
from tests.access.covenant_figure_table import COVENANT_FIGURE_PAGES
from tests.access.covenant_print_table import COVENANT_PRINT_PAGES
from tests.access.covenant_table import COVENANT_PAGES
from tests.access.duty_table import DUTY_API, DUTY_PAGES
from tests.access.figure_table import FIGURE_PAGES
from tests.access.file_table import FILE_PAGES
from tests.access.first_contact_table import FIRST_CONTACT_PAGES
from tests.access.grant_table import GRANT_API, GRANT_PAGES
from tests.access.merge_table import MERGE_PAGES
from tests.access.moving_table import MOVING_PAGES, MOVING_STEPS
from tests.access.own_table import OWN_PAGES
from tests.access.pages import (
    COMMITTEES,
    DISTRICTS,
    IMPORTERS,
    KEEPING,
    LIAISONS,
    MEMBERS,
    NOBODY,
    OVER,
    OVER_GRID,
    SECRETARIES,
    SIGNED_IN,
    Page,
    button,
    form,
    register,
    shown,
)
from tests.access.print_table import PRINT_PAGES
from tests.access.project_table import PROJECT_WORK_PAGES
from tests.access.resource_table import RESOURCE_API, RESOURCE_PAGES
from tests.access.roster_table import ROSTER_PAGES, ROSTER_STEPS
from tests.access.support_table import SUPPORT_API, SUPPORT_PAGES
from tests.access.unit_side_table import UNIT_SIDE_API, UNIT_SIDE_PAGES

# Who takes out data about people; a grid only reads them.
EXPORTERS = COMMITTEES - {"grid"}

ORGANIZATIONS = (
    Page("orgs:organization-list", **register(COMMITTEES)),
    Page("orgs:organization-detail", "street", shown("district street", COMMITTEES)),
    Page("orgs:organization-detail", "community", shown(OVER, COMMITTEES)),
    Page("orgs:organization-detail", "grid", shown(OVER_GRID, COMMITTEES)),
    Page("orgs:organization-detail", "sibling", shown("district street neighbour", COMMITTEES)),
    Page("orgs:organization-found", "street", *form("district", "street")),
    Page("orgs:organization-found", "community", *form(OVER)),
    Page("orgs:organization-found", "grid", *form(OVER, "grid")),
    Page("orgs:organization-establish", "community", *form("district", "street community")),
    Page("orgs:organization-establish", "grid", *form(OVER, "grid")),
    Page("orgs:organization-rename", "street", *form("district", "street")),
    Page("orgs:organization-rename", "community", *form("district", "street community")),
    Page("orgs:organization-rename", "grid", *form(OVER, "grid")),
    *(
        page
        for name in ("move", "merge", "split", "dissolve")
        for page in (
            Page(
                f"reports:organization-{name}", "community", *form("district", "street community")
            ),
            Page(f"reports:organization-{name}", "grid", *form(OVER, "grid")),
        )
    ),
    Page("orgs:organization-pilot", "street", *form("district", "street")),
    Page("orgs:organization-pilot", "community", *form("district", "street community")),
    Page("orgs:organization-pattern", "community", *form("district", "street community")),
    Page("orgs:organization-undo", "community", post=button("district", "street community")),
    Page("orgs:organization-undo", "grid", post=button(OVER, "grid")),
    Page("orgs:tree-detail", get=shown(COMMITTEES)),
    Page("orgs:tree-compare", get=shown(COMMITTEES)),
    Page("orgs:tree-children", "street", shown("district street", COMMITTEES)),
    Page("orgs:tree-children", "community", shown(OVER, COMMITTEES)),
    Page("orgs:tree-children", "grid", shown(OVER_GRID, COMMITTEES)),
)
UNITS = (
    Page("orgs:unit-list", **register(COMMITTEES)),
    Page("orgs:unit-create", "", *form(DISTRICTS, gate=NOBODY)),
    Page("orgs:unit-duplicates", get=shown(DISTRICTS)),
    Page("reports:unit-detail", "unit", shown(OVER, COMMITTEES)),
    Page("orgs:unit-change", "unit", *form("district", "street community liaison")),
    Page("orgs:unit-declare", "unit", *form("district", "street community liaison")),
    Page("orgs:unit-close", "unit", *form("district", "street community liaison")),
    Page("orgs:unit-reopen", "closed_unit", post=button("district", "street community liaison")),
    Page("orgs:unit-phone", "unit", *form("district community liaison", "street")),
    Page("reports:unit-merge", "unit", *form("district", "street community liaison")),
    Page("orgs:unit-unmerge", "merged_unit", post=button("district", "street community liaison")),
)
AUDIT_PAGES = (
    Page("orgs:audit-list", get=shown("auditor")),
    Page("orgs:audit-detail", "audit_entry", get=shown("auditor")),
    Page("orgs:access-list", get=shown("auditor")),
    Page("orgs:audit-export", "", *form("auditor", gate=NOBODY)),
)
IMPORTS = (
    Page("orgs:import-list", get=shown(IMPORTERS)),
    Page("orgs:import-create", "", *form(DISTRICTS, gate=NOBODY), more=("unit",)),
    Page("orgs:import-template", get=shown(DISTRICTS), more=("unit",)),
    Page("orgs:import-detail", "previewed_import", shown("district", IMPORTERS)),
    Page("orgs:import-confirm", "previewed_import", *form("district", status=302)),
    Page("orgs:import-cancel", "previewed_import", post=button("district")),
    Page("orgs:import-undo", "done_import", post=button("district")),
    Page("orgs:import-errors", "done_import", shown("district", SIGNED_IN)),
)
SHARED = (
    Page("orgs:landing", get=shown(SIGNED_IN - {"stranger"}, status=302)),
    Page("orgs:export-list", get=shown(EXPORTERS | LIAISONS)),
    Page("orgs:export-approve", "asked_export", post=button("district street", "community")),
    Page("orgs:export-refuse", "asked_export", *form("district street", "community")),
    Page("orgs:message-list", get=shown(SIGNED_IN)),
    Page("orgs:message-open", "message", post=button("community")),
)
MEMBER_PAGES = (
    Page("members:my-check-in", get=shown(MEMBERS)),
    Page("members:check-in-create", "", *form(MEMBERS, gate=NOBODY)),
    Page("members:check-in-change", "registered", *form("member", f"{OVER_GRID} liaison")),
    *OWN_PAGES,
    Page("members:check-in-list", **register(COMMITTEES, EXPORTERS)),
    Page("members:check-in-enter", "", *form(SECRETARIES, gate=NOBODY)),
    Page("members:check-in-detail", "registered", shown(OVER_GRID, COMMITTEES)),
    Page("members:check-in-detail", "pending", shown(OVER, COMMITTEES)),
    Page(
        "members:check-in-accept",
        "pending",
        *form("community", "district street liaison member", status=302),
    ),
    Page(
        "members:check-in-return", "pending", *form("community", "district street liaison member")
    ),
    Page(
        "members:check-in-close",
        "registered",
        *form("community", "district street grid liaison member"),
    ),
    Page("members:member-list", **register(COMMITTEES, EXPORTERS)),
    Page("members:member-detail", "party_member", shown(OVER_GRID, COMMITTEES)),
    Page(
        "members:member-phone",
        "party_member",
        *form("district community liaison", "street grid member"),
    ),
)
PROJECT_PAGES = (
    Page("covenants:project-list", **register(COMMITTEES)),
    Page("covenants:project-create", "", *form(SECRETARIES, gate=NOBODY)),
    Page("covenants:project-detail", "running", shown(OVER_GRID, COMMITTEES)),
    *(
        Page(f"covenants:project-{step}", status, *form("community", KEEPING))
        for step, status in (
            ("change", "proposed"),
            ("confirm", "proposed"),
            ("reject", "proposed"),
            ("pause", "running"),
            ("finish", "running"),
            ("terminate", "running"),
        )
    ),
    *(
        Page(
            f"covenants:project-{step}",
            status,
            post=button("community", KEEPING),
        )
        for step, status in (("start", "confirmed"), ("resume", "paused"))
    ),
    Page("covenants:project-void", "running", *form("district", "street community grid liaison")),
    Page("covenants:unit-project-list", **register(LIAISONS)),
    Page("covenants:unit-project-detail", "running", shown("liaison", LIAISONS)),
)

SERVICE_PAGES = (
    Page("services:my-log-list", get=shown(MEMBERS)),
    Page("services:my-log-create", "", *form(MEMBERS, gate=NOBODY)),
    Page("services:my-log-correct", "own_log", *form("member", f"{OVER_GRID} liaison")),
    Page("services:my-log-acknowledge", "log_for_member", post=button("member")),
    Page("services:log-list", **register(COMMITTEES, EXPORTERS)),
    Page("services:log-create", "", *form(SECRETARIES | {"grid"}, gate=NOBODY)),
    Page("services:log-detail", "own_log", shown(OVER_GRID, COMMITTEES)),
    Page(
        "services:log-confirm",
        "own_log",
        post=button("street community grid", "district liaison member"),
    ),
    # Rows that one may not confirm are left alone, so that everybody may send the empty form.
    Page("services:log-confirm-batch", post=button(SIGNED_IN)),
    Page(
        "services:log-return",
        "own_log",
        *form("street community grid", "district liaison member"),
    ),
    Page(
        "services:log-correct", "own_log", *form("community grid", "district street liaison member")
    ),
)
REPORT_PAGES = (
    Page("reports:desk-home", get=shown(COMMITTEES)),
    Page("reports:search", get=shown(COMMITTEES)),
    Page("reports:me-home", get=shown(MEMBERS)),
    Page("reports:unit-home", get=shown(LIAISONS)),
    Page("reports:report-list", **register(COMMITTEES)),
    Page("reports:report-open", "", *form(SECRETARIES, gate=NOBODY)),
    Page("reports:report-detail", "written", shown(OVER, COMMITTEES)),
    Page("reports:report-fill", "written", *form("community", "district street")),
    Page("reports:report-override", "written", *form("community", "district street")),
    Page(
        "reports:report-override-remove",
        "written",
        post=button("community", "district street"),
        more=("S9.times",),
    ),
    Page("reports:report-submit", "written", post=button("community", "district street")),
    Page("reports:report-approve", "submitted", post=button("street", "district community")),
    Page("reports:report-return", "submitted", *form("district street", "community")),
    Page("reports:report-accept", "approved", post=button("district", "street community")),
    Page("reports:report-unlock", "accepted", *form("district", "street community")),
)
TABLE = (
    *FIGURE_PAGES, *COVENANT_FIGURE_PAGES, *FILE_PAGES,
    *ACCOUNT_PAGES, *PRINT_PAGES,
    *MERGE_PAGES, *MOVING_PAGES, *MOVING_STEPS,
    *ORGANIZATIONS, *UNITS, *IMPORTS, *SHARED, *MEMBER_PAGES, *COVENANT_PAGES, *PROJECT_PAGES,
    *PROJECT_WORK_PAGES,
    *SERVICE_PAGES, *REPORT_PAGES, *AUDIT_PAGES, *API, *API_STEPS,
    *FIRST_CONTACT_PAGES, *GRANT_PAGES, *GRANT_API, *SUPPORT_PAGES, *SUPPORT_API,
    *UNIT_SIDE_PAGES, *UNIT_SIDE_API, *ROSTER_PAGES, *ROSTER_STEPS,
    *COVENANT_PRINT_PAGES, *DUTY_PAGES, *DUTY_API,
    *RESOURCE_PAGES, *RESOURCE_API,
)  # fmt: skip

# Open to everybody, signed in or not: the whole list.
PUBLIC = frozenset(
    {
        "orgs:healthz",
        "orgs:readyz",
        "orgs:suggestion-create",
        "orgs:large-type",
        "orgs:account-activate",
        "orgs:account-activate-code",
        "members:first-contact",
        "members:first-contact-sent",
        "members:inbound-start",
        "admin:login",
        "account_login",
        "account_logout",
        "account_inactive",
        "mfa_authenticate",
    }
)
