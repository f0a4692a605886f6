import pytest
from django.test import Client

from accounts.models import User
from members.models import CheckIn
from members.operations.handling import return_check_in
from orgs.models import District, ResidentUnit
from orgs.operations.units import change_unit
from tests.makers.members import (
    make_entered,
    make_member_account,
    make_pending,
    make_registered,
)
from tests.makers.orgs import Places, make_below

LIST = "/desk/check-ins/"
STEPS = ["accept", "return", "close"]


@pytest.fixture
def check_in(member: User, places: Places) -> CheckIn:
    return make_pending(member, places.community)


def test_what_waits_stands_on_top(
    member: User,
    community_secretary: User,
    unit: ResidentUnit,
    places: Places,
    client_of: type[Client],
) -> None:
    other = make_member_account(unit, "other", "赵刚", "13700001111")
    waiting = make_pending(member, places.community)
    registered = make_registered(other, community_secretary, places.community)
    rows = client_of(community_secretary).get(LIST).context["table"].data
    assert list(rows) == [waiting, registered]


def test_the_list_is_filtered_by_name_state_and_community(
    check_in: CheckIn, community_secretary: User, places: Places, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)
    for query, count in (
        ({"q": "小红"}, 1),
        ({"q": "%"}, 0),
        ({"q": "13800001234"}, 0),
        ({"status": "pending"}, 1),
        ({"status": "registered"}, 0),
        ({"community": places.community.pk}, 1),
    ):
        assert len(client.get(LIST, query).context["table"].data) == count


def test_a_foreign_community_is_no_choice_of_the_filter(
    check_in: CheckIn, neighbour: User, places: Places, client_of: type[Client]
) -> None:
    form = client_of(neighbour).get(LIST).context["filter"].form
    assert list(form.fields["community"].queryset) == [places.sibling]


def test_the_secretary_accepts(
    check_in: CheckIn, community_secretary: User, places: Places, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)
    detail = client.get(check_in.get_absolute_url()).content.decode()
    assert f"/desk/check-ins/{check_in.pk}/accept/" in detail
    assert "前核实，接收或退回" in detail
    form = {"grid": places.grid.pk, "building": places.building.pk, "version": check_in.version}
    page = client.post(f"/desk/check-ins/{check_in.pk}/accept/", form, follow=True)
    assert "已接收，这名党员已在册。" in page.content.decode()
    check_in.refresh_from_db()
    assert check_in.building == places.building


def test_only_homes_of_the_community_are_offered(
    check_in: CheckIn,
    community_secretary: User,
    district_admin: User,
    places: Places,
    client_of: type[Client],
) -> None:
    foreign = make_below(district_admin, places.sibling, "第9网格")
    url = f"/desk/check-ins/{check_in.pk}/accept/"
    client = client_of(community_secretary)
    assert "第9网格" not in client.get(url).content.decode()
    assert client.post(url, {"grid": foreign.pk}).status_code == 422


def test_the_secretary_returns_with_a_reason(
    check_in: CheckIn, community_secretary: User, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)
    url = f"/desk/check-ins/{check_in.pk}/return/"
    assert client.post(url, {"reason": ""}).status_code == 422
    page = client.post(url, {"reason": "不住本社区 <b>请核对</b>"}, follow=True).content.decode()
    assert "不住本社区 &lt;b&gt;请核对&lt;/b&gt;" in page


def test_an_answer_that_comes_too_late_is_refused_in_one_sentence(
    check_in: CheckIn, community_secretary: User, client_of: type[Client]
) -> None:
    return_check_in(actor=community_secretary, check_in=check_in, reason="单位不符")
    response = client_of(community_secretary).post(f"/desk/check-ins/{check_in.pk}/accept/")
    assert response.status_code == 422
    assert "这份报到现在是“退回”，不用再处理。" in response.content.decode()


def test_the_secretary_closes_a_registration(
    member: User, community_secretary: User, places: Places, client_of: type[Client]
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    client = client_of(community_secretary)
    url = f"/desk/check-ins/{check_in.pk}/close/"
    day = client.get(url).context["form"]["closed_on"].value()
    page = client.post(url, {"close_reason": "retired", "closed_on": day}, follow=True)
    assert "退休或不再在职" in page.content.decode()


def test_the_secretary_enters_a_person(
    district_admin: User,
    community_secretary: User,
    unit: ResidentUnit,
    places: Places,
    client_of: type[Client],
) -> None:
    change_unit(actor=district_admin, unit=unit, paired_community=places.community)
    form = {
        "community": places.community.pk, "name": "李建国", "mobile": "139 0000 5678",
        "unit": unit.pk, "kind": "full", "gender": "1", "basis": "pairing",
        "grid": places.grid.pk, "consent": "on",
    }  # fmt: skip
    page = client_of(community_secretary).post("/desk/check-ins/new/", form, follow=True)
    assert "已登记，这名党员已在册。" in page.content.decode()
    assert CheckIn.objects.get().channel == CheckIn.Channel.COMMUNITY


def test_the_entry_offers_the_units_of_the_own_district(
    community_secretary: User, unit: ResidentUnit, client_of: type[Client]
) -> None:
    district = District.objects.create(code="411503", name="平桥区")
    foreign = ResidentUnit.objects.create(district=district, name="外区单位", category="other")
    form = client_of(community_secretary).get("/desk/check-ins/new/").context["form"]
    assert unit in form.fields["unit"].queryset
    assert foreign not in form.fields["unit"].queryset


def test_a_neighbour_gets_404_and_those_without_the_right_403(
    check_in: CheckIn,
    neighbour: User,
    street_secretary: User,
    liaison: User,
    client_of: type[Client],
) -> None:
    steps = [f"/desk/check-ins/{check_in.pk}/{step}/" for step in STEPS]
    pages = [check_in.get_absolute_url(), check_in.member.get_absolute_url(), *steps]
    assert {client_of(neighbour).get(page).status_code for page in pages} == {404}
    assert {client_of(street_secretary).post(page).status_code for page in steps} == {403}
    assert {client_of(liaison).get(page).status_code for page in pages} == {403}


@pytest.mark.parametrize("page", [LIST, "/desk/check-ins/new/", "/desk/members/"])
def test_a_stranger_and_a_member_get_403_at_the_desk(
    stranger: User, member: User, client_of: type[Client], page: str
) -> None:
    assert client_of(stranger).get(page).status_code == 403
    assert client_of(member).get(page).status_code == 403


def test_a_grid_sees_its_own_people_only(
    member: User,
    community_secretary: User,
    grid_secretary: User,
    unit: ResidentUnit,
    places: Places,
    client_of: type[Client],
) -> None:
    other = make_member_account(unit, "other", "赵刚", "13700001111")
    make_registered(member, community_secretary, places.community, building=places.building)
    foreign = make_registered(other, community_secretary, places.community)
    client = client_of(grid_secretary)
    for page in (LIST, "/desk/members/"):
        text = client.get(page).content.decode()
        assert "王小红" in text
        assert "赵刚" not in text
    assert client.get(foreign.get_absolute_url()).status_code == 404


def test_the_members_page_shows_only_check_ins_in_sight(
    member: User,
    neighbour: User,
    community_secretary: User,
    places: Places,
    client_of: type[Client],
) -> None:
    first = make_pending(member, places.community)
    return_check_in(actor=community_secretary, check_in=first, reason="不住本社区")
    make_entered(neighbour, places.sibling, None, "王小红", "13800001234")
    text = client_of(community_secretary).get(first.member.get_absolute_url()).content.decode()
    assert "大拱桥社区" in text
    assert "三五八社区" not in text
