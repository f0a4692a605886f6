import datetime
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from covenants.models import Project
from covenants.operations import projects as operations
from covenants.operations.work import evaluate_project
from orgs.models import DirtyMonth, District, Organization, ResidentUnit
from orgs.operations.unit_merges import merge_units
from tests.makers.covenants import (
    CONFIRMED,
    VOICES,
    make_covenant,
    make_project,
    make_project_in,
    make_signed,
)
from tests.makers.orgs import Places, make_admin, make_unit
from tests.makers.resources import close_yesterday

ONE = datetime.timedelta(days=1)
STEPS: dict[str, tuple[Callable[..., Project], dict[str, Any]]] = {
    "confirm": (operations.confirm_project, {"confirmed_on": CONFIRMED}),
    "reject": (operations.reject_project, {"reason": "条件不具备"}),
    "start": (operations.start_project, {}),
    "pause": (operations.pause_project, {}),
    "resume": (operations.resume_project, {}),
    "finish": (operations.finish_project, {"finished_on": CONFIRMED, "outcome": "已完成"}),
    "terminate": (operations.terminate_project, {"reason": "单位搬迁"}),
    "evaluate": (evaluate_project, {"held_on": CONFIRMED, "way": "form", **VOICES}),
}
AFTER = {
    ("confirm", "proposed"): "confirmed",
    ("reject", "proposed"): "rejected",
    ("start", "confirmed"): "running",
    ("pause", "running"): "paused",
    ("resume", "paused"): "running",
    ("finish", "running"): "finished",
    ("terminate", "running"): "terminated",
    ("terminate", "paused"): "terminated",
    ("evaluate", "finished"): "evaluated",
}
STATES = [
    "proposed", "rejected", "confirmed", "running", "paused", "finished", "evaluated", "terminated",
]  # fmt: skip
VOIDED_BY_DISTRICT = set(STATES) - {"proposed", "rejected"}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_taken_only_from_the_states_of_the_table(
    name: str, state: str, community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, state)
    step, values = STEPS[name]
    if (name, state) in AFTER:
        moved = step(actor=community_secretary, project=project, **values)
        assert moved.status == AFTER[name, state]
        assert AuditEntry.objects.filter(action=f"project.{name}").exists()
        return
    with pytest.raises(RuleViolation, match="不能"):
        step(actor=community_secretary, project=project, **values)
    project.refresh_from_db()
    assert project.status == state


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize(
    "role", ["district_admin", "street_secretary", "grid_secretary", "liaison", "neighbour"]
)
def test_only_the_lead_keeps_its_projects(
    role: str,
    name: str,
    request: pytest.FixtureRequest,
    community_secretary: User,
    places: Places,
    unit: ResidentUnit,
) -> None:
    state = next(state for step, state in AFTER if step == name)
    both = [places.community, places.sibling]
    project = make_project_in(
        community_secretary, places.community, state, communities=both, partners=[unit]
    )
    step, values = STEPS[name]
    with pytest.raises(PermissionDenied):
        step(actor=request.getfixturevalue(role), project=project, **values)


def test_a_partner_community_reads_the_project(
    community_secretary: User, neighbour: User, grid_secretary: User, places: Places
) -> None:
    alone = make_project(community_secretary, places.community)
    shared = make_project(
        community_secretary, places.community, communities=[places.community, places.sibling]
    )
    assert list(Project.objects.visible_to(neighbour)) == [shared]
    assert set(Project.objects.visible_to(grid_secretary)) == {alone, shared}


def test_a_confirmed_project_is_voided_by_the_district_only(
    district_admin: User, community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, "running")
    with pytest.raises(PermissionDenied):
        operations.void_project(actor=community_secretary, project=project, reason="误录")
    operations.void_project(actor=district_admin, project=project, reason="误录")
    assert not Project.objects.counted(clock.today()).exists()


@pytest.mark.parametrize("state", STATES)
def test_the_district_voids_whatever_was_confirmed(
    state: str, district_admin: User, community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, state)
    if state in VOIDED_BY_DISTRICT:
        voided = operations.void_project(actor=district_admin, project=project, reason="误录")
        assert voided.status == "void"
        return
    with pytest.raises((RuleViolation, PermissionDenied)):
        operations.void_project(actor=district_admin, project=project, reason="误录")


def test_a_proposal_is_voided_by_its_lead(
    district_admin: User, community_secretary: User, community: Organization
) -> None:
    project = make_project(community_secretary, community)
    with pytest.raises(PermissionDenied):
        operations.void_project(actor=district_admin, project=project, reason="误录")
    voided = operations.void_project(actor=community_secretary, project=project, reason="误录")
    assert voided.status == Project.Status.VOID


def test_confirming_counts_from_the_day_and_marks_every_place(
    community_secretary: User, places: Places
) -> None:
    communities = [places.community, places.sibling, places.other_community]
    DirtyMonth.objects.all().delete()
    make_project_in(community_secretary, places.community, "confirmed", communities=communities)
    assert Project.objects.counted(CONFIRMED).count() == 1
    assert not Project.objects.counted(CONFIRMED - ONE).exists()
    assert marks() == {(place.pk, Month.of(CONFIRMED)) for place in communities}


def marks() -> set[tuple[int, Month]]:
    return set(DirtyMonth.objects.values_list("organization", "month"))


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("start", [clock.today]),
        ("pause", [clock.today]),
        ("resume", [clock.today]),
        ("terminate", [clock.today]),
        ("finish", [lambda: CONFIRMED, clock.today]),
        ("void", [lambda: CONFIRMED]),
    ],
)
def test_a_step_marks_its_months_at_every_place(
    name: str,
    days: list[Callable[[], datetime.date]],
    district_admin: User,
    community_secretary: User,
    places: Places,
) -> None:
    both = [places.community, places.sibling]
    state = next((state for step, state in AFTER if step == name), "running")
    project = make_project_in(community_secretary, places.community, state, communities=both)
    DirtyMonth.objects.all().delete()
    if name == "void":
        operations.void_project(actor=district_admin, project=project, reason="误录")
    else:
        step, values = STEPS[name]
        step(actor=community_secretary, project=project, **values)
    assert marks() == {(place.pk, Month.of(day())) for place in both for day in days}


@pytest.mark.parametrize(("days", "message"), [(1, "不能晚于今天"), (-365 * 40, "早于 2000 年")])
def test_a_project_is_confirmed_on_a_day_that_has_come(
    days: int, message: str, community_secretary: User, community: Organization
) -> None:
    project = make_project(community_secretary, community)
    day = clock.today() + datetime.timedelta(days=days)
    with pytest.raises(RuleViolation, match=message):
        operations.confirm_project(actor=community_secretary, project=project, confirmed_on=day)


def test_a_project_cannot_end_before_it_was_confirmed(
    community_secretary: User, community: Organization
) -> None:
    project = make_project(community_secretary, community, planned_end=CONFIRMED - ONE)
    with pytest.raises(RuleViolation, match="计划完成日期不能早于确定日期"):
        operations.confirm_project(
            actor=community_secretary, project=project, confirmed_on=CONFIRMED
        )
    running = make_project_in(community_secretary, community, "running")
    for day in (CONFIRMED - ONE, clock.today() + ONE):
        with pytest.raises(RuleViolation, match="完成日期不能"):
            operations.finish_project(
                actor=community_secretary, project=running, finished_on=day, outcome="已完成"
            )


@pytest.mark.parametrize(
    "amount", ["0", "-1", "10000000000.01", "0.001", "NaN", "Infinity", "1e30"]
)
def test_absurd_money_is_refused(
    amount: str, community_secretary: User, community: Organization
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        make_project(community_secretary, community, funding={"unit": Decimal(amount)})
    assert refusal.value.field == "funding_unit"
    assert not Project.objects.exists()


def test_money_is_kept_to_the_cent(community_secretary: User, community: Organization) -> None:
    funding = {"unit": Decimal("10000000000.00"), "fiscal": Decimal("0.01")}
    project = make_project(community_secretary, community, funding=funding)
    assert dict(project.funding.values_list("source", "amount")) == funding


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code_b": "G6"}, "project.code_b"),
        ({"code_b": ""}, "project.code_b"),
        ({"code_a": "G4"}, "project.code_a"),
        ({"communities": []}, "project.communities"),
        ({"name": "\u200b"}, "text.empty"),
    ],
)
def test_a_proposal_that_breaks_a_rule_is_refused(
    values: dict[str, Any], code: str, community_secretary: User, community: Organization
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        make_project(community_secretary, community, **values)
    assert refusal.value.code == code


def test_a_project_is_not_confirmed_with_a_unit_that_was_gone_by_then(
    community_secretary: User, district_admin: User, community: Organization, unit: ResidentUnit
) -> None:
    project = make_project(community_secretary, community, partners=[unit])
    close_yesterday(district_admin, unit)
    confirm = partial(operations.confirm_project, actor=community_secretary, project=project)
    with pytest.raises(RuleViolation, match="已停用") as refusal:
        confirm(confirmed_on=clock.today())
    assert refusal.value.field == "confirmed_on"
    assert confirm(confirmed_on=clock.today() - 2 * ONE).status == "confirmed"


def test_a_unit_that_was_merged_takes_part_as_the_one_that_stays(
    community_secretary: User, district_admin: User, places: Places, unit: ResidentUnit
) -> None:
    project = make_project(community_secretary, places.community, partners=[unit])
    stays = make_unit(district_admin, places.district, "区教育体育局")
    merge_units(actor=district_admin, unit=unit, target=stays)
    confirmed = operations.confirm_project(
        actor=community_secretary, project=project, confirmed_on=clock.today()
    )
    assert confirmed.status == "confirmed"


def test_a_project_rests_on_signed_covenants_in_sight(
    community_secretary: User, neighbour: User, places: Places, unit: ResidentUnit
) -> None:
    own = make_signed(community_secretary, places.community, unit)
    project = make_project(community_secretary, places.community, covenants=[own])
    assert list(project.covenants.order_by("pk")) == [own]
    draft = make_covenant(community_secretary, places.community, unit)
    foreign = make_signed(neighbour, places.sibling, unit)
    for covenant in (draft, foreign):
        with pytest.raises(RuleViolation, match="已经签订"):
            make_project(community_secretary, places.community, covenants=[covenant])


def test_a_project_takes_place_at_its_leads_too(community_secretary: User, places: Places) -> None:
    with pytest.raises(RuleViolation, match="应包括牵头的大拱桥社区"):
        make_project(community_secretary, places.community, communities=[places.sibling])


def test_the_other_communities_are_told_of_a_confirmed_project(
    community_secretary: User, neighbour: User, places: Places
) -> None:
    both = [places.community, places.sibling]
    make_project_in(community_secretary, places.community, "confirmed", communities=both)
    message = Notification.objects.get()
    assert message.recipient == neighbour
    assert "楼道亮化" in message.text


def test_the_leading_unit_takes_part(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    project = make_project(community_secretary, community, lead_unit=unit)
    assert project.lead_unit == unit
    assert list(project.partners.all()) == [unit]
    twice = make_project(community_secretary, community, lead_unit=unit, partners=[unit])
    assert twice.partners.count() == 1


def test_a_unit_of_another_district_leads_nothing(
    community_secretary: User, community: Organization
) -> None:
    other = District.objects.create(code="411503", name="平桥区")
    foreign = make_unit(make_admin(other, "other_admin"), other, "平桥区财政局")
    with pytest.raises(RuleViolation, match="不是本区的驻区单位") as refusal:
        make_project(community_secretary, community, lead_unit=foreign)
    assert refusal.value.field == "lead_unit"


@pytest.mark.parametrize("year", [1999, 2100, 9999])
def test_a_planned_end_in_an_absurd_year_is_refused(
    year: int, community_secretary: User, community: Organization
) -> None:
    with pytest.raises(RuleViolation, match="2000 年至 2099 年"):
        make_project(community_secretary, community, planned_end=datetime.date(year, 1, 1))


def test_a_confirmed_project_keeps_its_planned_end(
    community_secretary: User, community: Organization
) -> None:
    project = make_project(community_secretary, community, planned_end=clock.today() + ONE)
    operations.confirm_project(actor=community_secretary, project=project, confirmed_on=CONFIRMED)
    with pytest.raises(RuleViolation, match="不能修改"):
        operations.change_project(
            actor=community_secretary, project=project, name="楼道亮化", code_b="G3",
            communities=[community], planned_end=clock.today() + ONE * 99,
        )  # fmt: skip
    assert Project.objects.get().planned_end == clock.today() + ONE
