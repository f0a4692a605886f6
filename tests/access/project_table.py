"""Who works on a project: its money and wants, milestones and progress, evaluation, leaving."""

from collections.abc import Callable
from typing import Any

from covenants.models import Milestone, Project
from covenants.operations.progress import add_milestone
from tests.access.pages import KEEPING, Page, button, form
from tests.access.people import People
from tests.makers.covenants import CONFIRMED, make_project_in

READERS = f"{KEEPING} neighbour"


def shared(people: People, status: str) -> Project:
    """Led by 大拱桥, carried out in the neighbour's community too, with the unit as a partner."""
    places = people.places
    both = [places.community, places.sibling]
    return make_project_in(
        people["community"], places.community, status, communities=both, partners=[people.unit]
    )


def milestone(people: People) -> Milestone:
    return add_milestone(
        actor=people["community"], project=shared(people, "running"), name="完成布线",
        due_on=CONFIRMED,
    )  # fmt: skip


PROJECT_RECORDS: dict[str, Callable[[People], Any]] = {
    "shared": lambda people: shared(people, "running").pk,
    "shared_finished": lambda people: shared(people, "finished").pk,
    "milestone": lambda people: milestone(people).pk,
}
PROJECT_WORK_PAGES = (
    *(
        Page(f"covenants:{name}", "shared", *form("community", READERS))
        for name in ("milestone-add", "progress-add")
    ),
    # An empty form takes all money out, or asks for nothing: wishes like any other.
    *(
        Page(f"covenants:{name}", "shared", *form("community", READERS, status=302))
        for name in ("project-fund", "project-want")
    ),
    Page("covenants:project-evaluate", "shared_finished", *form("community", READERS)),
    Page("covenants:project-leave", "shared", *form("neighbour", f"{KEEPING} community")),
    Page("covenants:milestone-reach", "milestone", *form("community", READERS)),
    Page("covenants:milestone-drop", "milestone", post=button("community", READERS)),
)
