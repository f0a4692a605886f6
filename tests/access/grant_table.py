"""The part of the table of access about rights and hand-overs."""

from tests.access.pages import (
    COMMITTEES,
    NOBODY,
    SIGNED_IN,
    Page,
    button,
    form,
    names,
    register,
    shown,
    step,
)

ASKER, DECIDER = "system_admin", "security_admin"
BOTH = f"{ASKER} {DECIDER}"
REASON = {"reason": "岗位调整"}

GRANT_PAGES = (
    Page("orgs:grant-list", **register(BOTH)),
    Page("orgs:grant-detail", "grant", shown(BOTH)),
    Page("orgs:grant-revoke", "grant", *form(DECIDER, ASKER)),
    Page("orgs:grant-leave", "grant", *form(BOTH)),
    Page("orgs:grant-hand-over", "grant", *form(ASKER, DECIDER)),
    Page("orgs:grant-request-list", **register(BOTH)),
    Page("orgs:grant-request-pick", get=shown(ASKER)),
    Page(
        "orgs:grant-request-create",
        "community",
        *form(ASKER, gate=NOBODY),
        more=("organization", "community"),
    ),
    Page("orgs:grant-request-detail", "grant_request", shown(BOTH)),
    Page("orgs:grant-request-approve", "grant_request", post=button(DECIDER, ASKER)),
    Page("orgs:grant-request-refuse", "grant_request", *form(DECIDER, ASKER)),
    Page("orgs:grant-request-withdraw", "grant_request", post=button(ASKER, DECIDER)),
    Page("reports:hand-over-approve", "hand_over_request", post=button(DECIDER, ASKER)),
    Page("reports:hand-over-list", **register(BOTH)),
    Page("reports:hand-over-detail", "hand_over", shown(f"{BOTH} neighbour", SIGNED_IN)),
    Page("reports:hand-over-pack", get=shown(COMMITTEES | names(BOTH))),
    Page("reports:hand-over-document", "own_post", shown("community", SIGNED_IN)),
)
GRANT_API = (
    Page("api:grant-list", get=shown(SIGNED_IN)),
    Page("api:grant-detail", "grant", shown(BOTH, SIGNED_IN)),
    Page("api:grant-revoke", "grant", post=step(DECIDER, ASKER), body=REASON),
    Page("api:grant-leave", "grant", post=step(BOTH), body=REASON),
    Page("api:grant-hand-over", "grant", post=step(ASKER, DECIDER, status=400)),
    Page(
        "api:grant-request-list",
        get=shown(SIGNED_IN),
        post=step(ASKER, gate=NOBODY, status=400),
    ),
    Page("api:grant-request-detail", "grant_request", shown(BOTH, SIGNED_IN)),
    Page("api:grant-request-approve", "grant_request", post=step(DECIDER, ASKER)),
    Page("api:grant-request-refuse", "grant_request", post=step(DECIDER, ASKER), body=REASON),
    Page("api:grant-request-withdraw", "grant_request", post=step(ASKER, DECIDER)),
    Page("api:hand-over-list", get=shown(SIGNED_IN)),
    Page("api:hand-over-detail", "hand_over", shown(f"{BOTH} neighbour", SIGNED_IN)),
    Page("api:hand-over-request-list", get=shown(SIGNED_IN)),
    Page("api:hand-over-request-detail", "hand_over_request", shown(BOTH, SIGNED_IN)),
    Page("api:hand-over-request-approve", "hand_over_request", post=step(DECIDER, ASKER)),
)
