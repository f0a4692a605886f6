"""Duties and their fulfilment for other programs: the same rules, the same rows."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from covenants.models import Covenant, Fulfilment
from orgs.models import Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.duties import CLINIC, HALL, duty_of, make_act, make_promised

DONE = {"done_on": "2025-04-01", "text": "义诊 30 人"}


@pytest.fixture
def covenant(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_promised(community_secretary, community, unit)


@pytest.fixture
def own(liaison: User) -> Client:
    return SignedIn(liaison)


def send(client: Client, name: str, pk: int, **values: object) -> object:
    return client.post(reverse(f"api:{name}", args=[pk]), values, "application/json")


def listed(client: Client, name: str, **query: object) -> list[dict[str, object]]:
    return client.get(reverse(f"api:{name}-list"), query).json()["results"]


def test_a_duty_is_fulfilled_by_another_program(own: Client, covenant: Covenant) -> None:
    answer = send(own, "obligation-fulfil", duty_of(covenant).pk, **DONE)
    assert (answer.status_code, answer.json()["next_due_on"]) == (200, "2025-08-31")
    [act] = listed(own, "fulfilment", covenant=covenant.pk)
    assert (act["text"], act["is_by_unit"]) == ("义诊 30 人", True)


def test_a_violated_rule_is_409_and_a_missing_value_400(own: Client, covenant: Covenant) -> None:
    pk = duty_of(covenant).pk
    answer = send(own, "obligation-fulfil", pk, done_on="2999-01-01", text="义诊")
    assert (answer.status_code, answer.json()["field"]) == (409, "done_on")
    assert send(own, "obligation-fulfil", pk, text="义诊").status_code == 400
    assert send(own, "obligation-fulfil", pk, done_on="2025-02-30", text="义诊").status_code == 400
    assert not Fulfilment.objects.exists()


def test_a_stored_nul_is_no_text(own: Client, covenant: Covenant) -> None:
    answer = send(own, "obligation-fulfil", duty_of(covenant).pk, **DONE | {"text": "义\x00诊"})
    assert answer.status_code in {400, 409}


def test_an_entry_is_voided_once(own: Client, liaison: User, covenant: Covenant) -> None:
    act = make_act(liaison, duty_of(covenant), "2025-04-01")
    assert send(own, "fulfilment-void", act.pk, reason="误录").json()["is_void"]
    assert send(own, "fulfilment-void", act.pk, reason="误录").status_code == 409


def test_duties_are_found_by_side_and_acts_by_day(
    own: Client, liaison: User, covenant: Covenant
) -> None:
    assert [row["text"] for row in listed(own, "obligation", side="first")] == [HALL.text]
    assert [row["text"] for row in listed(own, "obligation", q=CLINIC.text)] == [CLINIC.text]
    make_act(liaison, duty_of(covenant), "2025-04-01")
    assert len(listed(own, "fulfilment", since="2025-04-01", until="2025-04-01")) == 1
    assert listed(own, "fulfilment", since="2025-04-02") == []


def test_duties_are_found_by_their_covenant(
    own: Client,
    community_secretary: User,
    community: Organization,
    unit: ResidentUnit,
    covenant: Covenant,
) -> None:
    make_promised(community_secretary, community, unit)
    found = listed(own, "obligation", covenant=covenant.pk)
    assert {row["covenant"] for row in found} == {covenant.pk}
    assert len(found) == covenant.obligations.count()
    assert listed(own, "obligation", covenant=covenant.pk + 99) == []


@pytest.mark.parametrize("name", ["obligation", "fulfilment"])
def test_a_strangers_list_is_empty(name: str, stranger: User, covenant: Covenant) -> None:
    assert listed(SignedIn(stranger), name) == []


@pytest.mark.parametrize("name", ["obligation", "fulfilment"])
@pytest.mark.parametrize("value", ["９", "9" * 30, "x", "-1", "1.5"])
def test_an_odd_key_breaks_nothing(value: str, name: str, own: Client, covenant: Covenant) -> None:
    answer = own.get(reverse(f"api:{name}-list"), {"covenant": value})
    assert answer.status_code in {200, 400}
