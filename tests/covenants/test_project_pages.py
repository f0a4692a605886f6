"""Pages of projects: what is typed, what is shown, to whom, and what a page costs."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common import clock
from covenants.models import Milestone, ProgressEntry, Project
from covenants.operations.claims import claim_project
from covenants.operations.ending import void_covenant
from covenants.operations.progress import add_milestone, add_progress
from orgs.models import Organization, ResidentUnit
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.covenants import CONFIRMED, key, make_project, make_project_in, make_signed
from tests.makers.orgs import Places, make_holder, make_unit

ONE = datetime.timedelta(days=1)
UNREADABLE = "请填写以元为单位的数字"
IMPOSSIBLE = "金额应大于 0、不超过 100 亿元，最多两位小数"


@pytest.fixture
def secretary(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


@pytest.fixture
def running(community_secretary: User, places: Places, unit: ResidentUnit) -> Project:
    return make_project_in(
        community_secretary, places.community, "running",
        communities=[places.community, places.sibling], partners=[unit],
    )  # fmt: skip


def step(name: str, pk: int) -> str:
    return reverse(f"covenants:{name}", args=[pk])


def proposal(community: Organization, **more: Any) -> dict[str, Any]:
    typed = {"lead": community.pk, "name": "楼道亮化", "code_b": "G3"}
    return {**typed, "communities": [community.pk], **key(), **more}


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1234.5", "1234.50"), ("１２００", "1200.00"), ("1,000", "1000.00"),
        ("1，234，567．89", "1234567.89"), (" 10000000000 ", "10000000000.00"), ("0.01", "0.01"),
    ],
)  # fmt: skip
def test_money_is_read_as_people_type_it(
    typed: str, amount: str, secretary: Client, community: Organization
) -> None:
    form = proposal(community, funding_fiscal=typed)
    assert secretary.post(reverse("covenants:project-create"), form).status_code == 302
    assert Project.objects.get().funding.get().amount == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1万", UNREADABLE), ("100元", UNREADABLE), ("1e5", UNREADABLE), ("NaN", UNREADABLE),
        ("1,00", UNREADABLE), ("一千", UNREADABLE), ("9" * 31, UNREADABLE), ("\x00", UNREADABLE),
        ("-5", IMPOSSIBLE), ("0", IMPOSSIBLE), ("1.234", IMPOSSIBLE),
        ("10000000000.01", IMPOSSIBLE), ("9" * 30, IMPOSSIBLE),
    ],
)  # fmt: skip
def test_odd_money_comes_back_with_one_sentence_and_everything_typed(
    typed: str, message: str, secretary: Client, community: Organization
) -> None:
    form = proposal(community, funding_unit=typed, name="写了很久的名称")
    page = secretary.post(reverse("covenants:project-create"), form)
    assert page.status_code == 422
    assert page.context["form"].errors["funding_unit"][0].startswith(message)
    assert len(page.context["form"].errors) == 1
    assert 'value="写了很久的名称"' in page.content.decode()
    assert not Project.objects.exists()


def test_a_project_is_proposed_with_everything(
    secretary: Client, places: Places, unit: ResidentUnit
) -> None:
    form = proposal(
        places.community, communities=[places.community.pk, places.sibling.pk], code_a="G6",
        lead_unit=unit.pk, want_people="电工 2 名", is_open_to_claims="on",
    )  # fmt: skip
    page = secretary.post(reverse("covenants:project-create"), form, follow=True).content.decode()
    for text in ("服务难题共解", "三五八社区", "牵头单位", "电工 2 名", "征集中"):
        assert text in page


def test_the_form_of_a_change_starts_from_what_stands(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    project = make_project(
        community_secretary, community, lead_unit=unit, wants={"goods": "灯 40 盏"},
        funding={"unit": Decimal("5.00")}, is_open_to_claims=True,
    )  # fmt: skip
    url = step("project-change", project.pk)
    form = secretary.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in typed.items() if value not in (None, "")} | key()
    assert secretary.post(url, typed).status_code == 302
    again = secretary.get(url).context["form"]
    assert again["want_goods"].value() == "灯 40 盏"
    assert again["lead_unit"].value() == unit.pk
    assert again["is_open_to_claims"].value() is True


def test_a_project_is_followed_through_its_pages_to_the_evaluation(
    secretary: Client, running: Project
) -> None:
    pk, day = running.pk, f"{CONFIRMED}"
    secretary.post(step("milestone-add", pk), {"name": "完成布线", "due_on": day, **key()})
    milestone = Milestone.objects.get()
    secretary.post(step("milestone-reach", milestone.pk), {"done_on": day, **key()})
    typed = {"happened_on": day, "text": "装灯 8 盏", **key()}
    secretary.post(step("progress-add", pk), typed)
    secretary.post(step("project-fund", pk), {"funding_fiscal": "1，200", **key()})
    secretary.post(step("project-want", pk), {"want_place": "仓库一间", **key()})
    secretary.post(step("project-finish", pk), {"finished_on": day, "outcome": "亮了", **key()})
    counts = {"satisfied_count": "3", "fairly_count": "1", "dissatisfied_count": "0"}
    typed = {"held_on": day, "way": "visit", **counts, **key()}
    page = secretary.post(step("project-evaluate", pk), typed, follow=True).content.decode()
    for text in ("完成布线", "装灯 8 盏", "1,200.00", "仓库一间", "亮了", "入户走访", "已评价"):
        assert text in page
    assert "少于 5 人，不显示比例" in page


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("milestone-add", {"name": "x", "due_on": "2025-02-30"}, "请更正"),
        ("milestone-add", {"name": "字" * 101, "due_on": "2025-04-01"}, "请更正"),
        ("milestone-add", {"name": "早", "due_on": "2025-03-09"}, "不能早于项目确定日期"),
        ("progress-add", {"happened_on": "2025-03-09", "text": "早"}, "不能早于项目确定日期"),
        ("progress-add", {"happened_on": "2999-01-01", "text": "晚"}, "不能晚于今天"),
        ("progress-add", {"happened_on": "2025-03-11", "text": "\x00"}, "请更正"),
        ("project-fund", {"funding_other": "1万"}, UNREADABLE),
        ("project-want", {"want_skill": "字" * 101}, "请更正"),
        ("project-finish", {"finished_on": "2025-03-09", "outcome": "早"}, "不能早于确定日期"),
    ],
)
def test_bad_input_comes_back_with_a_sentence(
    name: str, typed: dict[str, str], message: str, secretary: Client, running: Project
) -> None:
    page = secretary.post(step(name, running.pk), {**typed, **key()})
    assert page.status_code == 422
    assert message in page.content.decode()


@pytest.mark.parametrize("count", ["-1", "1.5", "100001", "九", "９" * 7, ""])
def test_odd_counts_come_back(
    count: str, secretary: Client, community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, "finished")
    counts = {"satisfied_count": count, "fairly_count": "0", "dissatisfied_count": "1"}
    typed = {"held_on": f"{CONFIRMED}", "way": "form", **counts, **key()}
    page = secretary.post(step("project-evaluate", project.pk), typed)
    assert page.status_code == 422
    assert "satisfied_count" in page.context["form"].errors


def test_a_milestone_is_dropped_by_a_button(
    secretary: Client, running: Project, community_secretary: User
) -> None:
    milestone = add_milestone(
        actor=community_secretary, project=running, name="完成布线", due_on=CONFIRMED
    )
    page = secretary.post(step("milestone-drop", milestone.pk), follow=True).content.decode()
    assert "节点已删去" in page
    assert not Milestone.objects.exists()


def test_a_community_leaves_by_its_page(running: Project, neighbour: User) -> None:
    client = SignedIn(neighbour)
    assert "退出实施" in client.get(running.get_absolute_url()).content.decode()
    url = step("project-leave", running.pk)
    community = client.get(url).context["form"]["community"].initial
    page = client.post(url, {"community": community.pk, "reason": "未参与", **key()}, follow=True)
    assert "已退出" in page.content.decode()
    assert client.get(running.get_absolute_url()).status_code == 404


def test_the_lead_sees_what_to_do_and_others_only_read(
    running: Project, secretary: Client, street_secretary: User, liaison: User
) -> None:
    forms = ("更正资金", "增加节点", "登记进展")
    kept = secretary.get(running.get_absolute_url()).content.decode()
    assert all(text in kept for text in forms)
    street = SignedIn(street_secretary).get(running.get_absolute_url()).content.decode()
    unit = SignedIn(liaison).get(step("unit-project-detail", running.pk)).content.decode()
    for page in (street, unit):
        assert "项目节点" in page
        assert not any(text in page for text in forms)


def test_the_page_says_that_the_planned_end_stands(
    secretary: Client, community_secretary: User, community: Organization
) -> None:
    end = clock.today() + ONE
    project = make_project(community_secretary, community, planned_end=end)
    assert "确定后不再更改" not in secretary.get(project.get_absolute_url()).content.decode()
    confirm = step("project-confirm", project.pk)
    assert "确定项目后不能再改" in secretary.get(confirm).content.decode()
    secretary.post(confirm, {"confirmed_on": f"{CONFIRMED}", **key()})
    assert "确定后不再更改" in secretary.get(project.get_absolute_url()).content.decode()


def test_progress_is_read_page_by_page(
    secretary: Client, running: Project, community_secretary: User
) -> None:
    for number in range(11):
        add_progress(
            actor=community_secretary, project=running, happened_on=CONFIRMED + ONE * number,
            text=f"第{number}天",
        )  # fmt: skip
    first = secretary.get(running.get_absolute_url()).content.decode()
    second = secretary.get(running.get_absolute_url(), {"page": 2}).content.decode()
    assert "第10天" in first
    assert "第0天" not in first
    assert "第0天" in second
    assert secretary.get(running.get_absolute_url(), {"page": "９9x"}).status_code == 200


def names(page: Any) -> set[str]:
    return {row.record.name for row in page.context["table"].rows}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"basis": "yes"}, {"有协议"}),
        ({"basis": "no"}, {"无协议", "晚了"}),
        ({"term": "overdue"}, {"晚了"}),
        ({"term": "open"}, {"有协议", "无协议"}),
        ({"code_a": "G6"}, {"无协议"}),
        ({"code_b": "G1"}, {"晚了"}),
    ],
)
def test_the_list_is_filtered(
    query: dict[str, str], found: set[str], secretary: Client, community_secretary: User,
    community: Organization, unit: ResidentUnit,
) -> None:  # fmt: skip
    covenants = [make_signed(community_secretary, community, unit) for _ in range(2)]
    actor = community_secretary
    make_project_in(actor, community, "running", name="有协议", covenants=covenants)
    make_project_in(actor, community, "running", name="无协议", code_a="G6")
    late = {"planned_end": clock.today() - ONE, "code_b": "G1"}
    make_project_in(actor, community, "running", name="晚了", **late)
    assert names(secretary.get(reverse("covenants:project-list"), query)) == found


def test_a_void_covenant_is_no_basis(
    secretary: Client, community_secretary: User, district_admin: User, community: Organization,
    unit: ResidentUnit,
) -> None:  # fmt: skip
    covenants = [make_signed(community_secretary, community, unit) for _ in range(2)]
    for covenant, name in zip(covenants, ("作废的", "有效的"), strict=True):
        make_project_in(community_secretary, community, "running", name=name, covenants=[covenant])
    void_covenant(actor=district_admin, covenant=covenants[0], reason="误录")
    url = reverse("covenants:project-list")
    assert names(secretary.get(url, {"basis": "yes"})) == {"有效的"}
    assert names(secretary.get(url, {"basis": "no"})) == {"作废的"}


def test_the_list_is_filtered_by_who_leads(
    running: Project, street_secretary: User, neighbour: User, places: Places
) -> None:
    make_project(neighbour, places.sibling, name="邻居的")
    client, url = SignedIn(street_secretary), reverse("covenants:project-list")
    assert names(client.get(url, {"community": places.sibling.pk})) == {"楼道亮化", "邻居的"}
    assert names(client.get(url, {"lead": places.sibling.pk})) == {"邻居的"}


def test_an_overdue_project_is_marked_on_its_last_day_no_more_than_before(
    secretary: Client, community_secretary: User, community: Organization
) -> None:
    for days in (0, 1):
        end = clock.today() - ONE * days
        make_project_in(community_secretary, community, "running", planned_end=end)
    url = reverse("covenants:project-list")
    assert secretary.get(url).content.decode().count("逾期") == 1
    assert len(secretary.get(url, {"term": "overdue"}).context["table"].rows) == 1


def test_the_file_tells_money_partners_and_outcome(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    make_project_in(
        community_secretary, community, "finished", partners=[unit],
        funding={"unit": Decimal("1200.50"), "fiscal": Decimal("0.50")},
    )  # fmt: skip
    url = reverse("covenants:project-list")
    taken = secretary.post(url, {"file_format": "csv"})
    text = b"".join(taken.streaming_content) if taken.streaming else taken.content
    head, row = text.decode("utf-8-sig").strip().splitlines()[-2:]
    told = dict(zip(head.split(","), row.split(","), strict=True))
    assert told["参与单位"] == unit.name
    assert Decimal(told["资金合计（元）"]) == Decimal(1201)
    assert told["完成日期"] == "2025-03-10"
    assert told["成效"] == "已装灯 40 盏"


def cost(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_page_with_twelve_of_everything_costs_what_one_with_two_costs(
    secretary: Client, community_secretary: User, district_admin: User, running: Project,
    places: Places,
) -> None:  # fmt: skip
    Project.objects.filter(pk=running.pk).update(is_open_to_claims=True)

    def add(first: int, last: int) -> None:
        for number in range(first, last):
            day, actor = CONFIRMED + ONE * number, community_secretary
            add_milestone(actor=actor, project=running, name="节点", due_on=day)
            add_progress(actor=actor, project=running, happened_on=day, text="进展")
            other = make_unit(district_admin, places.district, f"单位{number}")
            claim_project(
                actor=make_holder(f"liaison{number}", Role.LIAISON, other),
                project=running,
                unit=other,
                text="出人",
            )

    add(0, 2)
    few = cost(secretary, running.get_absolute_url())
    add(2, 9)
    assert ProgressEntry.objects.count() == 9
    assert cost(secretary, running.get_absolute_url()) == few
    assert few <= 30
