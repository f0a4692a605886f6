"""The pages and the API of rights, through HTTP."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common import clock
from orgs.models import District, GrantRequest, Organization, ResidentUnit, RoleGrant
from orgs.operations.grants import grant_role
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.covenants import key
from tests.makers.grants import make_account, make_request
from tests.makers.orgs import Places

MOST = 10


@pytest.fixture
def newcomer(district: District) -> User:
    return make_account(district)


@pytest.fixture
def asker(system_admin: User) -> Client:
    return SignedIn(system_admin)


@pytest.fixture
def decider(security_admin: User) -> Client:
    return SignedIn(security_admin)


def create_page(place: Any, role: str) -> str:
    return reverse("orgs:grant-request-create", args=[place.pk, place._meta.model_name, role])


def wish(**values: str) -> dict[str, str]:
    facts = {"account": "newcomer", "valid_from": f"{clock.today()}", "reason": "接替前任"}
    return facts | key() | values


def test_a_right_is_asked_for_and_approved_on_the_pages(
    asker: Client, decider: Client, newcomer: User, community: Organization
) -> None:
    page = asker.get(reverse("orgs:grant-request-pick"), {"role": "community", "q": "dgq"})
    address = create_page(community, Role.COMMUNITY)
    assert address in page.content.decode()
    answer = asker.post(address, wish())
    request = GrantRequest.objects.get()
    assert answer["Location"] == request.get_absolute_url()
    page = decider.get(request.get_absolute_url()).content.decode()
    approve = reverse("orgs:grant-request-approve", args=[request.pk])
    assert approve in page
    decider.post(approve, {"version": request.version})
    assert newcomer.grants.get().place == community
    assert "生效中" in decider.get(newcomer.grants.get().get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("role", "text", "found"),
    [
        (Role.STREET, "五星", "五星街道大工委"),
        (Role.COMMUNITY, "大拱", "五星街道 大拱桥社区大党委"),
        (Role.COMMUNITY, "411502005001", "五星街道 大拱桥社区大党委"),
        (Role.COMMUNITY, "wuxing", "五星街道 三五八社区大党委"),
        (Role.GRID, "大拱桥", "大拱桥社区 第1网格党支部"),
        (Role.GRID, "1号", "第1网格 1号楼党小组"),
        (Role.LIAISON, "教体", "区教体局"),
        (Role.AUDITOR, "", "浉河区"),
    ],
)
def test_the_place_is_found_by_what_people_type(
    role: str, text: str, found: str, asker: Client, places: Places, unit: ResidentUnit
) -> None:
    page = asker.get(reverse("orgs:grant-request-pick"), {"role": role, "q": text})
    assert found in page.content.decode()


def test_the_place_picker_shows_the_own_district_only(asker: Client, places: Places) -> None:
    District.objects.create(code="411503", name="平桥区")
    pick = reverse("orgs:grant-request-pick")
    assert "平桥区" not in asker.get(pick, {"role": Role.AUDITOR}).content.decode()
    for odd in ({"role": "king"}, {"role": "grid", "page": "99999"}, {"q": "' OR 1=1--"}):
        assert asker.get(pick, odd).status_code == 200


@pytest.mark.parametrize("role", ["street", "king", "liaison", "auditor"])
def test_an_address_whose_role_does_not_fit_is_not_there(
    role: str, asker: Client, community: Organization
) -> None:
    assert asker.get(create_page(community, role)).status_code == 404
    assert asker.get(create_page(community.district, "king")).status_code == 404


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"account": "nobody"}, "没有这个账号"),
        ({"account": "赵\x00"}, ""),
        ({"valid_from": "2026-02-30"}, "请填写正确的日期"),
        ({"valid_from": "2020-01-01"}, "生效日期不能早于今天"),
        ({"valid_to": "2020-01-01"}, "截止日期不能早于生效日期"),
        ({"reason": ""}, ""),
    ],
)
def test_odd_input_comes_back_with_a_sentence_and_all_that_was_typed(
    values: dict[str, str], sentence: str, asker: Client, newcomer: User, community: Organization
) -> None:
    answer = asker.post(create_page(community, Role.COMMUNITY), wish(**values))
    assert answer.status_code in {400, 422}
    page = answer.content.decode()
    assert sentence in page
    if "reason" not in values and answer.status_code == 422:
        assert "接替前任" in page
    assert not GrantRequest.objects.exists()


def test_an_account_of_another_district_is_not_known_here(
    asker: Client, community: Organization
) -> None:
    make_account(District.objects.create(code="411503", name="平桥区"), "theirs")
    answer = asker.post(create_page(community, Role.COMMUNITY), wish(account="theirs"))
    assert "没有这个账号" in answer.content.decode()


def test_a_double_click_asks_once(asker: Client, newcomer: User, community: Organization) -> None:
    twice = wish()
    first, second = (asker.post(create_page(community, Role.COMMUNITY), twice) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert GrantRequest.objects.count() == 1


def test_a_button_with_an_odd_version_is_no_server_error(
    decider: Client, system_admin: User, newcomer: User, community: Organization
) -> None:
    request = make_request(system_admin, newcomer, Role.COMMUNITY, community)
    address = reverse("orgs:grant-request-approve", args=[request.pk])
    assert decider.post(address, {"version": "9" * 40}).status_code == 302
    assert decider.post(address, {"version": "٣"}).status_code == 302


def test_grants_are_found_by_person_role_place_and_standing(
    decider: Client, community_secretary: User, liaison: User, grid_secretary: User
) -> None:
    page = reverse("orgs:grant-list")
    day = clock.today() + datetime.timedelta(days=9)
    later = make_account(community_secretary.grants.get().organization.district, "later", "钱未来")
    place = community_secretary.grants.get().organization
    grant_role(actor=None, user=later, role=Role.COMMUNITY, place=place, valid_from=day)
    for query, seen, unseen in (
        ({"q": "liaison"}, "区教体局", "大拱桥"),
        ({"role": "grid"}, "grid_secretary", "community_secretary"),
        ({"place": "大拱桥"}, "grid_secretary", "liaison"),
        ({"standing": "upcoming"}, "钱未来", "community_secretary"),
        ({"standing": "active"}, "community_secretary", "钱未来"),
        ({"q": "100%"}, "没有符合条件", "community_secretary"),
    ):
        rows = decider.get(page, query).content.decode().partition("<tbody")[2]
        rows = rows or decider.get(page, query).content.decode()
        assert seen in rows, query
        assert unseen not in rows, query


def test_a_right_is_revoked_on_its_page_with_a_reason(
    decider: Client, community_secretary: User, community: Organization
) -> None:
    browser = SignedIn(community_secretary)
    grant = community_secretary.grants.get()
    address = reverse("orgs:grant-revoke", args=[grant.pk])
    assert decider.post(address, {"reason": ""} | key()).status_code == 422
    decider.post(address, {"reason": "换届"} | key())
    assert browser.get(community.get_absolute_url()).status_code == 403
    assert "已收回" in decider.get(grant.get_absolute_url()).content.decode()


def test_nothing_grants_directly() -> None:
    """No address creates a grant but the approval of a request."""
    client = Client()
    assert client.post("/api/v1/grants/").status_code == 403


def test_the_api_of_grants_has_no_way_to_create_one(asker: Client, decider: Client) -> None:
    for browser in (asker, decider):
        assert browser.post("/api/v1/grants/", {}, "application/json").status_code == 405
        assert browser.post("/admin/orgs/rolegrant/add/", {}).status_code == 403


def test_a_right_is_asked_for_and_approved_through_the_api(
    asker: Client, decider: Client, newcomer: User, community: Organization
) -> None:
    body = {
        "account": "newcomer",
        "role": "community",
        "organization": community.pk,
        "reason": "任职",
    }
    asked = asker.post("/api/v1/grant-requests/", body, "application/json")
    assert asked.status_code == 201
    address = f"/api/v1/grant-requests/{asked.json()['id']}/"
    assert asker.post(f"{address}approve/", {}, "application/json").status_code == 403
    approved = decider.post(f"{address}approve/", {}, "application/json").json()
    assert (approved["state"], approved["place_label"]) == ("approved", "五星街道 大拱桥社区大党委")
    again = decider.post(f"{address}approve/", {}, "application/json")
    assert (again.status_code, again.json()["code"]) == (409, "grant.decided")
    assert RoleGrant.objects.filter(user=newcomer).count() == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"organization": 10**30},
        {"organization": 0},
        {"role": "king"},
        {"account": "nobody"},
        {"valid_from": "2026-02-30"},
        {"reason": ""},
        {"role": "liaison"},
    ],
    ids=str,
)
def test_the_api_refuses_odd_wishes_with_400(
    odd: dict[str, Any], asker: Client, newcomer: User, community: Organization
) -> None:
    body = {
        "account": "newcomer",
        "role": "community",
        "organization": community.pk,
        "reason": "任职",
    }
    answer = asker.post("/api/v1/grant-requests/", body | odd, "application/json")
    assert answer.status_code == 400
    assert not GrantRequest.objects.exists()


def test_the_lists_cost_the_same_at_any_length(
    decider: Client, system_admin: User, places: Places
) -> None:
    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            user = make_account(places.district, f"user{number}")
            grant_role(actor=None, user=user, role=Role.GRID, place=places.grid)
            make_request(system_admin, user, Role.COMMUNITY, places.community)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert decider.get(address).status_code == 200
        return len(queries)

    pages = (
        reverse("orgs:grant-list"), reverse("orgs:grant-request-list"),
        "/api/v1/grants/", "/api/v1/grant-requests/",
    )  # fmt: skip
    grow(0, 2)
    short = {page: cost(page) for page in pages}
    grow(2, 12)
    assert {page: cost(page) for page in pages} == short
    assert max(short.values()) <= MOST


def test_the_two_administrators_have_the_lists_in_their_navigation(
    asker: Client, decider: Client, community_secretary: User
) -> None:
    for browser in (asker, decider):
        page = browser.get(reverse("orgs:grant-list")).content.decode()
        for name in ("orgs:grant-list", "orgs:grant-request-list", "reports:hand-over-list"):
            assert f'href="{reverse(name)}"' in page
    desk = SignedIn(community_secretary).get("/desk/").content.decode()
    assert reverse("orgs:grant-list") not in desk
    assert reverse("reports:hand-over-pack") in desk


def test_the_apis_schema_speaks_of_rights_in_chinese(decider: Client) -> None:
    paths = decider.get("/api/v1/schema/?format=json").json()["paths"]
    mine = {
        f"{path} {method}": told
        for path, methods in paths.items()
        if "/grant" in path or "/hand-over" in path
        for method, told in methods.items()
    }
    assert len(mine) >= 14
    assert [name for name, told in mine.items() if not is_chinese(told.get("summary", ""))] == []
    assert [name for name, told in mine.items() if not is_chinese(told["description"])] == []


def is_chinese(text: str) -> bool:
    return any("一" <= letter <= "鿿" for letter in text) and not text[0].isascii()
