"""Keys that come in by an address, and pages that Django would open to anybody with a key."""

import pytest
from django.contrib import admin
from django.test import Client

from members.models import Member
from orgs.models import Organization, ResidentUnit
from tests.access.people import People
from tests.makers.members import PHONE

AUTOCOMPLETE = "/admin/autocomplete/"
UNIT_OF_MEMBER = {"app_label": "members", "model_name": "member", "field_name": "unit"}


@pytest.fixture
def people(db: None) -> People:
    return People()


@pytest.fixture
def foreign(people: People) -> Client:
    """The staff of 平桥区; everything else lies in 浉河区."""
    return people.browser("other_district")


def rows(browser: Client, url: str) -> int:
    response = browser.get(url)
    assert response.status_code == 200, url
    return response.context["cl"].result_count


def test_a_streets_code_filters_ones_own_district_only(people: People, foreign: Client) -> None:
    url = f"/admin/orgs/organization/?street={people.places.street.code}"
    assert rows(people.browser("district"), url) == 5
    assert rows(people.browser("district"), "/admin/orgs/organization/?street=999") == 0
    page = foreign.get(url)
    assert page.context["cl"].result_count == 0
    assert "五星街道" not in page.content.decode()


@pytest.mark.parametrize("value", ["", "0", "x" * 5000, "9" * 40, "%00", "'"])
def test_an_odd_filter_finds_nothing_and_breaks_nothing(people: People, value: str) -> None:
    browser = people.browser("district")
    for name in ("street", "standing", "tier__exact", "ending", "year"):
        response = browser.get(f"/admin/orgs/organization/?{name}={value}")
        assert response.status_code in {200, 302, 400}, name


@pytest.mark.parametrize(
    "query",
    [
        "parent__id__exact={street}", "district__id__exact={district}", "successor={street}",
        "parent__name__startswith=五", "district__code=411502", "created_by__username=district",
        "created_by__password__startswith=a",
    ],
)  # fmt: skip
def test_a_raw_key_is_no_filter(people: People, foreign: Client, query: str) -> None:
    places = people.places
    query = query.format(street=places.street.pk, district=places.district.pk)
    for browser in (people.browser("district"), foreign):
        assert browser.get(f"/admin/orgs/organization/?{query}").status_code == 400


def test_a_record_is_named_by_its_key_only(people: People) -> None:
    """Any other column would answer guesses: is there a member with this index?"""
    browser, member = people.browser("district"), Member.objects.get(user=people["member"])
    url = f"/admin/members/member/{member.mobile_index}/change/?_to_field=mobile_index"
    assert browser.get(url).status_code == 400
    assert browser.get("/admin/members/member/?_to_field=mobile_index").status_code == 400
    assert browser.get("/admin/members/member/?_to_field=id&_popup=1").status_code == 200


def test_names_are_not_completed_across_districts(people: People, foreign: Client) -> None:
    own = people.browser("district").get(AUTOCOMPLETE, UNIT_OF_MEMBER | {"term": "区"}).json()
    assert [row["text"] for row in own["results"]] == ["区教体局", "区财政局"]
    assert foreign.get(AUTOCOMPLETE, UNIT_OF_MEMBER | {"term": "区"}).json()["results"] == []


@pytest.mark.parametrize("term", [PHONE, PHONE[-4:], "138****1234"])
def test_a_number_completes_no_name(people: People, term: str) -> None:
    asked = {"app_label": "members", "model_name": "checkin", "field_name": "member"}
    found = people.browser("district").get(AUTOCOMPLETE, asked | {"term": term}).json()
    assert found["results"] == []


@pytest.mark.parametrize("name", ["street", "system_admin", "auditor"])
def test_names_are_completed_for_who_opens_the_register(people: People, name: str) -> None:
    asked = UNIT_OF_MEMBER | {"term": "区"}
    assert people.browser(name).get(AUTOCOMPLETE, asked).status_code == 403


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_a_foreign_records_pages_are_not_there(people: People, foreign: Client, page: str) -> None:
    for label, key in (
        ("orgs/organization", people.places.street.pk),
        ("orgs/residentunit", people.unit.pk),
        ("members/member", people.party_member.pk),
    ):
        for query in ("", "?_popup=1", "?_changelist_filters=q%3D1"):
            assert foreign.get(f"/admin/{label}/{key}/{page}/{query}").status_code == 404


def test_an_odd_address_shows_the_register_and_says_so(people: People) -> None:
    page = people.browser("district").get("/admin/orgs/organization/?e=1", follow=True)
    assert page.context["cl"].result_count == 7
    assert "地址里的筛选条件无法识别，已显示全部。" in page.content.decode()


def test_pages_that_have_a_better_one_are_not_there(people: People) -> None:
    """Django's own would lead anybody to any record's address, and change passwords beside us."""
    browser = people.browser("district")
    for url in ("/admin/r/1/1/", "/admin/password_change/", "/admin/password_change/done/"):
        assert browser.get(url).status_code == 404
    assert browser.get("/admin/logout/").url == "/accounts/logout/"


def test_the_tree_is_not_moved_by_the_librarys_own_hand(people: People) -> None:
    places = people.places
    sent = {"cmd": "move_node", "position": "last-child", "cut_item": places.community.pk}
    url = "/admin/orgs/organization/"
    people.browser("district").post(url, sent | {"pasted_on": places.other_street.pk})
    assert Organization.objects.get(pk=places.community.pk).parent_id == places.street.pk


def test_the_tree_is_indented_in_its_own_order(people: People) -> None:
    page = people.browser("district").get("/admin/orgs/organization/").content.decode()
    names = (
        "五星街道大工委",
        "大拱桥社区大党委",
        "第1网格党支部",
        "1号楼党小组",
        "三五八社区大党委",
    )
    places = [page.index(f">{name}</a>") for name in names]
    assert places == sorted(places)
    assert page.count("padding-left:28px") == 3
    assert page.count("padding-left:48px") == 1


@pytest.mark.parametrize("query", ["dgq", "dagong", "大拱", "411502005001"])
def test_a_node_is_found_by_name_spelling_and_code(people: People, query: str) -> None:
    page = people.browser("district").get(f"/admin/orgs/organization/?q={query}")
    assert "大拱桥社区大党委" in page.content.decode()


def test_no_register_searches_filters_or_sorts_a_sealed_number() -> None:
    for model in (Member, ResidentUnit):
        register = admin.site.get_model_admin(model)
        named = [*register.search_fields, *map(str, register.list_filter)]
        assert not [name for name in named if "mobile" in name or "row_key" in name]
        assert "mobile_masked" not in (register.sortable_by or register.list_display)
