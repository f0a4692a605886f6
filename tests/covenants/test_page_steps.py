"""What stands out on the pages of covenants and projects, and what a step's page is about."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common import clock
from covenants.models import Covenant
from covenants.operations.drafting import draft_covenant
from covenants.operations.duties import DutyPlan
from covenants.operations.ending import terminate_covenant, void_covenant
from covenants.operations.progress import add_milestone
from covenants.operations.signing import return_covenant
from orgs.models import Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.covenants import make_awaiting, make_covenant, make_project_in, make_signed

DAY = datetime.timedelta(days=1)
LIST, CREATE = "/desk/covenants/", reverse("covenants:covenant-create")


@pytest.fixture
def secretary(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


@pytest.fixture
def sides(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> tuple[User, Organization, ResidentUnit]:
    return community_secretary, community, unit


def page_of(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def standing_out(page: str) -> list[str]:
    """The labels of the primary buttons in the page's head and steps."""
    found = re.findall(r'<(?:a|button) class="btn btn-primary"[^>]*>\s*([^<]*?)\s*<', page)
    return [label for label in found if label]


def signed_until(sides: tuple[Any, ...], last: datetime.date | None) -> Covenant:
    return make_signed(*sides, effective_to=last)


def test_on_a_draft_submitting_stands_out(secretary: Client, sides: tuple[Any, ...]) -> None:
    page = page_of(secretary, make_covenant(*sides).get_absolute_url())
    assert standing_out(page) == ["提交待签"]


def test_while_it_waits_confirming_stands_out(
    secretary: Client, sides: tuple[Any, ...], liaison: User
) -> None:
    covenant = make_awaiting(*sides)
    assert standing_out(page_of(secretary, covenant.get_absolute_url())) == ["确认签署"]
    theirs = reverse("covenants:unit-covenant-detail", args=[covenant.pk])
    assert standing_out(page_of(SignedIn(liaison), theirs)) == ["确认签署"]


@pytest.mark.parametrize(
    ("left", "shown"), [(None, []), (61, []), (60, ["续签"]), (0, ["续签"]), (-1, ["续签"])]
)
def test_renewing_stands_out_only_near_the_end(
    left: int | None, shown: list[str], secretary: Client, sides: tuple[Any, ...]
) -> None:
    last = None if left is None else clock.today() + left * DAY
    page = page_of(secretary, signed_until(sides, last).get_absolute_url())
    assert standing_out(page) == shown


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("proposed", ["确定"]), ("confirmed", ["开始实施"]), ("running", ["完成"]),
        ("paused", ["恢复实施"]), ("finished", ["登记群众评价"]), ("evaluated", []),
        ("terminated", []), ("rejected", []),
    ],
)  # fmt: skip
def test_one_step_of_a_project_stands_out(
    status: str, shown: list[str], secretary: Client, sides: tuple[Any, ...]
) -> None:
    project = make_project_in(*sides[:2], status)
    assert standing_out(page_of(secretary, project.get_absolute_url())) == shown


def test_a_returned_draft_says_why(secretary: Client, sides: tuple[Any, ...]) -> None:
    covenant = make_awaiting(*sides)
    return_covenant(actor=sides[0], covenant=covenant, reason="期限写错。")
    page = page_of(secretary, covenant.get_absolute_url())
    assert "已退回：期限写错，请大拱桥社区大党委修改后重新提交。" in page


def test_what_ended_before_it_began_asks_nothing_of_anybody(
    secretary: Client, sides: tuple[Any, ...]
) -> None:
    today = clock.today()
    duty = DutyPlan(party=0, text="召集联席会议", code="G1", cadence="quarterly")
    covenant = make_signed(*sides, signed_on=today, obligations=[duty])
    terminate_covenant(actor=sides[0], covenant=covenant, terminated_on=today, reason="写错对象")
    page = page_of(secretary, covenant.get_absolute_url())
    assert f"协议未生效即于 {today} 终止，各方无需履行。" in page
    assert "无需履行" in page
    assert "登记履行" not in page


def test_both_pages_tell_acts_in_the_same_words(secretary: Client, sides: tuple[Any, ...]) -> None:
    duty = DutyPlan(party=0, text="召集联席会议", code="G1", cadence="quarterly")
    covenant = make_signed(*sides, obligations=[duty])
    words = re.compile(r"承诺 1 项；到今天应履行 \d+ 次，已履行 0 次，逾期未履行 \d+ 次。")
    balance = reverse("covenants:covenant-balance", args=[covenant.pk])
    told = [words.search(page_of(secretary, url)) for url in (covenant.get_absolute_url(), balance)]
    assert told[0] is not None
    assert told[0].group() == told[1].group()


@pytest.mark.parametrize("step", ["sign", "return", "void"])
def test_a_step_says_which_agreement_it_is_about(
    step: str, secretary: Client, sides: tuple[Any, ...]
) -> None:
    covenant = make_awaiting(*sides, title="大拱桥共建")
    page = page_of(secretary, reverse(f"covenants:covenant-{step}", args=[covenant.pk]))
    facts = page[page.index('<dl class="facts">') : page.index("</dl>")]
    for part in ("大拱桥共建", covenant.no, "大拱桥社区大党委", "区教体局"):
        assert part in facts


def test_a_step_says_which_project_it_is_about(secretary: Client, sides: tuple[Any, ...]) -> None:
    project = make_project_in(*sides[:2], "running", name="楼道亮化", partners=[sides[2]])
    step = add_milestone(actor=sides[0], project=project, name="进场施工", due_on=clock.today())
    for name, pk in (("project-finish", project.pk), ("milestone-reach", step.pk)):
        page = page_of(secretary, reverse(f"covenants:{name}", args=[pk]))
        facts = page[page.index('<dl class="facts">') : page.index("</dl>")]
        assert all(part in facts for part in ("楼道亮化", project.no, "区教体局"))
    assert "进场施工" in facts


@pytest.mark.parametrize(
    "text", ["XY", "区教体局", "qjtj", "qujiaoti", "大拱桥", "dgq", "共建协议"]
)
def test_an_agreement_is_found_by_number_name_or_side(
    text: str, secretary: Client, sides: tuple[Any, ...]
) -> None:
    covenant = make_signed(*sides)
    assert covenant.no in page_of(secretary, f"{LIST}?q={text}")


def test_an_agreement_is_not_found_by_what_it_has_not(
    secretary: Client, sides: tuple[Any, ...]
) -> None:
    covenant = make_signed(*sides)
    assert covenant.no not in page_of(secretary, f"{LIST}?q=区卫健委")


def test_renewals_are_a_kind(secretary: Client, sides: tuple[Any, ...]) -> None:
    earlier = signed_until(sides, clock.today() + 10 * DAY)
    actor, community, unit = sides
    later = draft_covenant(
        actor=actor, organization=community, units=[unit], title="续", renews=earlier
    )
    page = page_of(secretary, f"{LIST}?kind=renewal")
    assert later.no in page
    assert earlier.no not in page


def test_agreements_of_one_name_are_told_apart(secretary: Client, sides: tuple[Any, ...]) -> None:
    covenant = signed_until(sides, datetime.date(2099, 3, 1))
    page = page_of(secretary, reverse("covenants:project-create"))
    assert f"共驻共建协议（{covenant.no}，2025-03-01 至 2099-03-01）" in page


def test_what_can_not_be_renewed_is_refused_at_once(
    secretary: Client, district_admin: User, sides: tuple[Any, ...]
) -> None:
    actor, community, unit = sides
    earlier = signed_until(sides, clock.today() + 10 * DAY)
    draft_covenant(actor=actor, organization=community, units=[unit], title="续", renews=earlier)
    wrong = make_signed(*sides)
    void_covenant(actor=district_admin, covenant=wrong, reason="写错了")
    for covenant in (earlier, wrong, make_covenant(*sides)):
        page = secretary.get(f"{CREATE}?renews={covenant.pk}", follow=True)
        assert page.redirect_chain == [(covenant.get_absolute_url(), 302)]
        assert re.search("已经续签为|才能续签", page.content.decode())


def test_what_is_not_in_force_is_not_supplemented(
    secretary: Client, sides: tuple[Any, ...]
) -> None:
    over = signed_until(sides, clock.today() - DAY)
    page = secretary.get(f"{CREATE}?amends={over.pk}", follow=True)
    assert page.redirect_chain == [(over.get_absolute_url(), 302)]
    assert "协议现在是“已到期”，有效期内才能签补充协议。" in page.content.decode()


def test_a_supplement_begins_with_its_text_and_today(
    secretary: Client, sides: tuple[Any, ...]
) -> None:
    form = secretary.get(f"{CREATE}?amends={make_signed(*sides).pk}").context["form"]
    assert form["effective_from"].value() == clock.today()
    assert "甲、乙双方就原协议有关事项补充约定如下" in form["text"].value()


def test_paper_without_a_name_says_so(secretary: Client, sides: tuple[Any, ...]) -> None:
    page = page_of(secretary, make_signed(*sides).get_absolute_url())
    assert page.count("未登记签字人") == 2


def test_relatives_stand_as_in_the_list(secretary: Client, sides: tuple[Any, ...]) -> None:
    earlier = signed_until(sides, clock.today() - DAY)
    later = make_signed(*sides, signed_on=clock.today(), renews=earlier)
    page = page_of(secretary, later.get_absolute_url())
    assert f"（{earlier.no}，已到期）" in page


def test_the_admin_says_that_it_filters_what_was_entered(district_admin: User) -> None:
    page = page_of(SignedIn(district_admin), reverse("admin:covenants_covenant_changelist"))
    assert "状态（登记）" in page
