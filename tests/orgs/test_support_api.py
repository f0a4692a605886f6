"""基层保障 through the API: the same steps, the same refusals."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from common import clock
from tests.makers.orgs import Places
from tests.makers.support import make_centre, make_item, make_worker

YEAR = clock.today().year


@pytest.fixture
def client(community_secretary: User) -> APIClient:
    client = APIClient()
    client.force_login(community_secretary)
    return client


def send(client: APIClient, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}/", body, format="json")


def test_a_worker_is_registered_changed_and_leaves(client: APIClient, places: Places) -> None:
    wish = {"organization": places.community.pk, "name": "王建军", "structure": "graduate"}
    made = send(client, "workers/register", **wish, started_on="2025-03-01")
    assert made.status_code == 201
    pk, version = made.json()["id"], made.json()["version"]
    changed = send(client, f"workers/{pk}/change", duty="网格员", version=version).json()
    assert (changed["duty"], changed["name"], changed["structure"]) == (
        "网格员",
        "王建军",
        "graduate",
    )
    stale = send(client, f"workers/{pk}/change", duty="书记", version=version)
    assert (stale.status_code, stale.json()["code"]) == (409, "record.stale")
    today = f"{clock.today()}"
    assert send(client, f"workers/{pk}/end", ended_on=today).json()["ended_on"] == today
    again = send(client, f"workers/{pk}/end", ended_on=today)
    assert (again.status_code, again.json()["code"]) == (409, "worker.ended")
    assert [row["id"] for row in client.get("/api/v1/workers/?q=wjj").json()["results"]] == [pk]
    assert client.get("/api/v1/workers/?state=here").json()["results"] == []


def test_an_office_is_registered_and_changed(client: APIClient, places: Places) -> None:
    wish = {"organization": places.community.pk, "tenure": "owned", "area": "120.5"}
    made = send(client, "premises/register", **wish, used_from="2025-03-01")
    assert (made.status_code, made.json()["area"]) == (201, "120.50")
    pk = made.json()["id"]
    changed = send(client, f"premises/{pk}/change", area="99.90").json()
    assert (changed["area"], changed["used_from"]) == ("99.90", "2025-03-01")
    refused = send(client, f"premises/{pk}/change", status="given_up")
    assert (refused.status_code, refused.json()["code"]) == (409, "support.day")


def test_a_centre_shows_its_items(client: APIClient, places: Places) -> None:
    wish = {"organization": places.community.pk, "name": "居民服务中心", "status": "open"}
    made = send(client, "service-centres/register", **wish, opened_on="2025-03-01")
    assert (made.status_code, made.json()["items"]) == (201, [])
    path = f"service-centres/{made.json()['id']}"
    [item] = send(client, f"{path}/add-item", name="代办社保", provider="区人社局").json()["items"]
    assert (item["name"], item["provider"], item["ended_on"]) == ("代办社保", "区人社局", None)
    [item] = send(client, f"{path}/end-item", item=item["id"]).json()["items"]
    assert item["ended_on"] == f"{clock.today()}"
    assert send(client, f"{path}/change", status="trial").json()["status"] == "trial"
    closed = send(client, f"{path}/close", closed_on=f"{clock.today()}").json()
    assert closed["status"] == "closed"
    assert send(client, f"{path}/add-item", name="理发").json()["code"] == "centre.closed"


def test_an_item_of_another_centre_is_not_ended(
    client: APIClient, community_secretary: User, neighbour: User, places: Places
) -> None:
    own = make_centre(community_secretary, places.community)
    other = make_item(neighbour, make_centre(neighbour, places.sibling))
    answer = send(client, f"service-centres/{own.pk}/end-item", item=other.pk)
    assert (answer.status_code, "没有这个项目" in answer.content.decode()) == (400, True)
    other.refresh_from_db()
    assert other.ended_on is None


def test_a_budget_line_is_entered_and_corrected(client: APIClient, places: Places) -> None:
    wish = {"organization": places.community.pk, "year": YEAR, "item": "党建工作经费"}
    made = send(client, "budget-lines/register", **wish, amount="1234.56")
    assert (made.status_code, made.json()["amount"]) == (201, "1234.56")
    pk = made.json()["id"]
    changed = send(client, f"budget-lines/{pk}/change", amount="0.10").json()
    assert (changed["amount"], changed["item"]) == ("0.10", "党建工作经费")
    twice = send(client, "budget-lines/register", **wish, amount="1")
    assert (twice.status_code, twice.json()["code"]) == (409, "budget.known")


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1", "1" * 31, "1.001", "两万", None, []])
def test_odd_amounts_are_refused(client: APIClient, places: Places, amount: object) -> None:
    wish = {"organization": places.community.pk, "year": YEAR, "item": "党建工作经费"}
    answer = send(client, "budget-lines/register", **wish, amount=amount)
    assert answer.status_code in {400, 409}


@pytest.mark.parametrize("register", ["workers", "premises", "service-centres", "budget-lines"])
def test_another_place_is_unknown_here(client: APIClient, places: Places, register: str) -> None:
    answer = send(client, f"{register}/register", organization=places.sibling.pk)
    assert answer.status_code == 400
    assert "organization" in answer.json()


def test_lists_ask_no_more_for_more_rows(
    client: APIClient, community_secretary: User, places: Places, django_assert_max_num_queries: Any
) -> None:
    for name in ("王一", "王二", "王三"):
        make_worker(community_secretary, places.community, name)
        centre = make_centre(community_secretary, places.community, name=f"{name}服务中心")
        make_item(community_secretary, centre)
    with django_assert_max_num_queries(6):
        assert len(client.get("/api/v1/service-centres/").json()["results"]) == 3
    with django_assert_max_num_queries(6):
        assert len(client.get("/api/v1/workers/").json()["results"]) == 3
