"""The steps of a check-in in the API: the same operations, 409 where a rule refuses."""

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from common import clock
from members.models import CheckIn, Reactivation
from tests.makers.members import make_registered
from tests.makers.orgs import Places


@pytest.fixture
def check_in(member: User, community_secretary: User, places: Places) -> CheckIn:
    return make_registered(member, community_secretary, places.community)


def send(user: User, check_in: CheckIn, step: str, **body: object) -> tuple[int, dict]:
    client = APIClient()
    client.force_login(user)
    answer = client.post(f"/api/v1/check-ins/{check_in.pk}/{step}/", body, format="json")
    return answer.status_code, answer.json() if answer.content else {}


def moving(places: Places, **values: object) -> dict[str, object]:
    return {"community": places.sibling.pk, "basis": "residence", "reason": "搬家"} | values


def test_a_member_moves_through_the_api(
    member: User, community_secretary: User, neighbour: User, check_in: CheckIn, places: Places
) -> None:
    asked = send(member, check_in, "transfer", **moving(places))
    assert (asked[0], asked[1]["status"]) == (200, "transferring")
    status, waiting = send(community_secretary, check_in, "release")
    assert (status, waiting["status"], waiting["previous"]) == (200, "pending", check_in.pk)
    arriving = CheckIn.objects.get(pk=waiting["id"])
    assert send(neighbour, arriving, "accept")[1]["status"] == "registered"


def test_a_rule_answers_409_with_its_code(
    member: User, community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    own = moving(places, community=places.community.pk)
    assert send(member, check_in, "transfer", **own)[1]["code"] == "check_in.same_community"
    status, body = send(community_secretary, check_in, "release")
    assert (status, body["code"]) == (409, "check_in.not_transferring")
    assert send(community_secretary, check_in, "reactivate", reason="误办")[0] == 409


@pytest.mark.parametrize("step", ["transfer", "release", "refuse-transfer", "close"])
def test_a_step_from_an_older_version_is_refused(
    community_secretary: User, check_in: CheckIn, places: Places, step: str
) -> None:
    body = moving(places) | {"close_reason": "retired", "closed_on": f"{clock.today()}"}
    status, answer = send(community_secretary, check_in, step, **body, version=99)
    assert (status, answer["code"]) == (409, "record.stale")


def test_a_transfer_is_refused_and_taken_back(
    member: User, community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    for asker, step, by, body in (
        (member, "refuse-transfer", community_secretary, {"reason": "请先核实住址"}),
        (community_secretary, "cancel-transfer", member, {}),
    ):
        assert send(asker, check_in, "transfer", **moving(places))[0] == 200
        assert send(by, check_in, step, **body)[1]["status"] == "registered"


def test_a_community_outside_the_district_is_no_choice(
    member: User, check_in: CheckIn, places: Places
) -> None:
    for community in (places.street.pk, 10**12, "x"):
        status, _ = send(member, check_in, "transfer", **moving(places, community=community))
        assert status == 400


def test_a_closed_check_in_is_asked_for_again(community_secretary: User, check_in: CheckIn) -> None:
    body = {"close_reason": "retired", "closed_on": f"{clock.today()}"}
    assert send(community_secretary, check_in, "close", **body)[1]["status"] == "closed"
    assert send(community_secretary, check_in, "reactivate", reason="返聘") == (202, {})
    assert Reactivation.objects.get().reason == "返聘"
