"""The tree over the API: the same changes, foreign keys inside the scope, Chinese in the schema."""

import re
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from accounts.models import User
from orgs.models import Organization
from orgs.selectors.tree import tree_faults
from tests.conftest import SignedIn
from tests.makers.orgs import Places, make_below

DAY = "2026-03-10"
LIST = "/api/v1/organizations/"


class Caller:
    """Somebody who sends JSON to the steps of a node."""

    def __init__(self, user: User) -> None:
        self.client = APIClient()
        self.client.force_login(user)

    def post(self, node: Organization, step: str, **body: Any) -> Any:
        return self.client.post(f"{LIST}{node.pk}/{step}/", body, format="json")


@pytest.fixture
def official(district_admin: User) -> Caller:
    return Caller(district_admin)


def test_a_node_is_founded_below_another(official: Caller, places: Places) -> None:
    answer = official.post(places.community, "found", name="第2网格", established_on=DAY)
    assert answer.status_code == 201
    assert answer.json()["parent"] == places.community.code
    twice = official.post(places.community, "found", name="第2网格", established_on=DAY)
    assert (twice.status_code, twice.json()["code"]) == (409, "organization.name_taken")


def test_a_street_is_founded_in_ones_district(
    official: Caller, street_secretary: User, places: Places
) -> None:
    body = {"name": "双井街道", "region_code": "411502009000", "established_on": DAY}
    refused = Caller(street_secretary).client.post(f"{LIST}found-street/", body, format="json")
    assert refused.status_code == 403
    answer = official.client.post(f"{LIST}found-street/", body, format="json")
    assert (answer.status_code, answer.json()["tier"]) == (201, 1)


def test_a_move_and_its_undo(official: Caller, places: Places) -> None:
    moved = official.post(
        places.community, "move", parent=places.other_street.pk, effective_on=DAY, version=1
    )
    assert moved.json()["parent"] == places.other_street.code
    stale = official.post(
        places.community, "move", parent=places.street.pk, effective_on=DAY, version=1
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "record.stale")
    undone = official.post(places.community, "undo")
    assert [node["parent"] for node in undone.json()] == [places.street.code]
    events = official.client.get(f"{LIST}{places.community.pk}/events/").json()
    assert [(event["label"], event["is_undone"]) for event in events] == [
        ("成立", False),
        ("划转", True),
    ]


def test_communities_merge_split_and_end(
    official: Caller, district_admin: User, places: Places
) -> None:
    second = make_below(district_admin, places.community, "第2网格")
    part = official.post(
        places.community,
        "split",
        name="小拱桥社区",
        region_code="411502005009",
        children=[second.pk],
        effective_on=DAY,
    ).json()
    offshoot = Organization.objects.get(pk=part["id"])
    merged = official.post(offshoot, "merge", target=places.community.pk, effective_on=DAY)
    assert merged.json()["id"] == places.community.pk
    ended = official.post(
        places.community, "dissolve", successor=places.sibling.pk, effective_on=DAY
    )
    assert ended.json()["successor"] == places.sibling.code
    assert tree_faults() == []


def test_marks_and_names(official: Caller, places: Places) -> None:
    node = places.community
    assert official.post(node, "pilot", pilot_from=DAY).json()["pilot_from"] == DAY
    assert official.post(node, "pilot", pilot_from=None).json()["pilot_from"] is None
    pattern = official.post(node, "pattern-126", is_followed=True, effective_on=DAY)
    assert pattern.json()["pattern_126"] is True
    renamed = official.post(node, "rename", name="新名社区", effective_on=DAY)
    assert renamed.json()["title"] == "新名社区大党委"


@pytest.mark.parametrize(
    ("step", "key"), [("move", "parent"), ("merge", "target"), ("dissolve", "successor")]
)
def test_keys_outside_ones_scope_are_unknown(
    step: str, key: str, street_secretary: User, places: Places
) -> None:
    answer = Caller(street_secretary).post(
        places.grid, step, **{key: places.other_community.pk, "effective_on": DAY}
    )
    assert answer.status_code == 400
    assert key in answer.json()


@pytest.mark.parametrize("children", ["x", [10**30], [None], [{}], "\u0000"])
def test_odd_children_are_refused_not_met_with_an_error(
    children: Any, official: Caller, places: Places
) -> None:
    answer = official.post(places.community, "split", name="x", children=children, effective_on=DAY)
    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["", "a\u0000b", "字" * 51])
def test_odd_names_are_refused(name: str, official: Caller, places: Places) -> None:
    answer = official.post(places.grid, "rename", name=name, effective_on=DAY)
    assert answer.status_code == 400


def test_the_schema_speaks_chinese(db: None) -> None:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    steps = {
        path: step
        for path, methods in paths.items()
        if path.startswith(LIST)
        for step in methods.values()
    }
    assert len(steps) >= 12
    for path, step in steps.items():
        for text in (step["summary"], step["description"]):
            assert re.match(r"[“\u4e00-\u9fff]", text), path


def test_a_text_nested_a_thousand_deep_is_a_bad_request(
    district_admin: User, places: Places
) -> None:
    answer = SignedIn(district_admin).post(
        f"/api/v1/organizations/{places.grid.pk}/rename/",
        "[" * 100_000 + "]" * 100_000,
        content_type="application/json",
    )
    assert answer.status_code == 400
