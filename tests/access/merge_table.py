"""The table of access, the lines of look-alikes, mergers, batches and saved filters."""

from tests.access.pages import (
    DISTRICTS,
    LIAISONS,
    SECRETARIES,
    SIGNED_IN,
    Access,
    Page,
    button,
    form,
    shown,
)

# Whoever keeps members or answers check-ins somewhere.
MERGING = DISTRICTS | SECRETARIES | LIAISONS
OURS = "district community liaison"

MERGE_PAGES = (
    Page("members:merge-list", get=shown(MERGING)),
    Page("members:merge-detail", "merge", shown(OURS, MERGING)),
    Page("members:merge-undo", "merge", post=button(OURS)),
    Page("members:member-merge-pick", "doubled_member", shown(OURS, MERGING)),
    Page("members:member-merge", "member_pair", *form(OURS, "street")),
    Page("members:members-distinct", "member_pair", *form(OURS, "street")),
    Page(
        "members:check-in-batch",
        get=Access(SECRETARIES, status=302),
        post=Access(SECRETARIES, status=422),
    ),
    Page(
        "orgs:filter-save",
        post=Access(SIGNED_IN, status=302),
        body={"register": "members:member-list"},
    ),
    Page("orgs:filter-delete", "saved_filter", post=button("community")),
)
