import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from orgs.models import District, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.covenants import make_project, make_signed
from tests.makers.members import PHONE, make_entered, make_member, make_registered
from tests.makers.orgs import Places, make_admin, make_unit

SEARCH = "/desk/search/"


def found(user: User, wish: str) -> dict[str, list[str]]:
    page = SignedIn(user).get(SEARCH, {"q": wish})
    assert page.status_code == 200
    return {group.label: [hit.title for hit in group.hits] for group in page.context["groups"]}


@pytest.fixture
def filled(district_admin: User, community_secretary: User, places: Places) -> Places:
    unit = make_unit(district_admin, places.district, "大拱桥小学")
    make_member(unit, "单国强")
    make_signed(community_secretary, places.community, unit, title="大拱桥共驻共建协议")
    make_project(community_secretary, places.community, name="大拱桥亮化")
    return places


@pytest.mark.parametrize("wish", ["大拱桥", " 大拱桥 ", "大拱"])
def test_a_name_is_found_in_every_register(wish: str, district_admin: User, filled: Places) -> None:
    assert found(district_admin, wish) == {
        "党组织": ["大拱桥社区大党委"],
        "驻区单位": ["大拱桥小学"],
        "共建协议": ["大拱桥共驻共建协议"],
        "共建项目": ["大拱桥亮化"],
    }


@pytest.mark.parametrize("wish", ["dgq", "DGQ", "dagongqiao"])
def test_spelling_finds_places_and_units(wish: str, district_admin: User, filled: Places) -> None:
    assert found(district_admin, wish) == {
        "党组织": ["大拱桥社区大党委"], "驻区单位": ["大拱桥小学"],
    }  # fmt: skip


@pytest.mark.parametrize("wish", ["单国", "sgq", "shanguoqiang"])
def test_a_person_is_found_as_the_surname_is_read(
    wish: str, district_admin: User, filled: Places
) -> None:
    assert found(district_admin, wish) == {"党员": ["单国强"]}


@pytest.mark.parametrize("wish", [PHONE, "138 0000 1234", "+86-13800001234", "１３８00001234"])
def test_a_whole_number_finds_its_member(wish: str, district_admin: User, filled: Places) -> None:
    assert found(district_admin, wish) == {"党员": ["单国强"]}


@pytest.mark.parametrize("wish", [PHONE[:-1], PHONE[:7], PHONE[-4:], "138****1234"])
def test_a_part_of_a_number_finds_nothing(wish: str, district_admin: User, filled: Places) -> None:
    assert found(district_admin, wish) == {}


def test_a_number_is_found_by_those_only_who_may_see_it(
    member: User, community_secretary: User, street_secretary: User, neighbour: User, places: Places
) -> None:
    make_registered(member, community_secretary, places.community)
    assert found(community_secretary, PHONE) == {"党员": ["王小红"]}
    # The street reads the member, but not the number.
    assert found(street_secretary, "王小红") == {"党员": ["王小红"]}
    assert found(street_secretary, PHONE) == {}
    assert found(neighbour, PHONE) == {}


def test_nothing_of_another_place_is_found(
    neighbour: User, district_admin: User, filled: Places
) -> None:
    assert found(neighbour, "大拱桥") == {}
    elsewhere = make_admin(District.objects.create(code="411503", name="平桥区"), "elsewhere")
    assert found(elsewhere, "大拱桥") == found(elsewhere, "单国强") == {}


def test_ten_of_a_kind_are_shown_and_the_rest_is_a_link_away(
    district_admin: User, district: District
) -> None:
    for number in range(11):
        make_unit(district_admin, district, f"甲局{number:02}")
    page = SignedIn(district_admin).get(SEARCH, {"q": "甲局"})
    (group,) = page.context["groups"]
    assert (len(group.hits), group.more_url) == (10, "/desk/units/?q=%E7%94%B2%E5%B1%80")
    more = SignedIn(district_admin).get(group.more_url)
    assert len(more.context["table"].data) == 11


@pytest.mark.parametrize(
    "wish", ["%", "_", "' OR 1=1--", "<script>", "\\", "王" * 10_000, "\u202e", "𠮷", "9" * 300]
)
def test_odd_wishes_are_taken_literally(wish: str, district_admin: User, filled: Places) -> None:
    page = SignedIn(district_admin).get(SEARCH, {"q": wish})
    assert page.status_code == 200
    assert page.context["groups"] == []
    text = page.content.decode()
    assert "没有找到" in text
    assert "<script>" not in text.replace("<script src", "")


def test_a_nul_is_no_wish(district_admin: User) -> None:
    assert SignedIn(district_admin).get(f"{SEARCH}?q=%00").status_code == 400


def test_an_empty_wish_says_what_to_type(district_admin: User) -> None:
    for query in ("", "?q=", "?q=%20"):
        assert "拼音首字母" in SignedIn(district_admin).get(SEARCH + query).content.decode()


def test_a_long_wish_is_cut_and_said(district_admin: User) -> None:
    page = SignedIn(district_admin).get(SEARCH, {"q": "王" * 51})
    assert "最多 50 个字" in page.content.decode()


def test_a_search_costs_the_same_at_any_length(
    district_admin: User, community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    browser = SignedIn(district_admin)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(SEARCH, {"q": "大"})
        return len(queries)

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            school = make_unit(district_admin, places.district, f"大校{number}")
            make_entered(
                community_secretary, places.community, school, f"大明{number:02}".translate(HAN),
                f"139000{number:05}",
            )  # fmt: skip
            make_signed(community_secretary, places.community, school, title=f"大协议{number}")
            make_project(community_secretary, places.community, name=f"大项目{number}")

    grow(0, 2)
    few = cost()
    grow(2, 12)
    assert cost() == few <= 12


HAN = str.maketrans("0123456789", "零一二三四五六七八九")


def test_the_box_stands_on_the_desk_of_those_who_read_registers(
    district_admin: User, security_admin: User, member: User
) -> None:
    box = f'action="{SEARCH}"'
    assert box in SignedIn(district_admin).get("/desk/").content.decode()
    assert 'data-shortcut="/"' in SignedIn(district_admin).get("/desk/").content.decode()
    for user, page in ((security_admin, "/messages/"), (member, "/me/")):
        assert box not in SignedIn(user).get(page).content.decode()
