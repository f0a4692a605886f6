import pytest
from rest_framework.test import APIClient

from accounts.models import User
from common import clock
from orgs.models import ResidentUnit
from tests.makers.orgs import Places, make_unit

USCC = "91110000600037341L"
UNITS = "/api/v1/units/"


@pytest.fixture
def client(district_admin: User) -> APIClient:
    client = APIClient()
    client.force_login(district_admin)
    return client


def send(client: APIClient, path: str, **body: object) -> object:
    return client.post(f"{UNITS}{path}/", body, format="json")


def test_a_unit_is_registered_changed_declared_closed_and_reopened(
    client: APIClient, places: Places
) -> None:
    wish = {"name": "区法院", "category": "other", "located_in": places.community.pk}
    made = send(client, "register", **wish, mobile="13912345678")
    assert (made.status_code, made.json()["mobile_masked"]) == (201, "139****5678")
    pk, version = made.json()["id"], made.json()["version"]
    changed = send(client, f"{pk}/change", uscc=USCC.lower(), version=version).json()
    assert (changed["uscc"], changed["name"]) == (USCC, "区法院")
    stale = send(client, f"{pk}/change", liaison="王五", version=version)
    assert (stale.status_code, stale.json()["code"]) == (409, "record.stale")
    today = f"{clock.today()}"
    assert send(client, f"{pk}/declare", count=7, declared_on=today).json()["declared_members"] == 7
    assert send(client, f"{pk}/close", active_to=today).json()["active_to"] == today
    assert send(client, f"{pk}/reopen").json()["active_to"] is None


def test_a_merged_unit_leaves_the_list_and_is_still_found(
    client: APIClient, district_admin: User, places: Places
) -> None:
    first, second = (make_unit(district_admin, places.district, name) for name in "甲乙")
    stays = send(client, f"{first.pk}/merge", target=second.pk).json()
    assert stays["id"] == second.pk
    assert [row["id"] for row in client.get(UNITS).json()["results"]] == [second.pk]
    assert len(client.get(f"{UNITS}?state=all").json()["results"]) == 2
    assert client.get(f"{UNITS}{first.pk}/").json()["merged_into"] == second.pk
    assert send(client, f"{first.pk}/merge", target=second.pk).json()["code"] == "unit.merged"
    assert send(client, f"{first.pk}/unmerge").json()["merged_into"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "区法院"}, 400),
        ({"name": "", "category": "other"}, 400),
        ({"name": "区\x00院", "category": "other"}, 400),
        ({"name": "区法院", "category": "nothing"}, 409),
        ({"name": "区法院", "category": "other", "uscc": USCC[:-1]}, 409),
        ({"name": "区法院", "category": "other", "located_in": 10**30}, 400),
        ({"name": "区法院", "category": "other", "located_in": "x"}, 400),
        ({"name": "区法院", "category": "other", "active_from": "2026-02-30"}, 400),
        ({"name": "区法院", "category": "other", "active_from": "9999-12-31"}, 409),
        ({"name": {"a": 1}, "category": ["other"]}, 400),
        ([1, 2], 400),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(
    body: object, status: int, client: APIClient
) -> None:
    answer = client.post(f"{UNITS}register/", body, format="json")
    assert answer.status_code == status
    assert not ResidentUnit.objects.exists()


def test_the_message_names_the_wrong_digit(client: APIClient) -> None:
    answer = send(client, "register", name="区法院", category="other", uscc="9111000O600037341L")
    assert answer.json() == {
        "code": "unit.uscc",
        "field": "uscc",
        "message": "统一社会信用代码第 8 位“O”不对：代码里不用字母 I、O、Z、S、V（可能是 0），"
        "请核对。",
    }


def test_places_and_units_outside_the_scope_are_unknown(
    community_secretary: User, unit: ResidentUnit
) -> None:
    client = APIClient()
    client.force_login(community_secretary)
    assert send(client, f"{unit.pk}/change", name="别的").status_code == 404
    assert send(client, "register", name="区法院", category="other").status_code == 403


def test_the_schema_describes_the_steps_in_chinese(client: APIClient) -> None:
    schema = client.get("/api/v1/schema/?format=json").json()
    for step in ("register", "{id}/change", "{id}/merge", "{id}/unmerge", "{id}/close"):
        assert schema["paths"][f"{UNITS}{step}/"]["post"]["summary"].endswith(("单位", "合并"))
