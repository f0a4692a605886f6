import uuid

import pytest
from django.urls import reverse

from accounts.models import User
from orgs.models import Organization
from orgs.operations.tree import merge_organizations
from tests.conftest import SignedIn
from tests.makers.orgs import FOUNDED, Places

LIST = "/desk/organizations/"


def url(noun: str, node: Organization) -> str:
    return reverse(f"orgs:organization-{noun}", args=[node.pk])


def key() -> dict[str, str]:
    return {"form_key": str(uuid.uuid4())}


def test_the_list_shows_ones_own_subtree(community_secretary: User, places: Places) -> None:
    page = SignedIn(community_secretary).get(LIST).content.decode()
    assert "大拱桥社区" in page
    assert "三五八社区" not in page


def test_the_list_is_filtered_by_name_tier_and_parent(district_admin: User, places: Places) -> None:
    browser = SignedIn(district_admin)
    for query, shown, hidden in (
        ({"q": "八一"}, "八一社区", "大拱桥社区"),
        ({"q": "411502006"}, "湖东街道", "大拱桥社区"),
        ({"tier": 1}, "湖东街道", "1号楼党小组"),
        ({"parent": places.grid.pk}, "1号楼", "八一社区大党委"),
    ):
        page = browser.get(LIST, query).content.decode().split("<tbody", 1)[1]
        assert shown in page
        assert hidden not in page


@pytest.mark.parametrize(
    "query",
    [
        {"q": "' OR 1=1--"},
        {"q": "%"},
        {"q": "_"},
        {"tier": "x"},
        {"tier": "9" * 40},
        {"parent": "9" * 40},
        {"parent": "-1"},
        {"parent": "1.5"},
        {"sort": "password"},
        {"sort": "-code,x"},
        {"page": "x"},
        {"page": "100000"},
        {"page": "0"},
        {"per_page": "1000000"},
    ],
)
def test_an_odd_address_is_never_a_server_error(
    query: dict[str, str], district_admin: User, places: Places
) -> None:
    response = SignedIn(district_admin).get(LIST, query)
    assert response.status_code in {200, 404}
    if "q" in query:
        assert "大拱桥社区" not in response.content.decode().split("<tbody", 1)[-1]


@pytest.mark.parametrize("address", ["/?q=%00", "/desk/organizations/?q=a%00b", "/a%00b/"])
def test_nul_in_an_address_is_a_400_page(address: str, district_admin: User) -> None:
    response = SignedIn(district_admin).get(address)
    assert response.status_code == 400
    assert "请求无法识别" in response.content.decode()


def test_a_node_tells_its_history(district_admin: User, places: Places) -> None:
    page = SignedIn(district_admin).get(url("detail", places.community)).content.decode()
    assert "成立" in page
    assert places.community.code in page
    assert "第1网格" in page


def test_what_is_out_of_scope_is_not_there(neighbour: User, places: Places) -> None:
    browser = SignedIn(neighbour)
    for noun in ("detail", "found", "rename", "move", "merge", "establish"):
        assert browser.get(url(noun, places.community)).status_code == 404
        assert browser.post(url(noun, places.community)).status_code in {404, 405}


def test_a_grid_is_founded_on_its_page(community_secretary: User, places: Places) -> None:
    wish = {"name": "第2网格", "established_on": "2026-01-05"} | key()
    response = SignedIn(community_secretary).post(url("found", places.community), wish)
    node = Organization.objects.get(name="第2网格")
    assert response["Location"] == node.get_absolute_url()
    assert node.parent == places.community


def test_a_double_click_founds_one_grid(community_secretary: User, places: Places) -> None:
    wish = {"name": "第2网格", "established_on": "2026-01-05"} | key()
    browser = SignedIn(community_secretary)
    answers = [browser.post(url("found", places.community), wish) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Organization.objects.filter(name="第2网格").count() == 1


@pytest.mark.parametrize("day", ["2026-02-30", "昨天", "9999-12-31", "0000-01-01", "45292"])
def test_an_impossible_day_gets_a_sentence_and_keeps_the_name(
    day: str, community_secretary: User, places: Places
) -> None:
    wish = {"name": "第2网格", "established_on": day} | key()
    response = SignedIn(community_secretary).post(url("found", places.community), wish)
    assert response.status_code == 422
    assert "第2网格" in response.content.decode()
    assert not Organization.objects.filter(name="第2网格").exists()


def test_markup_in_a_name_is_shown_as_text(community_secretary: User, places: Places) -> None:
    wish = {"name": "<b>网格</b>", "established_on": "2026-01-05"} | key()
    browser = SignedIn(community_secretary)
    page = browser.post(url("found", places.community), wish, follow=True).content.decode()
    assert "&lt;b&gt;网格&lt;/b&gt;" in page
    assert "<b>网格</b>" not in page


def test_a_stale_rename_is_refused_and_loses_nothing(
    community_secretary: User, places: Places
) -> None:
    browser = SignedIn(community_secretary)
    wish = {"version": "1", "effective_on": "2026-01-05"}
    browser.post(url("rename", places.grid), wish | {"name": "甲网格"} | key())
    response = browser.post(url("rename", places.grid), wish | {"name": "乙网格"} | key())
    page = response.content.decode()
    assert response.status_code == 422
    assert "刚刚被别人修改过" in page
    assert "乙网格" in page


def test_the_choices_of_a_move_are_what_one_keeps(street_secretary: User, places: Places) -> None:
    page = SignedIn(street_secretary).get(url("move", places.grid)).content.decode()
    assert "三五八社区" in page
    assert "八一社区" not in page


def test_a_parent_outside_ones_places_is_no_choice(street_secretary: User, places: Places) -> None:
    wish = {"parent": places.other_community.pk, "effective_on": "2026-01-05"} | key()
    response = SignedIn(street_secretary).post(url("move", places.grid), wish)
    assert response.status_code == 422
    places.grid.refresh_from_db()
    assert places.grid.parent == places.community


def test_a_merger_through_the_page(district_admin: User, places: Places) -> None:
    wish = {"target": places.sibling.pk, "effective_on": "2026-01-05"} | key()
    response = SignedIn(district_admin).post(url("merge", places.community), wish)
    assert response["Location"] == places.sibling.get_absolute_url()
    page = SignedIn(district_admin).get(url("detail", places.community)).content.decode()
    assert "已撤销" in page


def test_nothing_is_offered_for_what_is_gone(district_admin: User, places: Places) -> None:
    wish = {"actor": district_admin, "organization": places.community}
    merge_organizations(**wish, target=places.sibling, effective_on=FOUNDED)
    page = SignedIn(district_admin).get(url("detail", places.community)).content.decode()
    for noun in ("rename", "move", "merge", "found", "establish"):
        assert url(noun, places.community) not in page


def test_a_secretary_is_offered_only_what_she_may_do(
    community_secretary: User, places: Places
) -> None:
    page = SignedIn(community_secretary).get(url("detail", places.community)).content.decode()
    assert url("found", places.community) in page
    for noun in ("rename", "move", "merge"):
        assert url(noun, places.community) not in page
