import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from covenants.models import Covenant, Project
from orgs.models import Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.covenants import make_covenant, make_project, make_project_in, make_signed

DAY = "2025-03-01"


@pytest.fixture
def secretary(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


def send(client: Client, name: str, pk: int, **values: object) -> object:
    return client.post(reverse(f"api:{name}", args=[pk]), values, "application/json")


def test_a_covenant_is_signed_by_another_program(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_covenant(community_secretary, community, unit)
    answer = send(secretary, "covenant-sign", covenant.pk, signed_on=DAY, effective_from=DAY)
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["standing"]) == ("signed", "有效")


def test_a_violated_rule_is_409_and_a_missing_value_400(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_covenant(community_secretary, community, unit)
    answer = send(
        secretary, "covenant-sign", covenant.pk, signed_on="2999-01-01", effective_from=DAY
    )
    assert (answer.status_code, answer.json()["field"]) == (409, "signed_on")
    assert send(secretary, "covenant-sign", covenant.pk).status_code == 400
    assert Covenant.objects.get().status == Covenant.Status.DRAFT


def test_a_signed_covenant_is_not_voided_by_its_community(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_signed(community_secretary, community, unit)
    answer = send(secretary, "covenant-void", covenant.pk, reason="误录")
    assert answer.status_code == 403


def test_a_project_is_confirmed_finished_and_voided(
    secretary: Client, community_secretary: User, district_admin: User, community: Organization
) -> None:
    proposal = make_project(community_secretary, community)
    answer = send(secretary, "project-confirm", proposal.pk, confirmed_on=DAY)
    assert answer.json()["status"] == "confirmed"
    running = make_project_in(community_secretary, community, "running")
    done = {"finished_on": "2025-04-01", "outcome": "已完成"}
    assert send(secretary, "project-finish", running.pk, **done).json()["status"] == "finished"
    answer = send(SignedIn(district_admin), "project-void", running.pk, reason="误录")
    assert answer.json()["status"] == Project.Status.VOID


@pytest.mark.parametrize("name", ["detail", "sign", "void"])
def test_a_neighbour_finds_nothing(
    name: str,
    community_secretary: User,
    neighbour: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    covenant = make_covenant(community_secretary, community, unit)
    url = reverse(f"api:covenant-{name}", args=[covenant.pk])
    client = SignedIn(neighbour)
    answer = client.get(url) if name == "detail" else client.post(url)
    assert answer.status_code == 404


def test_the_admin_shows_and_does_not_write(
    district_admin: User, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_signed(community_secretary, community, unit)
    url = reverse("admin:covenants_covenant_change", args=[covenant.pk])
    client = SignedIn(district_admin)
    page = client.get(url)
    assert covenant.get_absolute_url() in page.content.decode()
    assert client.post(url, {"title": "改"}).status_code == 403
