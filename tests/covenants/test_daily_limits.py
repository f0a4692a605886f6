"""Nobody is flooded: what is asked again and again has a limit, what goes back and forth is one
message."""

import datetime

import pytest

from accounts.models import Notification, User
from accounts.operations import read_notification
from common import clock
from common.violations import RuleViolation
from covenants.models import Covenant, Project, ProjectClaim, ResourceOffer, ResourceRequest
from covenants.operations.claims import withdraw_claim
from covenants.operations.requests import withdraw_request
from covenants.operations.signing import return_covenant, submit_covenant
from orgs.models import Organization, ResidentUnit
from tests.makers.covenants import make_covenant
from tests.makers.orgs import Places
from tests.makers.resources import (
    in_days,
    make_claim,
    make_claimable,
    make_offer,
    make_request,
)

CLAIMS, REQUESTS = 3, 5
DAY = datetime.timedelta(days=1)


@pytest.fixture
def project(community_secretary: User, community: Organization) -> Project:
    return make_claimable(community_secretary, community)


@pytest.fixture
def offer(liaison: User, unit: ResidentUnit) -> ResourceOffer:
    return make_offer(liaison, unit)


@pytest.fixture
def draft(
    community_secretary: User, community: Organization, unit: ResidentUnit, liaison: User
) -> Covenant:
    return make_covenant(community_secretary, community, unit)


def claim_and_withdraw(liaison: User, project: Project, unit: ResidentUnit) -> None:
    withdraw_claim(actor=liaison, claim=make_claim(liaison, project, unit))


def ask_and_withdraw(actor: User, offer: ResourceOffer, community: Organization) -> None:
    withdraw_request(actor=actor, request=make_request(actor, offer, community))


def submit_and_return(secretary: User, covenant: Covenant, reason: str) -> None:
    submit_covenant(actor=secretary, covenant=covenant)
    return_covenant(actor=secretary, covenant=covenant, reason=reason)


def texts_for(user: User) -> list[str]:
    rows = Notification.objects.filter(recipient=user).order_by("created_at", "pk")
    return list(rows.values_list("text", flat=True))


def test_a_unit_claims_a_project_three_times_a_day(
    project: Project, liaison: User, unit: ResidentUnit
) -> None:
    for _ in range(CLAIMS):
        claim_and_withdraw(liaison, project, unit)
    with pytest.raises(RuleViolation, match="明天再试") as refused:
        make_claim(liaison, project, unit)
    assert refused.value.code == "claim.often"
    ProjectClaim.objects.update(created_at=clock.now() - DAY)
    assert make_claim(liaison, project, unit).state == "asked"


def test_another_project_is_counted_by_itself(
    project: Project,
    community_secretary: User,
    community: Organization,
    liaison: User,
    unit: ResidentUnit,
) -> None:
    for _ in range(CLAIMS):
        claim_and_withdraw(liaison, project, unit)
    other = make_claimable(community_secretary, community, name="另一项目")
    assert make_claim(liaison, other, unit).state == "asked"


def test_a_community_asks_for_an_offer_five_times_a_day(
    offer: ResourceOffer, community_secretary: User, community: Organization
) -> None:
    for _ in range(REQUESTS):
        ask_and_withdraw(community_secretary, offer, community)
    with pytest.raises(RuleViolation, match="明天再试") as refused:
        make_request(community_secretary, offer, community, wanted_on=in_days(9))
    assert refused.value.code == "request.often"
    ResourceRequest.objects.update(created_at=clock.now() - DAY)
    assert make_request(community_secretary, offer, community).state == "asked"


def test_another_community_is_counted_by_itself(
    offer: ResourceOffer, community_secretary: User, neighbour: User, places: Places
) -> None:
    for _ in range(REQUESTS):
        ask_and_withdraw(community_secretary, offer, places.community)
    assert make_request(neighbour, offer, places.sibling).state == "asked"


def test_what_goes_back_and_forth_is_one_unread_message_of_each_kind(
    draft: Covenant, community_secretary: User, liaison: User
) -> None:
    for reason in ("错字", "日期：有误", "地点"):
        submit_and_return(community_secretary, draft, reason)
    assert texts_for(liaison) == [
        "“共驻共建协议”已提交待签，请核对内容后确认签署。",
        "“共驻共建协议”退回修改：地点",
    ]


def test_who_has_read_a_message_is_told_again(
    draft: Covenant, community_secretary: User, liaison: User
) -> None:
    submit_and_return(community_secretary, draft, "错字")
    for row in Notification.objects.filter(recipient=liaison):
        read_notification(notification=row, actor=liaison)
    submit_and_return(community_secretary, draft, "地点")
    assert [text[-2:] for text in texts_for(liaison) if "退回" in text] == ["错字", "地点"]


def test_two_covenants_of_one_title_are_told_of_apart(
    draft: Covenant,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
    liaison: User,
) -> None:
    other = make_covenant(community_secretary, community, unit)
    for covenant in (draft, other):
        submit_covenant(actor=community_secretary, covenant=covenant)
    assert len(texts_for(liaison)) == 2
