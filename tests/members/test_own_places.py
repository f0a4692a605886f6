"""Which community a name, its spelling or an address leads to."""

import pytest

from accounts.models import User
from common import clock
from members.selectors.places import communities_at
from orgs.models import ResidentUnit
from tests.conftest import SignedIn
from tests.makers.members import make_pending
from tests.makers.orgs import Places, make_below, make_community

NEW = "/me/check-in/new/"


@pytest.fixture
def garden(district_admin: User, places: Places) -> Places:
    """三五八 has a 阳光花园, whose houses stand in a grid of that name."""
    grid = make_below(district_admin, places.sibling, "阳光花园网格")
    make_below(district_admin, grid, "阳光花园3号楼")
    return places


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("大拱", "community"),
        ("dgq", "community"),
        ("dagong", "community"),
        ("拱桥社区", "community"),
        ("五星街道大拱桥社区1号楼302", "community"),
        ("我家在大拱桥", "community"),
        ("阳光花园", "sibling"),
        ("yghy", "sibling"),
        ("浉河区 阳光花园3号楼 2单元", "sibling"),
        ("八一", "other_community"),
        ("湖东街道", "other_community"),
    ],
)
def test_what_people_type_leads_to_their_community(garden: Places, text: str, name: str) -> None:
    assert communities_at(text, garden.district) == {getattr(garden, name).pk}


@pytest.mark.parametrize(
    "text", ["", "大", "1号楼", "第1网格", "不存在的小区", "%", "__", "' OR 1=1--"]
)
def test_what_every_place_has_or_none_narrows_nothing(garden: Places, text: str) -> None:
    assert communities_at(text, garden.district) == set()


def test_a_street_leads_to_all_its_communities(garden: Places) -> None:
    assert communities_at("五星街道", garden.district) == {garden.community.pk, garden.sibling.pk}


def test_the_page_narrows_the_choices_by_its_address(member: User, garden: Places) -> None:
    form = SignedIn(member).get(NEW, {"q": "阳光花园"}).context["form"]
    assert form.fields["community"].choices == [
        ("", "请选择"),
        ("五星街道", [(garden.sibling.pk, "三五八社区")]),
    ]
    assert form["community"].value() == garden.sibling.pk


def test_the_button_without_a_script_keeps_what_was_typed(member: User, garden: Places) -> None:
    typed = {"q": "湖东", "find": "1", "categories": ["12"], "mobile": "13912345678"}
    response = SignedIn(member).post(NEW, typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert "data-error-summary" not in page
    assert 'value="13912345678"' in page
    form = response.context["form"]
    assert form["categories"].value() == ["12"]
    assert form["community"].value() == garden.other_community.pk
    assert not member.member.check_ins.exists()


def test_nothing_found_offers_everything_and_says_so(member: User, garden: Places) -> None:
    response = SignedIn(member).get(NEW, {"q": "月球<b>"})
    assert "没有找到“月球&lt;b&gt;”" in response.content.decode()
    assert len(response.context["form"].fields["community"].choices) == 3


def test_the_paired_community_takes_one_tap(
    member: User, unit: ResidentUnit, places: Places
) -> None:
    ResidentUnit.objects.filter(pk=unit.pk).update(paired_community=places.sibling)
    client = SignedIn(member)
    assert "单位结对社区：三五八社区" in client.get(NEW).content.decode()
    sent = {
        "basis": "pairing", "categories": ["01"], "availabilities": ["6 09:00 12:00"],
        "mobile": "13800001234", "consent": "on",
    }  # fmt: skip
    assert client.post(NEW, sent).status_code == 302
    assert member.member.check_ins.get().community == places.sibling


def test_another_community_than_the_paired_one_is_no_pairing(
    member: User, unit: ResidentUnit, places: Places
) -> None:
    ResidentUnit.objects.filter(pk=unit.pk).update(paired_community=places.sibling)
    sent = {
        "basis": "pairing", "community": places.community.pk, "categories": ["01"],
        "availabilities": ["6 09:00 12:00"], "mobile": "13800001234", "consent": "on",
    }  # fmt: skip
    response = SignedIn(member).post(NEW, sent)
    assert response.status_code == 422
    assert "不是单位的结对社区" in response.content.decode()


def test_a_dissolved_place_is_not_found(garden: Places) -> None:
    type(garden.sibling).objects.filter(pk=garden.sibling.pk).update(dissolved_on=clock.today())
    assert communities_at("三五八社区", garden.district) == set()


def test_a_check_in_that_waits_is_shown_instead_of_the_form(member: User, places: Places) -> None:
    make_pending(member, places.community)
    assert SignedIn(member).get(NEW, {"q": "大拱桥"}).url == "/me/check-in/"


def test_a_community_that_is_only_planned_is_not_offered(
    member: User, district_admin: User, garden: Places
) -> None:
    planned = make_community(district_admin, garden.street, "规划社区", "411502005009")
    type(planned).objects.filter(pk=planned.pk).update(established_on=None)
    assert communities_at("规划社区", garden.district) == set()
    form = SignedIn(member).get(NEW, {"q": "社区"}).context["form"]
    assert form.found == "找到 3 个社区，请选择。"
