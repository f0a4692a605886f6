import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from covenants.models import Covenant, Project
from orgs.models import Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.covenants import (
    key,
    make_covenant,
    make_project,
    make_project_in,
    make_signed,
)
from tests.makers.orgs import Places, make_unit

DAY = "2025-03-01"
COVENANT_STEPS = ["detail", "change", "submit", "sign", "terminate", "void"]
PROJECT_STEPS = [
    *("detail", "change", "confirm", "reject", "start", "pause", "resume", "finish"),
    *("terminate", "void"),
]


@pytest.fixture
def secretary(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


def typed(community: Organization, unit: ResidentUnit, **more: object) -> dict[str, object]:
    return {"organization": community.pk, "title": "协议", "units": [unit.pk], **key(), **more}


def test_a_covenant_is_drafted_signed_and_read_through_the_pages(
    secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    create = reverse("covenants:covenant-create")
    page = secretary.post(create, typed(community, unit), follow=True)
    assert "提交待签" in page.content.decode()
    covenant = Covenant.objects.get()
    sign = reverse("covenants:covenant-sign", args=[covenant.pk])
    dates = {"signed_on": DAY, "effective_from": DAY, f"signer_{unit.pk}": "李书记"}
    page = secretary.post(sign, {**dates, **key()}, follow=True)
    text = page.content.decode()
    assert "有效" in text
    assert "李书记" in text


def test_the_same_form_sent_twice_makes_one_covenant(
    secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    form = typed(community, unit)
    answers = [secretary.post(reverse("covenants:covenant-create"), form) for _ in range(2)]
    assert Covenant.objects.count() == 1
    assert answers[0].url == answers[1].url


def test_a_stale_edit_is_refused_and_both_versions_are_shown(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_covenant(community_secretary, community, unit, title="甲的改动")
    url = reverse("covenants:covenant-change", args=[covenant.pk])
    form = typed(community, unit, title="乙的改动", version=0)
    page = secretary.post(url, form)
    assert page.status_code == 422
    text = page.content.decode()
    assert "刚刚被别人修改过" in text
    assert 'value="乙的改动"' in text
    assert "现在保存的是：甲的改动" in text
    assert f'name="version" value="{covenant.version}"' in text
    covenant.refresh_from_db()
    assert covenant.title == "甲的改动"


def test_markup_and_formulas_are_kept_and_shown_as_text(
    secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    title = "=HYPERLINK(1)<script>alert(1)</script>"
    form = typed(community, unit, title=title, text="<b>甲乙双方</b>")
    page = secretary.post(reverse("covenants:covenant-create"), form, follow=True)
    assert Covenant.objects.get().title == title
    text = page.content.decode()
    assert "<script>alert" not in text
    assert "&lt;b&gt;甲乙双方" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "a\x00b"), ("effective_from", "2026/2/30"), ("effective_to", "1999-01-01")],
)
def test_bad_input_comes_back_with_a_sentence(
    field: str, value: str, secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    form = typed(community, unit, effective_from=DAY) | {field: value}
    page = secretary.post(reverse("covenants:covenant-create"), form)
    assert page.status_code == 422
    assert "请更正" in page.content.decode()
    assert not Covenant.objects.exists()


def test_a_first_party_outside_the_scope_is_no_choice(
    secretary: Client, places: Places, unit: ResidentUnit
) -> None:
    form = typed(places.sibling, unit)
    page = secretary.post(reverse("covenants:covenant-create"), form)
    assert page.status_code == 422
    assert not Covenant.objects.exists()


def test_a_project_goes_its_way_through_the_pages(
    secretary: Client, community: Organization
) -> None:
    form = {"lead": community.pk, "name": "楼道亮化", "code_b": "G3", "communities": [community.pk]}
    money = {"funding_unit": "1234.50"}
    secretary.post(reverse("covenants:project-create"), {**form, **money, **key()})
    project = Project.objects.get()
    for step, values in [
        ("confirm", {"confirmed_on": DAY}),
        ("start", {}),
        ("pause", {"reason": "场地未定"}),
        ("resume", {}),
        ("finish", {"finished_on": DAY, "outcome": "装灯 40 盏"}),
    ]:
        url = reverse(f"covenants:project-{step}", args=[project.pk])
        page = secretary.post(url, {**values, **key()}, follow=True)
    text = page.content.decode()
    assert "装灯 40 盏" in text
    assert "1,234.50" in text
    assert Project.objects.get().status == Project.Status.FINISHED


@pytest.mark.parametrize("step", COVENANT_STEPS)
def test_a_neighbour_finds_no_covenant(
    step: str,
    community_secretary: User,
    neighbour: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    covenant = make_covenant(community_secretary, community, unit)
    url = reverse(f"covenants:covenant-{step}", args=[covenant.pk])
    answer = SignedIn(neighbour).post if step != "detail" else SignedIn(neighbour).get
    assert answer(url).status_code == 404


@pytest.mark.parametrize("step", PROJECT_STEPS)
def test_a_neighbour_finds_no_project(
    step: str, community_secretary: User, neighbour: User, community: Organization
) -> None:
    project = make_project(community_secretary, community)
    url = reverse(f"covenants:project-{step}", args=[project.pk])
    answer = SignedIn(neighbour).post if step != "detail" else SignedIn(neighbour).get
    assert answer(url).status_code == 404


@pytest.mark.parametrize("step", ["change", "sign", "submit"])
def test_the_street_reads_but_does_not_sign_for_a_community(
    step: str, community_secretary: User, street_secretary: User, community: Organization,
    unit: ResidentUnit,
) -> None:  # fmt: skip
    covenant = make_covenant(community_secretary, community, unit)
    street = SignedIn(street_secretary)
    assert street.get(covenant.get_absolute_url()).status_code == 200
    url = reverse(f"covenants:covenant-{step}", args=[covenant.pk])
    assert street.post(url).status_code == 403


def test_the_district_voids_a_signed_covenant_with_a_reason(
    community_secretary: User, district_admin: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_signed(community_secretary, community, unit)
    url = reverse("covenants:covenant-void", args=[covenant.pk])
    district = SignedIn(district_admin)
    assert district.post(url, {"reason": " ", **key()}).status_code == 422
    page = district.post(url, {"reason": "误录", **key()}, follow=True)
    assert "作废：误录" in page.content.decode()


def test_a_liaison_reads_the_own_unit_only(
    community_secretary: User, liaison: User, district_admin: User, community: Organization,
    unit: ResidentUnit,
) -> None:  # fmt: skip
    other = make_unit(district_admin, unit.district, "区卫健委")
    own = make_signed(community_secretary, community, unit, title="我们的协议")
    foreign = make_signed(community_secretary, community, other, title="别人的协议")
    client = SignedIn(liaison)
    text = client.get(reverse("covenants:unit-covenant-list")).content.decode()
    assert "我们的协议" in text
    assert "别人的协议" not in text
    urls = [reverse("covenants:unit-covenant-detail", args=[row.pk]) for row in (own, foreign)]
    assert [client.get(url).status_code for url in urls] == [200, 404]
    assert client.get(own.get_absolute_url()).status_code == 403


def test_a_liaison_reads_projects_the_unit_takes_part_in(
    community_secretary: User, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    own = make_project(community_secretary, community, partners=[unit], name="共同的项目")
    make_project(community_secretary, community, name="社区的项目")
    client = SignedIn(liaison)
    text = client.get(reverse("covenants:unit-project-list")).content.decode()
    assert "共同的项目" in text
    assert "社区的项目" not in text
    url = reverse("covenants:unit-project-detail", args=[own.pk])
    assert client.get(url).status_code == 200


def test_a_renewal_starts_from_what_it_follows(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    first = make_signed(community_secretary, community, unit, title="第一份", text="甲乙双方")
    url = f"{reverse('covenants:covenant-create')}?renews={first.pk}"
    page = secretary.get(url)
    assert "甲乙双方" in page.content.decode()
    secretary.post(url, typed(community, unit, title="第二份"))
    assert first.renewals.get().title == "第二份"


def test_lists_are_filtered_by_what_people_call_the_state(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    year = datetime.date(2025, 12, 31)
    make_signed(community_secretary, community, unit, title="过期的", effective_to=year)
    make_signed(community_secretary, community, unit, title="长期的")
    make_covenant(community_secretary, community, unit, title="草拟的")
    url = reverse("covenants:covenant-list")
    for standing, title in [("expired", "过期的"), ("in_force", "长期的"), ("draft", "草拟的")]:
        text = secretary.get(url, {"standing": standing}).content.decode()
        others = {"过期的", "长期的", "草拟的"} - {title}
        assert title in text
        assert not any(other in text for other in others)


def test_a_percent_sign_is_searched_as_itself(
    secretary: Client, community_secretary: User, community: Organization
) -> None:
    make_project_in(community_secretary, community, "running", name="绿化率 50%")
    make_project_in(community_secretary, community, "running", name="五零")
    text = secretary.get(reverse("covenants:project-list"), {"q": "%"}).content.decode()
    assert "绿化率 50%" in text
    assert "五零" not in text


@pytest.mark.parametrize("key", ["9223372036854775808", "9" * 30])
@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("/desk/covenants/new/", "units"),
        ("/desk/projects/new/", "partners"),
        ("/desk/projects/new/", "communities"),
        ("/desk/projects/new/", "covenants"),
    ],
)
def test_a_key_that_no_column_holds_is_a_wrong_choice(
    community_secretary: User, page: str, field: str, key: str
) -> None:
    answer = SignedIn(community_secretary).post(page, {field: [key]})
    assert answer.status_code == 422
