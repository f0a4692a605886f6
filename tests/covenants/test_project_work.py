"""What residents say, the money, what is lacked, and a community that takes itself out."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from covenants.models import Project, ProjectEvaluation
from covenants.operations.work import (
    evaluate_project,
    leave_project,
    set_funding,
    set_wants,
)
from covenants.selectors.project_pages import satisfaction_of
from orgs.models import DirtyMonth, Organization, ResidentUnit
from tests.makers.covenants import CONFIRMED, VOICES, make_project_in
from tests.makers.orgs import Places

ONE = datetime.timedelta(days=1)
UNDER_WAY = {"confirmed", "running", "paused"}
STATES = [
    "proposed", "rejected", "confirmed", "running", "paused", "finished", "evaluated", "terminated",
]  # fmt: skip
OTHERS = ["district_admin", "street_secretary", "grid_secretary", "liaison", "neighbour"]


@pytest.fixture
def finished(community_secretary: User, community: Organization) -> Project:
    return make_project_in(community_secretary, community, "finished")


@pytest.fixture
def shared(community_secretary: User, places: Places, unit: ResidentUnit) -> Project:
    """Carried out in 三五八 too."""
    return make_project_in(
        community_secretary, places.community, "running",
        communities=[places.community, places.sibling], partners=[unit],
    )  # fmt: skip


def evaluate(actor: User, project: Project, **values: Any) -> Project:
    typed = {"held_on": CONFIRMED, "way": "visit", **VOICES, **values}
    return evaluate_project(actor=actor, project=project, **typed)


def voices(satisfied: int, fairly: int, dissatisfied: int) -> dict[str, int]:
    return {
        "satisfied_count": satisfied,
        "fairly_count": fairly,
        "dissatisfied_count": dissatisfied,
    }


def test_an_evaluation_ends_the_project_with_counts(
    finished: Project, community_secretary: User
) -> None:
    evaluate(community_secretary, finished, **voices(20, 4, 1), text="灯亮了")
    evaluation = ProjectEvaluation.objects.get(project=finished)
    assert (evaluation.voice_count, evaluation.text) == (25, "灯亮了")
    assert Project.objects.get().status == "evaluated"


def test_a_project_is_evaluated_once(finished: Project, community_secretary: User) -> None:
    evaluate(community_secretary, finished)
    with pytest.raises(RuleViolation, match="不能登记群众评价"):
        evaluate(community_secretary, finished)
    assert ProjectEvaluation.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"held_on": CONFIRMED - ONE}, "held_on"),
        ({"held_on": datetime.date(2099, 1, 1)}, "held_on"),
        ({"way": "telepathy"}, "way"),
        (voices(0, 0, 0), "satisfied_count"),
        (voices(-1, 5, 0), "satisfied_count"),
        (voices(1, 100_001, 0), "fairly_count"),
        ({"text": "请联系 138-0000 0000"}, "text"),
        ({"text": "电话１３８００００００００"}, "text"),
        ({"text": "请联系 138.1234.5678"}, "text"),
        ({"text": "请联系 138·1234·5678"}, "text"),
        ({"text": "请联系 138_1234_5678"}, "text"),
        ({"text": "请联系 138/1234/5678"}, "text"),
        ({"text": "请联系 (138)12345678"}, "text"),
        ({"text": "请联系（138）１２３４－５６７８"}, "text"),
        ({"text": "请联系 +86 138 1234 5678"}, "text"),
        ({"text": "证号41150219800101123X"}, "text"),
        ({"text": "字" * 201}, "text"),
        ({"text": "暗\x00"}, "text"),
    ],
)
def test_an_evaluation_that_breaks_a_rule_is_refused(
    values: dict[str, Any], field: str, finished: Project, community_secretary: User
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        evaluate(community_secretary, finished, **values)
    assert refusal.value.field == field
    assert not ProjectEvaluation.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "比 2025 年好", "建议在 12345678901 号楼再装", "13 户（2025.11.3）、15/18 人满意"]
)
def test_remarks_may_be_left_out_and_may_hold_other_numbers(
    text: str, finished: Project, community_secretary: User
) -> None:
    evaluate(community_secretary, finished, text=text)
    assert ProjectEvaluation.objects.get().text == text


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((4, 0, 0), "少于 5 人，不显示比例"),
        ((0, 0, 1), "少于 5 人，不显示比例"),
        ((4, 0, 1), "80.0%"),
        ((1, 1, 1000), "0.2%"),
        ((0, 0, 5), "0.0%"),
    ],
)
def test_few_voices_give_no_share(counts: tuple[int, int, int], told: str) -> None:
    assert satisfaction_of(ProjectEvaluation(**voices(*counts))) == told


@pytest.mark.parametrize("state", STATES)
def test_money_is_corrected_while_the_work_is_under_way(
    state: str, community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, state, funding={"unit": Decimal(5)})
    new = {"fiscal": Decimal("100.50")}
    if state in UNDER_WAY:
        set_funding(actor=community_secretary, project=project, funding=new)
        assert dict(project.funding.values_list("source", "amount")) == new
        return
    with pytest.raises(RuleViolation, match="不能更正资金"):
        set_funding(actor=community_secretary, project=project, funding=new)
    assert dict(project.funding.values_list("source", "amount")) == {"unit": 5}


def test_a_correction_of_money_tells_before_and_after(
    shared: Project, community_secretary: User
) -> None:
    set_funding(actor=community_secretary, project=shared, funding={"unit": Decimal("1.5")})
    set_funding(actor=community_secretary, project=shared, funding={"fiscal": Decimal(2)})
    detail = AuditEntry.objects.filter(action="project.fund").latest("pk").detail
    assert detail == {"before": {"单位投入": "1.50"}, "after": {"财政资金": "2.00"}}


def test_a_correction_begun_on_an_older_version_is_refused(
    shared: Project, community_secretary: User
) -> None:
    version = shared.version
    set_funding(actor=community_secretary, project=shared, funding={}, version=version)
    for again in (
        lambda: set_funding(
            actor=community_secretary, project=shared, funding={}, version=version
        ),
        lambda: set_wants(
            actor=community_secretary, project=shared, wants={}, is_open_to_claims=True,
            version=version,
        ),
    ):  # fmt: skip
        with pytest.raises(RuleViolation, match="刚刚被别人修改过"):
            again()


@pytest.mark.parametrize("state", STATES)
def test_wants_are_told_until_the_work_is_done(
    state: str, community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, state, wants={"goods": "灯 40 盏"})
    wish = {"actor": community_secretary, "project": project, "is_open_to_claims": True}
    if state in UNDER_WAY | {"proposed"}:
        set_wants(wants={"people": "电工 2 名"}, **wish)
        assert [(row.kind, row.text) for row in project.wants.all()] == [("people", "电工 2 名")]
        claimable = Project.objects.claimable(community.district)
        assert list(claimable) == [project]
        return
    with pytest.raises(RuleViolation, match="不能更正所需资源"):
        set_wants(wants={}, **wish)


@pytest.mark.parametrize(
    ("wants", "field"),
    [({"gold": "金条"}, "wants"), ({"people": "\u200b"}, "want_people"),
     ({"skill": "字" * 101}, "want_skill")],
)  # fmt: skip
def test_an_odd_want_is_refused(
    wants: dict[str, str], field: str, shared: Project, community_secretary: User
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        set_wants(actor=community_secretary, project=shared, wants=wants, is_open_to_claims=False)
    assert refusal.value.field == field


@pytest.mark.parametrize("role", OTHERS)
def test_only_the_lead_works_on_the_project(
    role: str, request: pytest.FixtureRequest, shared: Project
) -> None:
    user = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        set_funding(actor=user, project=shared, funding={})
    with pytest.raises(PermissionDenied):
        set_wants(actor=user, project=shared, wants={}, is_open_to_claims=True)


def test_corrected_money_marks_the_month_at_every_place(
    shared: Project, community_secretary: User, places: Places
) -> None:
    DirtyMonth.objects.all().delete()
    set_funding(actor=community_secretary, project=shared, funding={"unit": Decimal(5)})
    marked = set(DirtyMonth.objects.values_list("organization", "month"))
    both = (places.community.pk, places.sibling.pk)
    assert marked == {(place, Month.of(CONFIRMED)) for place in both}


def test_a_community_takes_itself_out_and_the_lead_is_told(
    shared: Project, neighbour: User, community_secretary: User, places: Places
) -> None:
    DirtyMonth.objects.all().delete()
    Notification.objects.all().delete()
    leave_project(actor=neighbour, project=shared, community=places.sibling, reason="未参与")
    assert list(shared.communities.all()) == [places.community]
    assert not Project.objects.visible_to(neighbour).exists()
    message = Notification.objects.get()
    assert message.recipient == community_secretary
    assert "三五八社区退出" in message.text
    marked = DirtyMonth.objects.filter(month=Month.of(CONFIRMED)).values_list("organization")
    assert {pk for (pk,) in marked} == {places.community.pk, places.sibling.pk}


def test_the_lead_does_not_leave(shared: Project, community_secretary: User) -> None:
    with pytest.raises(RuleViolation, match="牵头社区不能退出"):
        leave_project(
            actor=community_secretary, project=shared, community=shared.lead, reason="不做了"
        )


def test_who_has_no_part_does_not_leave(
    community_secretary: User, neighbour: User, places: Places
) -> None:
    alone = make_project_in(community_secretary, places.community, "running")
    with pytest.raises(RuleViolation, match="不是这个项目的实施社区"):
        leave_project(actor=neighbour, project=alone, community=places.sibling, reason="未参与")


@pytest.mark.parametrize(
    "role", ["district_admin", "street_secretary", "grid_secretary", "community_secretary"]
)
def test_nobody_takes_another_community_out(
    role: str, request: pytest.FixtureRequest, shared: Project, places: Places
) -> None:
    user = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        leave_project(actor=user, project=shared, community=places.sibling, reason="代退")
    assert shared.communities.count() == 2


@pytest.mark.parametrize("state", STATES)
def test_leaving_is_possible_until_residents_were_asked(
    state: str, community_secretary: User, neighbour: User, places: Places
) -> None:
    both = [places.community, places.sibling]
    project = make_project_in(community_secretary, places.community, state, communities=both)
    wish = {"actor": neighbour, "project": project, "community": places.sibling, "reason": "未参与"}
    if state in UNDER_WAY | {"proposed", "finished"}:
        assert leave_project(**wish).communities.count() == 1
        return
    with pytest.raises(RuleViolation, match="不能退出实施"):
        leave_project(**wish)


def test_an_evaluation_is_not_held_before_today_has_come(
    finished: Project, community_secretary: User
) -> None:
    with pytest.raises(RuleViolation, match="不能晚于今天"):
        evaluate(community_secretary, finished, held_on=clock.today() + ONE)
    assert evaluate(community_secretary, finished, held_on=clock.today()).status == "evaluated"
