"""The part of the table of access about rosters: imported, pasted, typed, told by the API."""

from tests.access.pages import DISTRICTS, LIAISONS, NOBODY, SECRETARIES, Page, form, shown, step

ROSTER_KEEPERS = SECRETARIES | LIAISONS | DISTRICTS
ROSTER_PAGES = (
    Page("members:roster-paste", "", *form(SECRETARIES, gate=NOBODY)),
    Page("members:roster-paper", "", *form(SECRETARIES, gate=NOBODY)),
    Page("orgs:import-create", "", *form(ROSTER_KEEPERS, gate=NOBODY), more=("check_in",)),
    Page("orgs:import-template", get=shown(ROSTER_KEEPERS), more=("check_in",)),
)
# Whoever may is told that the request's own key is missing.
ROSTER_STEPS = (
    Page("api:member-upsert", post=step(DISTRICTS | LIAISONS, gate=NOBODY, status=400)),
)
