import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common import clock
from orgs.models import Organization, OrganizationEvent
from orgs.operations.tree import merge_organizations
from tests.conftest import SignedIn
from tests.makers.orgs import FOUNDED, Places, make_below

LIST = "/desk/organizations/"


HERE = ("detail", "found", "rename", "establish", "pilot", "pattern", "undo")
CHANGES = ("move", "merge", "split", "dissolve")


def url(noun: str, node: Organization) -> str:
    app = "reports" if noun in CHANGES else "orgs"
    return reverse(f"{app}:organization-{noun}", args=[node.pk])


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
    for noun in (*HERE, *CHANGES):
        assert browser.get(url(noun, places.community)).status_code in {404, 405}
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


def test_nothing_is_offered_for_what_is_gone(district_admin: User, places: Places) -> None:
    wish = {"actor": district_admin, "organization": places.community}
    merge_organizations(**wish, target=places.sibling, effective_on=FOUNDED)
    page = SignedIn(district_admin).get(url("detail", places.community)).content.decode()
    for noun in ("rename", "found", "establish", "pilot", "pattern", *CHANGES):
        assert url(noun, places.community) not in page


def test_a_secretary_is_offered_only_what_she_may_do(
    community_secretary: User, places: Places
) -> None:
    page = SignedIn(community_secretary).get(url("detail", places.community)).content.decode()
    assert url("found", places.community) in page
    for noun in ("rename", "pilot", "pattern", "undo", *CHANGES):
        assert url(noun, places.community) not in page


def test_the_district_is_offered_every_change(district_admin: User, places: Places) -> None:
    page = SignedIn(district_admin).get(url("detail", places.community)).content.decode()
    for noun in ("rename", "pilot", "pattern", *CHANGES):
        assert url(noun, places.community) in page


def test_a_grid_is_no_pilot_and_a_street_does_not_move(
    district_admin: User, places: Places
) -> None:
    browser = SignedIn(district_admin)
    grid = browser.get(url("detail", places.grid)).content.decode()
    street = browser.get(url("detail", places.street)).content.decode()
    assert url("pilot", places.grid) not in grid
    assert url("pattern", places.street) not in street
    assert url("move", places.street) not in street


def test_a_pilot_is_marked_and_unmarked(district_admin: User, places: Places) -> None:
    browser = SignedIn(district_admin)
    address = url("pilot", places.community)
    page = browser.post(address, {"pilot_from": "2026-01-05"} | key(), follow=True)
    assert "2026年1月5日起" in page.content.decode()
    page = browser.post(address, {"pilot_from": ""} | key(), follow=True).content.decode()
    assert "取消试点" in page


def test_the_pattern_is_marked(district_admin: User, places: Places) -> None:
    wish = {"is_followed": "1", "effective_on": "2026-01-05"} | key()
    page = SignedIn(district_admin).post(url("pattern", places.community), wish, follow=True)
    assert "推行“1+2+6”模式" in page.content.decode()


def test_a_new_grid_taken_back_leads_to_the_tree(community_secretary: User, places: Places) -> None:
    browser = SignedIn(community_secretary)
    today = clock.today().isoformat()
    browser.post(
        url("found", places.community), {"name": "第2网格", "established_on": today} | key()
    )
    node = Organization.objects.get(name="第2网格")
    response = browser.post(url("undo", node))
    assert response["Location"] == "/desk/tree/"
    assert not Organization.objects.filter(pk=node.pk).exists()


def test_what_cannot_be_taken_back_gets_a_sentence(district_admin: User, places: Places) -> None:
    OrganizationEvent.objects.update(created_at=clock.now() - datetime.timedelta(days=2))
    page = SignedIn(district_admin).post(url("undo", places.community), follow=True)
    assert "只能撤回当天登记的变动" in page.content.decode()


def test_a_node_shows_its_children_page_by_page(district_admin: User, places: Places) -> None:
    for number in range(55):
        make_below(district_admin, places.grid, f"{number + 2}号楼")
    browser = SignedIn(district_admin)
    first = browser.get(url("detail", places.grid)).content.decode()
    last = browser.get(url("detail", places.grid), {"page": 100000}).content.decode()
    assert first.count("号楼党小组</a>") == 50
    assert last.count("号楼党小组</a>") == 6


def test_a_node_page_costs_the_same_at_any_size(district_admin: User, places: Places) -> None:
    browser = SignedIn(district_admin)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(url("detail", places.community))
        return len(queries)

    make_below(district_admin, places.community, "第2网格")
    small = cost()
    for number in range(3, 15):
        make_below(district_admin, places.community, f"第{number}网格")
    assert cost() == small


@pytest.mark.parametrize("key", ["9223372036854775808", "9" * 30, "abc", "-1"])
def test_a_key_that_no_column_holds_is_a_wrong_choice(
    district_admin: User, places: Places, key: str
) -> None:
    page = f"/desk/organizations/{places.community.pk}/split/"
    values = {"name": "茶韵社区", "children": [key], "effective_on": "2026-03-01"}
    assert SignedIn(district_admin).post(page, values).status_code == 422
