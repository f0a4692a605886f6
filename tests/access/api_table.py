"""The API's part of the table of access."""

from tests.access.pages import (
    KEEPING,
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
    Page("api:organization-detail", "community", shown(OVER, SIGNED_IN)),
    Page("api:organization-detail", "grid", shown(OVER_GRID, SIGNED_IN)),
    Page("api:unit-detail", "unit", shown(f"{OVER} liaison", SIGNED_IN)),
    Page("api:member-detail", "party_member", shown(f"{OVER_GRID} liaison member", SIGNED_IN)),
    Page("api:check-in-detail", "registered", shown(f"{OVER_GRID} liaison member", SIGNED_IN)),
    Page("api:covenant-detail", "signed", shown(PARTIES, SIGNED_IN)),
    Page("api:project-detail", "running", shown(PARTIES, SIGNED_IN)),
    Page("api:service-log-detail", "own_log", shown(f"{OVER_GRID} liaison member", SIGNED_IN)),
    Page("api:report-detail", "written", shown(OVER, SIGNED_IN)),
    Page("api:report-figures", "written", shown(OVER, SIGNED_IN)),
    Page("api:figure-list", "", shown("district", SIGNED_IN), query="place=411502"),
    Page("api:figure-list", "", shown(OVER, SIGNED_IN), query="place=411502005001"),
)
API_STEPS = (
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
    Page(
        "api:covenant-sign",
        "draft",
        post=step("community", KEEPING),
        body={"signed_on": "2026-03-01", "effective_from": "2026-03-01"},
    ),
    Page(
        "api:covenant-void",
        "signed",
        post=step("district", "street community grid liaison"),
        body={"reason": "误录"},
    ),
    Page(
        "api:project-confirm",
        "proposed",
        post=step("community", KEEPING),
        body={"confirmed_on": "2026-03-01"},
    ),
    Page(
        "api:project-finish",
        "running",
        post=step("community", KEEPING),
        body={"finished_on": "2026-03-01", "outcome": "已完成"},
    ),
    Page(
        "api:project-void",
        "running",
        post=step("district", "street community grid liaison"),
        body={"reason": "误录"},
    ),
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
