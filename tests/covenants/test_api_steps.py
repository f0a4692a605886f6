"""What another program may do with covenants and projects: all their steps, each once."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import AuditEntry, User
from covenants.models import Covenant, Project
from orgs.models import Organization, ResidentUnit
from tests.makers.covenants import make_covenant, make_project_in, make_signed
from tests.makers.orgs import Places, make_unit

DAY = "2025-03-01"
DUTY = {"party": 1, "text": "开放会议室", "cadence": "monthly"}


def sent(user: User, path: str, key: str = "", **values: Any) -> Any:
    client = APIClient()
    client.force_authenticate(user)
    headers = {"idempotency-key": key} if key else {}
    return client.post(f"/api/v1/{path}", values, format="json", headers=headers)


def drafted(user: User, unit: ResidentUnit, key: str = "", **values: Any) -> Any:
    usual = {"organization": "411502005001", "title": "共驻共建协议", "units": [unit.pk]}
    return sent(user, "covenants/draft/", key, **{**usual, **values})


def proposed(user: User, key: str = "", **values: Any) -> Any:
    code = "411502005001"
    usual = {"lead": code, "name": "楼道亮化", "code_b": "G3", "communities": [code]}
    return sent(user, "projects/propose/", key, **{**usual, **values})


def test_a_covenant_is_drafted_confirmed_by_both_sides_and_ended(
    community_secretary: User, liaison: User, places: Places, unit: ResidentUnit
) -> None:
    assert unit.pk
    answer = drafted(community_secretary, unit, obligations=[DUTY], effective_from=DAY)
    assert answer.status_code == 201, answer.content.decode()
    there = answer.json()
    assert (there["status"], there["organization"]) == ("draft", "411502005001")
    assert [(duty["party"], duty["text"], duty["cadence"]) for duty in there["obligations"]] == [
        (1, "开放会议室", "monthly")
    ]
    url = f"covenants/{there['id']}"
    waiting = sent(community_secretary, f"{url}/submit/").json()
    read = {"version": waiting["version"]}
    mine = {"party": 0, "signer": "赵刚", "signer_post": "书记", **read}
    assert sent(community_secretary, f"{url}/confirm/", **mine).json()["status"] == "awaiting"
    theirs = sent(liaison, f"{url}/confirm/", party=1, signer="李四", **read).json()
    assert (theirs["status"], theirs["effective_from"]) == ("signed", DAY)
    sides = [
        (side["position"], side["signer"], side["confirmed_way"]) for side in theirs["parties"]
    ]
    assert sides == [(0, "赵刚", "system"), (1, "李四", "system")]
    ending = {"terminated_on": theirs["signed_on"], "reason": "单位搬迁"}
    assert sent(community_secretary, f"{url}/terminate/", **ending).json()["status"] == "terminated"


def test_a_side_sends_a_covenant_back(
    community_secretary: User, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_covenant(community_secretary, community, unit)
    sent(community_secretary, f"covenants/{covenant.pk}/submit/")
    answer = sent(liaison, f"covenants/{covenant.pk}/return/", reason="时间不对")
    assert (answer.status_code, answer.json()["status"]) == (200, "draft")


def test_nobody_confirms_for_another_side(
    community_secretary: User, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_covenant(community_secretary, community, unit)
    url = f"covenants/{covenant.pk}"
    read = {"version": sent(community_secretary, f"{url}/submit/").json()["version"]}
    answer = sent(community_secretary, f"{url}/confirm/", party=1, signer="赵刚", **read)
    assert answer.status_code == 403
    assert sent(liaison, f"{url}/confirm/", party=0, signer="李四", **read).status_code == 403
    answer = sent(liaison, f"{url}/confirm/", party=7, signer="李四", **read)
    assert (answer.status_code, list(answer.json())) == (400, ["party"])


def test_a_covenant_is_renewed_once_and_supplemented(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    first = make_signed(community_secretary, community, unit)
    answer = drafted(community_secretary, unit, renews=first.pk)
    assert (answer.status_code, answer.json()["renews"]) == (201, first.pk)
    again = drafted(community_secretary, unit, renews=first.pk)
    assert (again.status_code, again.json()["code"]) == (409, "covenant.renews")
    extra = drafted(community_secretary, unit, amends=first.pk)
    assert (extra.status_code, extra.json()["amends"]) == (201, first.pk)


def test_the_same_request_makes_one_record(
    community_secretary: User, unit: ResidentUnit, community: Organization
) -> None:
    first, again = (drafted(community_secretary, unit, "k1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = drafted(community_secretary, unit, "k1", title="另一份")
    assert (other.status_code, other.json()["code"]) == (409, "request.reused")
    assert drafted(community_secretary, unit, "x" * 65).status_code == 400
    assert Covenant.objects.count() == 1
    assert [proposed(community_secretary, "k1").status_code for _ in range(2)] == [409, 409]


def test_a_refused_request_may_be_sent_again_with_its_key(
    community_secretary: User, unit: ResidentUnit, community: Organization
) -> None:
    bad = {"effective_from": "2025-03-01", "effective_to": "2025-02-01"}
    assert drafted(community_secretary, unit, "k1", **bad).status_code == 409
    assert drafted(community_secretary, unit, "k1").status_code == 201


def test_a_project_goes_its_way(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    facts = {"partners": [unit.pk], "funding": {"fiscal": "1000.50"}, "wants": {"place": "礼堂"}}
    answer = proposed(community_secretary, **facts)
    assert answer.status_code == 201, answer.content.decode()
    there = answer.json()
    assert there["funding"] == [{"source": "fiscal", "amount": "1000.50"}]
    assert there["wants"] == [{"kind": "place", "text": "礼堂"}]
    url = f"projects/{there['id']}"
    evaluation = {
        "held_on": "2025-05-01", "way": "meeting",
        "satisfied_count": 9, "fairly_count": 1, "dissatisfied_count": 0,
    }  # fmt: skip
    for step, values, status in (
        ("confirm", {"confirmed_on": DAY}, "confirmed"),
        ("funding", {"funding": {"unit": "5"}}, "confirmed"),
        ("milestones", {"name": "开工", "due_on": "2025-04-01"}, "confirmed"),
        ("start", {}, "running"),
        ("pause", {}, "paused"),
        ("resume", {}, "running"),
        ("progress", {"happened_on": "2025-04-02", "text": "已装灯 20 盏"}, "running"),
        ("finish", {"finished_on": "2025-04-30", "outcome": "已装灯 40 盏"}, "finished"),
        ("evaluate", evaluation, "evaluated"),
    ):
        answer = sent(community_secretary, f"{url}/{step}/", **values)
        assert (step, answer.status_code) == (step, 200), answer.content.decode()
        assert answer.json()["status"] == status
    there = answer.json()
    assert there["funding"] == [{"source": "unit", "amount": "5.00"}]
    assert [entry["text"] for entry in there["progress"]] == ["已装灯 20 盏"]
    assert there["evaluation"]["satisfied_count"] == 9


def test_a_milestone_is_reached_or_dropped(
    community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, "running")
    url = f"projects/{project.pk}"
    for name in ("开工", "验收"):
        step = {"name": name, "due_on": "2025-04-01"}
        there = sent(community_secretary, f"{url}/milestones/", **step).json()
    first, second = (step["id"] for step in there["milestones"])
    reached = {"milestone": first, "done_on": "2025-03-20"}
    assert sent(community_secretary, f"{url}/reach-milestone/", **reached).status_code == 200
    there = sent(community_secretary, f"{url}/drop-milestone/", milestone=second).json()
    assert [(one["name"], one["done_on"]) for one in there["milestones"]] == [
        ("开工", "2025-03-20")
    ]
    other = make_project_in(community_secretary, community, "running")
    answer = sent(community_secretary, f"projects/{other.pk}/drop-milestone/", milestone=first)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("step", "status", "reached"),
    [("reject", "proposed", "rejected"), ("terminate", "running", "terminated")],
)
def test_a_project_is_given_up_with_a_reason(
    community_secretary: User, community: Organization, step: str, status: str, reached: str
) -> None:
    project = make_project_in(community_secretary, community, status)
    url = f"projects/{project.pk}/{step}/"
    assert sent(community_secretary, url).status_code == 400
    assert sent(community_secretary, url, reason="条件变化").json()["status"] == reached
    answer = sent(community_secretary, url, reason="条件变化")
    assert (answer.status_code, answer.json()["code"]) == (409, "project.state")


@pytest.mark.parametrize(
    "role", ["district_admin", "street_secretary", "grid_secretary", "liaison", "stranger"]
)
def test_only_communities_propose(role: str, request: pytest.FixtureRequest) -> None:
    assert proposed(request.getfixturevalue(role)).status_code == 403


@pytest.mark.parametrize("role", ["district_admin", "grid_secretary", "liaison", "stranger"])
def test_only_keepers_draft(role: str, request: pytest.FixtureRequest, unit: ResidentUnit) -> None:
    assert drafted(request.getfixturevalue(role), unit).status_code == 403


def test_a_neighbours_place_and_another_districts_unit_are_not_to_be_named(
    neighbour: User, street_secretary: User, unit: ResidentUnit
) -> None:
    assert list(drafted(neighbour, unit).json()) == ["organization"]
    assert list(proposed(neighbour).json()) == ["lead"]
    assert list(drafted(street_secretary, unit).json()) == ["organization"]
    assert not AuditEntry.objects.filter(action__startswith="covenant.").exists()
    assert not Project.objects.exists()


@pytest.mark.parametrize("path", ["covenants", "projects"])
def test_a_list_asks_as_often_for_many_rows_as_for_few(
    path: str, community_secretary: User, district_admin: User, places: Places
) -> None:
    client, counts = APIClient(), []
    client.force_authenticate(community_secretary)
    for number in range(6):
        unit = make_unit(district_admin, places.district, f"单位{number}")
        make_signed(community_secretary, places.community, unit)
        make_project_in(community_secretary, places.community, "evaluated", partners=[unit])
        if number in {1, 5}:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/api/v1/{path}/").status_code == 200
            counts.append(len(queries))
    assert 16 >= counts[0] >= counts[1]
