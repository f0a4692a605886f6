import pytest
from rest_framework.test import APIClient

from accounts.models import User
from members.models import Member
from orgs.models import Organization
from services.models import ServiceLog
from tests.makers.orgs import Places
from tests.makers.services import days_ago, make_log_for, make_own_log

LIST = "/api/v1/service-logs/"


def api(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(User.objects.get(pk=user.pk))
    return client


def facts(place: Organization, **more: object) -> dict:
    filled = {"community": place.pk, "served_on": str(days_ago(1)), "category": "09"}
    return filled | {"start": "09:00", "end": "10:00"} | more


def test_strangers_are_turned_away(stranger: User) -> None:
    assert APIClient().get(LIST).status_code in {401, 403}
    assert api(stranger).get(LIST).json()["count"] == 0


def test_each_reads_the_logs_in_reach(
    member: Member, community_secretary: User, neighbour: User, liaison: User, places: Places
) -> None:
    log = make_own_log(member, places.community)
    for user, count in ((community_secretary, 1), (member.user, 1), (liaison, 1), (neighbour, 0)):
        assert api(user).get(LIST).json()["count"] == count
    assert api(neighbour).get(f"{LIST}{log.pk}/").status_code == 404


def test_no_phone_number_leaves_by_the_api(
    member: Member, community_secretary: User, community: Organization
) -> None:
    make_own_log(member, community)
    assert member.open_mobile() not in api(community_secretary).get(LIST).content.decode()


def test_a_member_enters_an_own_service_anywhere(member: Member, places: Places) -> None:
    response = api(member.user).post(LIST, facts(places.other_community), format="json")
    assert response.status_code == 201
    assert response.json()["status"] == "pending"
    assert ServiceLog.objects.get().entry == "member"


def test_a_secretary_enters_for_a_member_within_reach(
    member: Member, guest: Member, community_secretary: User, places: Places
) -> None:
    client = api(community_secretary)
    filled = facts(places.community, member=member.pk, grid=places.grid.pk)
    assert client.post(LIST, filled, format="json").status_code == 201
    for wrong in ({"member": guest.pk}, {"community": places.sibling.pk}):
        assert client.post(LIST, filled | wrong, format="json").status_code == 400


def test_a_grid_secretary_enters_in_the_own_grid_only(
    member: Member, grid_secretary: User, places: Places
) -> None:
    filled = facts(places.community, member=member.pk)
    client = api(grid_secretary)
    assert client.post(LIST, filled, format="json").status_code == 403
    filled["grid"] = places.grid.pk
    assert client.post(LIST, filled, format="json").status_code == 201


def test_who_may_not_enter_gets_403(
    member: Member, district_admin: User, street_secretary: User, community: Organization
) -> None:
    for user in (district_admin, street_secretary):
        for body in (facts(community), facts(community, member=member.pk)):
            assert api(user).post(LIST, body, format="json").status_code == 403


def test_a_rule_answers_409_with_its_sentence(member: Member, community: Organization) -> None:
    response = api(member.user).post(LIST, facts(community, end="08:00"), format="json")
    assert response.status_code == 409
    assert response.json()["code"] == "service_log.interval"
    assert response.json()["message"].startswith("结束时间应晚于开始时间")


@pytest.mark.parametrize(
    "body",
    [
        {"end": "24:06"}, {"end": -1}, {"served_on": "2026-02-30"}, {"category": "77"},
        {"community": 10**30}, {"community": None}, {"text": "\u0000"}, {"grid": "x"},
    ],
)  # fmt: skip
def test_odd_values_get_400(body: dict, member: Member, community: Organization) -> None:
    response = api(member.user).post(LIST, facts(community) | body, format="json")
    assert response.status_code == 400


def test_a_list_is_no_service(member: Member) -> None:
    assert api(member.user).post(LIST, [1], format="json").status_code == 400


def test_confirm_and_return_call_the_operations(
    member: Member, community_secretary: User, community: Organization
) -> None:
    client = api(community_secretary)
    first = make_own_log(member, community)
    answer = client.post(f"{LIST}{first.pk}/confirm/")
    assert (answer.status_code, answer.json()["counted_minutes"]) == (200, 60)
    second = make_own_log(member, community, "14:00", "15:00")
    address = f"{LIST}{second.pk}/return/"
    assert client.post(address, {}, format="json").status_code == 400
    answer = client.post(address, {"reason": "日期不对"}, format="json")
    assert answer.json()["status"] == "returned"


def test_steps_keep_scope_rights_and_four_eyes(
    member: Member,
    community_secretary: User,
    neighbour: User,
    district_admin: User,
    community: Organization,
) -> None:
    address = f"{LIST}{make_log_for(community_secretary, member, community).pk}/confirm/"
    assert api(neighbour).post(address).status_code == 404
    assert api(district_admin).post(address).status_code == 403
    assert api(community_secretary).post(address).status_code == 409


def test_an_unknown_number_is_404(community_secretary: User) -> None:
    for pk in ("0", "x", "9" * 30):
        assert api(community_secretary).get(f"{LIST}{pk}/").status_code == 404
