"""`records/<number>/`: the number on a paper leads to the record, for who may see it."""

import re

import pytest
from django.test import Client

from accounts.models import User
from common import clock
from members.models import CheckIn
from orgs.models import Organization, ResidentUnit
from reports.prints.numbers import card_no, introduction_no, roster_no
from reports.records import NUMBER
from tests.conftest import SignedIn
from tests.makers.covenants import make_signed
from tests.makers.members import make_pending, make_registered
from tests.makers.orgs import Places
from tests.makers.services import make_own_log


@pytest.fixture
def check_in(member: User, community_secretary: User, community: Organization) -> CheckIn:
    return make_registered(member, community_secretary, community)


def led_to(user: User, no: str) -> str:
    response = SignedIn(user).get(f"/records/{no}/")
    return response["Location"] if response.status_code == 302 else str(response.status_code)


def test_a_check_in_is_found_on_everybodys_own_surface(
    community_secretary: User, liaison: User, member: User, check_in: CheckIn
) -> None:
    assert led_to(community_secretary, check_in.no) == f"/desk/check-ins/{check_in.pk}/"
    assert led_to(liaison, check_in.no) == f"/unit/members/{check_in.member_id}/"
    assert led_to(member, check_in.no) == "/me/check-in/"


def test_a_number_is_read_as_people_type_it(community_secretary: User, check_in: CheckIn) -> None:
    typed = " " + check_in.no.lower().replace("-", " - ")
    assert led_to(community_secretary, typed) == f"/desk/check-ins/{check_in.pk}/"


def test_unknown_and_unseen_get_the_same_answer(neighbour: User, check_in: CheckIn) -> None:
    browser, unknown = SignedIn(neighbour), "BD20200101-AAAAAA"
    answers = [browser.get(f"/records/{no}/") for no in (check_in.no, unknown)]
    assert [answer.status_code for answer in answers] == [404, 404]
    told = [answer.content.decode() for answer in answers]
    first, second = (re.sub(f'{check_in.no}|{unknown}|value="[^"]*"', "", page) for page in told)
    assert first == second


def test_nobody_looks_a_number_up_without_signing_in(check_in: CheckIn) -> None:
    response = Client().get(f"/records/{check_in.no}/")
    assert response["Location"].startswith("/accounts/login/")


def test_what_was_not_submitted_is_not_found(
    community_secretary: User, member: User, community: Organization
) -> None:
    waiting = make_pending(member, community)
    CheckIn.objects.filter(pk=waiting.pk).update(status="draft")
    assert led_to(community_secretary, waiting.no) == "404"


def test_the_numbers_of_forms_lead_to_whom_they_are_about(
    community_secretary: User, liaison: User, member: User, neighbour: User, check_in: CheckIn
) -> None:
    person, day = check_in.member, clock.today()
    for no in (introduction_no(person, day), card_no(person, day.year)):
        assert NUMBER.fullmatch(no)
        assert led_to(community_secretary, no) == f"/desk/members/{person.pk}/"
        assert led_to(liaison, no) == f"/unit/members/{person.pk}/"
        assert led_to(member, no) == "/me/"
        assert led_to(neighbour, no) == "404"


def test_the_number_of_a_list_leads_to_its_community(
    community_secretary: User, neighbour: User, community: Organization
) -> None:
    no = roster_no(community, clock.today())
    assert NUMBER.fullmatch(no)
    assert led_to(community_secretary, no) == f"/desk/organizations/{community.pk}/"
    assert led_to(neighbour, no) == "404"


def test_services_and_covenants_are_found(
    community_secretary: User, liaison: User, member: User, check_in: CheckIn,
    unit: ResidentUnit, community: Organization,
) -> None:  # fmt: skip
    log = make_own_log(check_in.member, community)
    covenant = make_signed(community_secretary, community, unit)
    assert led_to(community_secretary, log.no) == f"/desk/services/{log.pk}/"
    assert led_to(member, log.no) == "/me/services/"
    assert led_to(community_secretary, covenant.no) == f"/desk/covenants/{covenant.pk}/"
    assert led_to(liaison, covenant.no) == f"/unit/covenants/{covenant.pk}/"


@pytest.mark.parametrize("no", ["%00", "x" * 500, "JS20261123-999999999999999999", "BD", "%25"])
def test_odd_numbers_are_not_found(no: str, community_secretary: User, check_in: CheckIn) -> None:
    assert led_to(community_secretary, no) in {"404", "400"}


def test_the_public_side_does_not_lead_to_the_office(
    community_secretary: User, check_in: CheckIn, settings: object
) -> None:
    settings.SURFACES = "public"
    assert led_to(community_secretary, check_in.no) == "404"


def test_the_search_box_finds_a_number(
    community_secretary: User, neighbour: User, check_in: CheckIn, places: Places
) -> None:
    address = f"/desk/search/?q={check_in.no.lower()}"
    found = f"/desk/check-ins/{check_in.pk}/"
    assert found in SignedIn(community_secretary).get(address).content.decode()
    assert found not in SignedIn(neighbour).get(address).content.decode()
