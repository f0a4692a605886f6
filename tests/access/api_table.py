"""The API's part of the table of access."""

from common import clock
from tests.access.covenant_api_table import COVENANT_STEPS
from tests.access.pages import (
    DISTRICTS,
    IMPORTERS,
    MEMBERS,
    NOBODY,
    OVER,
    OVER_GRID,
    PARTIES,
    SIGNED_IN,
    Access,
    Page,
    names,
    shown,
    step,
)

API_LISTS = (
    "organization",
    "unit",
    "member",
    "check-in",
    "covenant",
    "project",
    "report",
)
API = (
    *(Page(f"api:{noun}-list", get=shown(SIGNED_IN)) for noun in API_LISTS),
    Page("api:service-log-list", get=shown(SIGNED_IN), post=step(MEMBERS, gate=NOBODY, status=400)),
    Page("api:audit-entry-list", get=shown("auditor")),
    Page("api:audit-entry-detail", "audit_entry", get=shown("auditor")),
    Page("api:access-record-list", get=shown("auditor")),
    Page("api:access-record-detail", "access_record", get=shown("auditor")),
    Page("api:organization-detail", "community", shown(OVER, SIGNED_IN)),
    Page("api:organization-detail", "grid", shown(OVER_GRID, SIGNED_IN)),
    Page("api:import-list", get=shown(SIGNED_IN), post=step(IMPORTERS, gate=NOBODY, status=400)),
    Page("api:import-detail", "previewed_import", shown("district", SIGNED_IN)),
    Page("api:import-rows", "previewed_import", shown("district", SIGNED_IN)),
    Page("api:organization-events", "community", shown(OVER, SIGNED_IN)),
    Page("api:organization-events", "grid", shown(OVER_GRID, SIGNED_IN)),
    Page("api:unit-detail", "unit", shown(f"{OVER} liaison", SIGNED_IN)),
    Page("api:member-detail", "party_member", shown(f"{OVER_GRID} liaison member", SIGNED_IN)),
    Page("api:check-in-detail", "registered", shown(f"{OVER_GRID} liaison member", SIGNED_IN)),
    Page("api:covenant-detail", "signed", shown(PARTIES, SIGNED_IN)),
    Page("api:project-detail", "running", shown(PARTIES, SIGNED_IN)),
    Page("api:service-log-detail", "own_log", shown(f"{OVER_GRID} liaison member", SIGNED_IN)),
    Page("api:report-detail", "written", shown(OVER, SIGNED_IN)),
    Page("api:report-figures", "written", shown(OVER, SIGNED_IN)),
    Page("api:figure-offers", "", shown("district", SIGNED_IN), query="place=411502"),
    Page("api:figure-offers", "", shown(OVER, SIGNED_IN), query="place=411502005001"),
    Page("api:figure-list", "", shown("district", SIGNED_IN), query="place=411502"),
    Page("api:figure-list", "", shown(OVER, SIGNED_IN), query="place=411502005001"),
)
UNIT_STEPS = (
    Page(
        "api:unit-register",
        post=step(DISTRICTS, gate=NOBODY, status=201),
        body={"name": "区民政局", "category": "district_organ"},
    ),
    *(
        Page(
            f"api:unit-{name}",
            record,
            post=step("district", "street community liaison"),
            body=body,
        )
        for name, record, body in (
            ("change", "unit", {"liaison": "王小红"}),
            ("declare", "unit", {"count": "12", "declared_on": "2026-03-01"}),
            ("close", "unit", {"active_to": f"{clock.today()}"}),
            ("reopen", "closed_unit", {}),
            ("unmerge", "merged_unit", {}),
        )
    ),
    # Without a target the one who may is told so; nobody else gets that far.
    Page("api:unit-merge", "unit", post=step("district", "street community liaison", status=400)),
)
TREE_STEPS = ("rename", "move", "merge", "split", "dissolve", "pilot", "pattern-126")
API_STEPS = (
    Page("api:organization-found-street", post=step(DISTRICTS, gate=NOBODY, status=400)),
    Page("api:organization-found", "community", post=step(OVER, status=400)),
    Page("api:organization-found", "grid", post=step(OVER, "grid", status=400)),
    *(
        page
        for name in TREE_STEPS
        for page in (
            Page(
                f"api:organization-{name}",
                "community",
                post=step("district", "street community", status=400),
            ),
            Page(f"api:organization-{name}", "grid", post=step(OVER, "grid", status=400)),
        )
    ),
    Page(
        "api:organization-undo", "community", post=step("district", "street community", status=409)
    ),
    Page("api:organization-undo", "grid", post=step(OVER, "grid", status=409)),
    Page("api:import-confirm", "previewed_import", post=step("district")),
    Page("api:import-cancel", "previewed_import", post=step("district")),
    Page("api:import-undo", "done_import", post=step("district")),
    *UNIT_STEPS,
    Page("api:check-in-submit", post=step(MEMBERS, gate=NOBODY, status=400)),
    Page(
        "api:check-in-accept", "pending", post=step("community", "district street liaison member")
    ),
    Page(
        "api:check-in-return",
        "pending",
        post=step("community", "district street liaison member"),
        body={"reason": "材料不全"},
    ),
    *COVENANT_STEPS,
    Page(
        "api:service-log-confirm",
        "own_log",
        post=step("street community grid", "district liaison member"),
    ),
    Page(
        "api:service-log-return",
        "own_log",
        post=step("street community grid", "district liaison member"),
        body={"reason": "时间不对"},
    ),
    Page("api:report-submit", "written", post=step("community", "district street")),
    Page("api:report-approve", "submitted", post=step("street", "district community")),
    Page(
        "api:report-return",
        "submitted",
        post=Access(names("street"), names("community"), SIGNED_IN, waits=names("district")),
        body={"comment": "请核对"},
    ),
    Page("api:report-accept", "approved", post=step("district", "street community")),
)
