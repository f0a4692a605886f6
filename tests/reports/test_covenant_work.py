"""What waits about covenants, duties, claims and resources: to-do, unit's tasks, hand-over."""

import datetime

import pytest

from accounts.models import User
from common import clock
from covenants.models import Covenant
from covenants.operations.signing import confirm_party, submit_covenant
from orgs.models import ResidentUnit
from reports.hand_over import pack_of
from reports.headcounts import Headcount
from reports.todo import tasks_of
from reports.unit_tasks import unit_tasks
from tests.conftest import SignedIn
from tests.makers.covenants import make_covenant
from tests.makers.duties import make_promised
from tests.makers.orgs import Places
from tests.makers.resources import (
    make_agreed,
    make_claim,
    make_claimable,
    make_offer,
    make_request,
)


def waiting(user: User) -> dict[str, int]:
    return {task.label: task.count for task in tasks_of(user)}


def own_tasks(user: User, unit: ResidentUnit) -> str:
    return " ".join(task.text for task in unit_tasks(user, unit, Headcount()) if task.is_own)


def others_tasks(user: User, unit: ResidentUnit) -> str:
    return " ".join(task.text for task in unit_tasks(user, unit, Headcount()) if not task.is_own)


def handed_over(user: User) -> dict[str, int]:
    return {part.title: part.count for part in pack_of(user.grants.get()).parts}


@pytest.fixture
def awaiting(community_secretary: User, places: Places, unit: ResidentUnit) -> Covenant:
    draft = make_covenant(community_secretary, places.community, unit)
    return submit_covenant(actor=community_secretary, covenant=draft)


def sign(actor: User, covenant: Covenant, **side: object) -> None:
    confirm_party(actor=actor, party=covenant.parties.get(**side), signer="王某")


def test_a_covenant_waits_for_both_until_each_has_signed(
    awaiting: Covenant, community_secretary: User, liaison: User, unit: ResidentUnit
) -> None:
    assert waiting(community_secretary)["待本级签署协议"] == 1
    assert "1 份共建协议等本单位签署" in own_tasks(liaison, unit)
    assert handed_over(community_secretary)["待本级签署的协议"] == 1
    sign(liaison, awaiting, unit=unit)
    assert "签署" not in own_tasks(liaison, unit)
    assert waiting(community_secretary)["待本级签署协议"] == 1
    sign(community_secretary, awaiting, unit=None)
    assert waiting(community_secretary)["待本级签署协议"] == 0


def test_the_street_signs_its_own_covenants_and_no_communitys(
    awaiting: Covenant, street_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    assert waiting(street_secretary)["待本级签署协议"] == 0
    draft = make_covenant(street_secretary, places.street, unit)
    submit_covenant(actor=street_secretary, covenant=draft)
    assert waiting(street_secretary)["待本级签署协议"] == 1


def test_overdue_duties_wait_for_the_community_and_the_units_own_for_the_unit(
    community_secretary: User, liaison: User, places: Places, unit: ResidentUnit
) -> None:
    make_promised(community_secretary, places.community, unit, signed_on=datetime.date(2024, 1, 1))
    assert waiting(community_secretary)["逾期未履行事项"] == 2
    assert "1 项协议事项已过期限" in own_tasks(liaison, unit)
    assert handed_over(community_secretary)["逾期未履行的协议事项"] == 2


def test_a_claim_waits_for_the_community_and_the_unit_knows_it(
    community_secretary: User, liaison: User, places: Places, unit: ResidentUnit
) -> None:
    make_claim(liaison, make_claimable(community_secretary, places.community), unit)
    assert waiting(community_secretary)["待答复项目认领"] == 1
    assert "1 个项目认领等社区答复" in others_tasks(liaison, unit)
    assert handed_over(community_secretary)["待答复的项目认领"] == 1


def test_a_request_waits_for_the_unit_then_for_the_day_then_for_the_community(
    community_secretary: User, liaison: User, places: Places, unit: ResidentUnit
) -> None:
    offer = make_offer(liaison, unit)
    make_request(community_secretary, offer, places.community)
    assert "1 个社区的资源申请等本单位答复" in own_tasks(liaison, unit)
    assert waiting(community_secretary)["待登记使用的资源"] == 0
    today = {"wanted_on": clock.today()}
    make_agreed(community_secretary, liaison, offer, places.community, **today)
    assert waiting(community_secretary)["待登记使用的资源"] == 1
    assert handed_over(community_secretary)["未办结的资源申请"] == 2


def test_every_queue_leads_to_a_page_that_opens(
    awaiting: Covenant, community_secretary: User, liaison: User, unit: ResidentUnit
) -> None:
    browser = SignedIn(community_secretary)
    for task in tasks_of(community_secretary):
        assert browser.get(task.url).status_code == 200, task.label
    unit_browser = SignedIn(liaison)
    for task in unit_tasks(liaison, unit, Headcount()):
        assert unit_browser.get(task.url).status_code == 200, task.text


def test_the_pack_says_who_signs(awaiting: Covenant, community_secretary: User) -> None:
    shown = SignedIn(community_secretary).get("/desk/hand-over/").content.decode()
    assert "等大拱桥社区签署" in shown
