"""The posters with which members begin."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import AuditEntry, User
from common.violations import RuleViolation
from orgs.models import ResidentUnit
from orgs.operations.entry_codes import issue_entry_code
from orgs.operations.grants import grant_role
from orgs.operations.unit_merges import merge_units
from orgs.policy import Role
from tests.makers.orgs import Places, make_holder, make_unit

PAGE = "/unit/entry-code/"


def code_of(unit: ResidentUnit) -> str:
    return ResidentUnit.objects.get(pk=unit.pk).entry_code


def test_the_liaison_makes_the_poster_and_a_new_one_later(
    unit: ResidentUnit, liaison: User, client_of: type[Client]
) -> None:
    client = client_of(liaison)
    assert "还没有报到海报" in client.get(PAGE).content.decode()
    client.post(PAGE)
    first = code_of(unit)
    page = client.get(PAGE).content.decode()
    assert f"http://testserver/me/start/{first}/" in page
    assert "data:image/svg+xml" in page
    client.post(PAGE)
    assert code_of(unit) != first


def test_codes_cannot_be_guessed(unit: ResidentUnit, liaison: User) -> None:
    codes = {issue_entry_code(actor=liaison, unit=unit).entry_code for _ in range(20)}
    assert len(codes) == 20
    assert {len(code) for code in codes} == {16}


def test_the_district_makes_one_for_a_unit(
    unit: ResidentUnit, district_admin: User, client_of: type[Client]
) -> None:
    client = client_of(district_admin)
    page = f"/desk/units/{unit.pk}/entry-code/"
    assert page in client.get(f"/desk/units/{unit.pk}/").content.decode()
    client.post(page)
    assert code_of(unit) in client.get(page).content.decode()


@pytest.mark.parametrize("name", ["community_secretary", "street_secretary", "member", "auditor"])
def test_nobody_else_makes_one(
    unit: ResidentUnit, name: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        issue_entry_code(actor=request.getfixturevalue(name), unit=unit)


def test_the_liaison_of_two_units_chooses(
    unit: ResidentUnit, places: Places, district_admin: User, liaison: User, client_of: Any
) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    foreign = make_unit(district_admin, places.district, "区法院")
    grant_role(actor=None, user=liaison, role=Role.LIAISON, place=other)
    client = client_of(liaison)
    response = client.post(f"{PAGE}?unit={other.pk}")
    assert response["Location"] == f"{PAGE}?unit={other.pk}"
    assert code_of(other)
    assert not code_of(unit)
    assert client.get(f"{PAGE}?unit={foreign.pk}").status_code == 404
    assert client.post(f"{PAGE}?unit={foreign.pk}").status_code == 404


@pytest.mark.parametrize("query", ["unit=x", "unit=%27--", "unit=9999999999999999999999", "unit="])
def test_an_odd_address_is_no_server_error(
    liaison: User, client_of: type[Client], query: str
) -> None:
    assert client_of(liaison).get(f"{PAGE}?{query}").status_code in {200, 404}


def test_a_merged_unit_gets_none(unit: ResidentUnit, places: Places, district_admin: User) -> None:
    stays = make_unit(district_admin, places.district, "区教育体育局")
    merge_units(actor=district_admin, unit=unit, target=stays)
    with pytest.raises(RuleViolation):
        issue_entry_code(actor=district_admin, unit=unit)


def test_who_speaks_for_a_merged_unit_only_has_no_poster_page(
    unit: ResidentUnit, places: Places, district_admin: User, client_of: type[Client]
) -> None:
    stays = make_unit(district_admin, places.district, "区教育体育局")
    holder = make_holder("old_liaison", Role.LIAISON, unit)
    merge_units(actor=district_admin, unit=unit, target=stays)
    assert client_of(holder).get(PAGE).status_code == 404


def test_making_one_enters_the_audit_without_the_code(unit: ResidentUnit, liaison: User) -> None:
    unit = issue_entry_code(actor=liaison, unit=unit)
    entry = AuditEntry.objects.get(action="unit.issue_entry_code")
    assert (entry.actor_id, entry.record_id) == (liaison.pk, str(unit.pk))
    assert unit.entry_code not in str(entry.detail)
