"""What bad names and numbers get through form, API and operation."""

import json
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from common.violations import RuleViolation
from members.models import CheckIn, Member
from members.operations.members import register_member
from members.operations.rules import CONSENT_VERSION
from orgs.models import ResidentUnit
from orgs.operations.units import change_unit
from tests.makers.members import make_entered, make_pending
from tests.makers.orgs import Places

ENTER, NEW, SUBMIT = "/desk/check-ins/new/", "/me/check-in/new/", "/api/v1/check-ins/submit/"
MARKUP = "<script>alert(1)</script>"
NAMES = {
    "𠮷": "𠮷",
    "䶮" * 50: "䶮" * 50,
    "𠮷" * 50: "𠮷" * 50,
    "阿卜杜拉•买买提": "阿卜杜拉·买买提",
    "　王　五 ": "王五",
    MARKUP: MARKUP,
    "' OR 1=1--": "' OR 1=1--",
    "100%_": "100%_",
    "=1+1": "=1+1",
}
BAD_NAMES = ["", " ", "　", "𠮷" * 51, "王\u200b五", "王\u202e五", "王\x00五", "王\x07五"]
NUMBERS = ["+86 138-0000-0000", "１３８００００００００", "13800000000.0", " 138 0000 0000　"]
BAD_NUMBERS = [
    "1380000000",
    "138000000000",
    "' OR 1=1--",
    "１３８",
    "0376-6652000",
    "138\x0000000000",
]


@pytest.fixture
def located_unit(district_admin: User, unit: ResidentUnit, places: Places) -> ResidentUnit:
    return change_unit(actor=district_admin, unit=unit, located_in=places.community)


def entry(places: Places, unit: ResidentUnit, **values: Any) -> dict[str, Any]:
    return {
        "community": places.community.pk, "name": "李建国", "mobile": "13900005678",
        "unit": unit.pk, "kind": "full", "gender": "9", "basis": "residence", "consent": "on",
    } | values  # fmt: skip


@pytest.mark.parametrize("typed", NAMES)
def test_a_name_goes_through_the_form_and_is_shown_as_text(
    community_secretary: User,
    located_unit: ResidentUnit,
    places: Places,
    client_of: type[Client],
    typed: str,
) -> None:
    client = client_of(community_secretary)
    page = client.post(ENTER, entry(places, located_unit, name=typed), follow=True)
    assert Member.objects.get().name == NAMES[typed]
    assert MARKUP not in page.content.decode()
    assert MARKUP not in client.get("/desk/members/").content.decode()


@pytest.mark.parametrize("typed", BAD_NAMES)
def test_a_bad_name_comes_back_with_a_sentence_and_nothing_is_written(
    community_secretary: User,
    located_unit: ResidentUnit,
    places: Places,
    client_of: type[Client],
    typed: str,
) -> None:
    response = client_of(community_secretary).post(ENTER, entry(places, located_unit, name=typed))
    assert response.status_code == 422
    assert response.context["form"].errors["name"]
    assert 'value="13900005678"' in response.content.decode()
    assert not Member.objects.exists()


@pytest.mark.parametrize("typed", NAMES)
def test_a_name_goes_through_the_operation(unit: ResidentUnit, typed: str) -> None:
    member = register_member(actor=None, unit=unit, name=typed, mobile="13900005678")
    member.refresh_from_db()
    assert member.name == NAMES[typed]


@pytest.mark.parametrize("typed", BAD_NAMES)
def test_the_operation_refuses_a_bad_name(
    community_secretary: User, located_unit: ResidentUnit, places: Places, typed: str
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        make_entered(community_secretary, places.community, located_unit, name=typed)
    assert refusal.value.field == "name"


@pytest.mark.parametrize("typed", NUMBERS)
def test_a_number_goes_through_every_door(
    member: User,
    community_secretary: User,
    located_unit: ResidentUnit,
    places: Places,
    client_of: type[Client],
    typed: str,
) -> None:
    make_pending(member, places.community, mobile=typed)
    member.member.refresh_from_db()
    assert member.member.open_mobile() == "13800000000"
    form = entry(places, located_unit, mobile=typed)
    page = client_of(community_secretary).post(ENTER, form)
    assert "用了这个手机号" in page.content.decode()


@pytest.mark.parametrize("typed", BAD_NUMBERS)
def test_a_bad_number_is_refused_at_every_door(
    member: User, places: Places, client_of: type[Client], typed: str
) -> None:
    form = {
        "mobile": typed, "community": places.community.pk, "basis": "residence",
        "categories": ["01"], "availabilities": ["6 09:00 12:00"], "consent": "on",
    }  # fmt: skip
    page = client_of(member).post(NEW, form)
    assert page.status_code == 422
    assert page.context["form"].errors["mobile"]
    with pytest.raises(RuleViolation):
        make_pending(member, places.community, mobile=typed)
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("typed", [*BAD_NUMBERS, "\ud800", 13, None, [], {}])
def test_the_api_refuses_a_bad_number(member: User, places: Places, typed: object) -> None:
    client = APIClient()
    client.force_login(member)
    body = {
        "community": places.community.pk, "basis": "residence", "categories": ["01"],
        "availabilities": [{"weekdays": "6", "start": "09:00", "end": "12:00"}],
        "consent_version": CONSENT_VERSION, "mobile": typed,
    }  # fmt: skip
    # json.dumps escapes half a surrogate pair as a hostile client would.
    response = client.post(SUBMIT, json.dumps(body), content_type="application/json")
    assert response.status_code in {400, 409}
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {}, [], "x", {"community": "1' OR 1=1--"}, {"categories": ["01"] * 51},
        {"availabilities": [{"weekdays": "x", "start": "25:00", "end": "1"}]},
        {"max_per_month": 10**30}, {"community": 10**30},
    ],
)  # fmt: skip
def test_the_api_answers_nonsense_with_400(member: User, body: object) -> None:
    client = APIClient()
    client.force_login(member)
    assert client.post(SUBMIT, body, format="json").status_code == 400


def test_nonsense_in_the_forms_selects_is_refused(
    member: User, places: Places, client_of: type[Client]
) -> None:
    form = {
        "mobile": "13800000000", "community": "999999999999999999999", "basis": "x",
        "categories": ["01", "x"], "availabilities": ["x", "1 2 3"], "max_per_month": "1e9",
    }  # fmt: skip
    response = client_of(member).post(NEW, form)
    assert response.status_code == 422
    refused = {"community", "basis", "categories", "availabilities", "max_per_month", "consent"}
    assert set(response.context["form"].errors) == refused


@pytest.mark.parametrize(
    "query", ["q=%25", "q='+OR+1=1--", "page=100000", "page=x", "status=x", "community=x", "sort=x"]
)
def test_nonsense_in_the_address_of_a_list_is_no_error(
    community_secretary: User, member: User, places: Places, client_of: type[Client], query: str
) -> None:
    make_pending(member, places.community)
    client = client_of(community_secretary)
    for page in ("/desk/check-ins/", "/desk/members/"):
        assert client.get(f"{page}?{query}").status_code in {200, 404}
