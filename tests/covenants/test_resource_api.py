from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from covenants.models import Project, ResourceOffer
from orgs.models import Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.resources import in_days, make_claimable, make_offer

API = "/api/v1"


@pytest.fixture
def unit_side(liaison: User) -> Client:
    return SignedIn(liaison)


@pytest.fixture
def desk(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


@pytest.fixture
def project(community_secretary: User, community: Organization) -> Project:
    return make_claimable(community_secretary, community)


def send(client: Client, path: str, **values: Any) -> HttpResponse:
    return client.post(f"{API}/{path}/", values, "application/json")


def test_a_resource_goes_from_offer_to_use_through_the_api(
    unit_side: Client, desk: Client, unit: ResidentUnit, community: Organization
) -> None:
    offered = {"unit": unit.pk, "kind": "place", "name": "三楼会议室"}
    made = send(unit_side, "resource-offers/publish", **offered)
    assert made.status_code == 201
    wish = {"offer": made.json()["id"], "community": community.code, "purpose": "议事会"}
    asked = send(desk, "resource-requests/ask", **wish, wanted_on=f"{in_days(0)}")
    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    path = f"resource-requests/{asked.json()['id']}"
    assert send(unit_side, f"{path}/answer", agrees=True).json()["state"] == "agreed"
    used = send(desk, f"{path}/use", used_on=f"{in_days(0)}", result="40 人参加")
    assert used.json()["state"] == "used"


def test_a_claim_is_made_and_accepted_through_the_api(
    unit_side: Client, desk: Client, project: Project, unit: ResidentUnit
) -> None:
    wish = {"project": project.pk, "unit": unit.pk, "kind": "place", "text": "提供会议室"}
    made = send(unit_side, "project-claims/claim", **wish)
    assert made.status_code == 201
    path = f"project-claims/{made.json()['id']}/answer"
    assert send(desk, path, accepts=True).json()["state"] == "accepted"
    again = send(unit_side, "project-claims/claim", **wish)
    assert (again.status_code, again.json()["code"]) == (409, "claim.partner")


def test_a_violated_rule_is_409_with_its_field(
    desk: Client, liaison: User, unit: ResidentUnit, community: Organization
) -> None:
    offer = make_offer(liaison, unit)
    wish = {"offer": offer.pk, "community": community.code, "purpose": "议事会"}
    refused = send(desk, "resource-requests/ask", **wish, wanted_on=f"{in_days(-1)}")
    assert (refused.status_code, refused.json()["field"]) == (409, "wanted_on")


def test_other_peoples_places_units_and_projects_are_unknown(
    unit_side: Client,
    neighbour: User,
    liaison: User,
    unit: ResidentUnit,
    community: Organization,
    project: Project,
) -> None:
    offer = make_offer(liaison, unit)
    wish = {"offer": offer.pk, "community": community.code, "purpose": "议事会"}
    foreign = send(SignedIn(neighbour), "resource-requests/ask", **wish, wanted_on="2026-01-01")
    assert foreign.status_code == 400
    Project.objects.update(is_open_to_claims=False)
    hidden = {"project": project.pk, "unit": unit.pk, "text": "提供会议室"}
    assert send(unit_side, "project-claims/claim", **hidden).status_code == 400


def test_an_offer_is_changed_and_taken_down_through_the_api(
    unit_side: Client, liaison: User, unit: ResidentUnit
) -> None:
    offer = make_offer(liaison, unit)
    path = f"resource-offers/{offer.pk}"
    terms = {"kind": "place", "name": "五楼会议室", "version": offer.version}
    assert send(unit_side, f"{path}/change", **terms).json()["name"] == "五楼会议室"
    assert send(unit_side, f"{path}/change", **terms).json()["code"] == "record.stale"
    assert send(unit_side, f"{path}/withdraw").json()["is_withdrawn"] is True
    assert ResourceOffer.objects.get().is_withdrawn


def test_the_schema_describes_every_step_in_chinese(desk: Client) -> None:
    paths = desk.get(f"{API}/schema/?format=json").json()["paths"]
    mine = {
        f"{path} {method}": told.get("summary", "")
        for path, methods in paths.items()
        if "/resource-" in path or "/project-claims/" in path
        for method, told in methods.items()
    }
    assert len(mine) >= 16
    assert [name for name, text in mine.items() if not text or text[0].isascii()] == []
