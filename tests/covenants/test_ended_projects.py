"""What becomes of claims and requests when their project ends."""

from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import AuditEntry, Notification, User
from covenants.models import Project
from covenants.operations.projects import (
    finish_project,
    reject_project,
    terminate_project,
    void_project,
)
from orgs.models import Organization, ResidentUnit
from tests.makers.covenants import CONFIRMED
from tests.makers.resources import (
    make_accepted_claim,
    make_claim,
    make_claimable,
    make_offer,
    make_request,
)

ENDS = [
    ("proposed", partial(reject_project, reason="条件不具备"), "项目已否决"),
    ("proposed", partial(void_project, reason="误录"), "项目已作废"),
    ("running", partial(terminate_project, reason="单位搬迁"), "项目已终止"),
    ("running", partial(finish_project, finished_on=CONFIRMED, outcome="已装灯"), "项目已完成"),
]


@pytest.fixture
def claimable(community_secretary: User, community: Organization) -> Callable[[str], Project]:
    """A project in the state, open to claims."""
    return partial(make_claimable, community_secretary, community)


@pytest.mark.parametrize(("state", "end", "answer"), ENDS)
def test_waiting_claims_are_declined_with_the_project_and_the_unit_is_told(
    state: str,
    end: Callable[..., Project],
    answer: str,
    claimable: Callable[[str], Project],
    liaison: User,
    unit: ResidentUnit,
) -> None:
    project = claimable(state)
    claim = make_claim(liaison, project, unit)
    end(actor=project.created_by, project=project)
    claim.refresh_from_db()
    assert (claim.state, claim.answer) == ("declined", answer)
    told = Notification.objects.get(recipient=liaison)
    assert answer in told.text
    assert told.url == f"/unit/claims/{claim.pk}/"
    assert AuditEntry.objects.get(action="claim.decline").detail == {"reason": answer}


def test_what_was_accepted_and_what_was_asked_of_units_stays(
    community_secretary: User, community: Organization, liaison: User, unit: ResidentUnit
) -> None:
    project = make_claimable(community_secretary, community)
    claim = make_accepted_claim(community_secretary, liaison, project, unit)
    request = make_request(
        community_secretary, make_offer(liaison, unit), community, project=project
    )
    terminate_project(actor=community_secretary, project=project, reason="单位搬迁")
    claim.refresh_from_db()
    request.refresh_from_db()
    assert (claim.state, request.state) == ("accepted", "asked")
