"""Projects in figures: states as of a day, money, both lists of 五共, kept on time (S6, S7)."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from accounts.models import User
from common import clock
from covenants.models import Project
from covenants.operations.ending import void_covenant
from covenants.operations.projects import (
    confirm_project,
    finish_project,
    pause_project,
    resume_project,
    start_project,
    terminate_project,
    void_project,
)
from orgs.models import ResidentUnit
from reports.figures import Figure, figures_of
from reports.indicators import COUNTED, FIVE_A, FIVE_B, FUNDS, PROJECT_STATES
from reports.listing import describe, listed
from reports.periods import Period
from reports.territory import Place, territory_on
from tests.conftest import SignedIn
from tests.makers.covenants import CONFIRMED, make_project, make_project_in, make_signed
from tests.makers.orgs import Places

ONE_DAY = datetime.timedelta(days=1)


def figure(place: Place, code: str, day: datetime.date | None = None) -> Figure:
    (found,) = figures_of(place, Period.as_known_on(day or clock.today()), [code])
    return found


def value(place: Place, code: str, day: datetime.date | None = None) -> object:
    return figure(place, code, day).value


def states(place: Place, day: datetime.date) -> dict[str, object]:
    """Return the states that are there, by the last part of their codes."""
    found = figures_of(place, Period.as_known_on(day), PROJECT_STATES)
    return {f.code.removeprefix("S6."): f.value for f in found if f.value}


def behind(place: Place, code: str) -> list[Project]:
    item, period = COUNTED[code], Period.as_known_on(clock.today())
    return list(listed(item, item.records, period, place, territory_on(place, clock.today())))


def on(day: int) -> datetime.date:
    return datetime.date(2026, 5, day)


@pytest.fixture
def lived(community_secretary: User, places: Places) -> Project:
    """Confirmed on the 2nd, begun on the 4th, paused on the 6th, resumed on the 8th, and on the
    12th said to have been finished on the 10th."""
    actor = community_secretary
    with time_machine.travel(datetime.datetime(2026, 5, 2, 2, tzinfo=datetime.UTC)) as watch:
        project = make_project(actor, places.community)
        confirm_project(actor=actor, project=project, confirmed_on=on(2))
        for days, step in ((2, start_project), (2, pause_project), (2, resume_project)):
            watch.shift(datetime.timedelta(days=days))
            step(actor=actor, project=project)
        watch.shift(datetime.timedelta(days=4))
        return finish_project(actor=actor, project=project, finished_on=on(10), outcome="装灯")


def test_a_project_is_in_the_state_of_that_day(lived: Project, places: Places) -> None:
    days = {
        1: {}, 2: {"waiting": 1}, 3: {"waiting": 1}, 4: {"running": 1}, 5: {"running": 1},
        6: {"paused": 1}, 7: {"paused": 1}, 8: {"running": 1}, 9: {"running": 1},
        10: {"finished": 1}, 12: {"finished": 1},
    }  # fmt: skip
    assert {day: states(places.district, on(day)) for day in days} == days


def test_a_start_entered_today_does_not_undo_an_earlier_finish(
    community_secretary: User, places: Places
) -> None:
    make_project_in(community_secretary, places.community, "finished")
    assert states(places.district, clock.today()) == {"finished": 1}


def test_on_every_day_the_states_sum_to_the_total(
    lived: Project, community_secretary: User, places: Places
) -> None:
    for status in ("confirmed", "running", "paused", "finished", "evaluated", "terminated"):
        make_project_in(community_secretary, places.community, status)
    day = CONFIRMED - ONE_DAY
    while day <= clock.today():
        assert sum(states(places.district, day).values()) == value(places.district, "S6", day)
        day += 9 * ONE_DAY
    assert value(places.district, "S6") == 7


def test_a_void_project_leaves_every_state_of_every_day(
    lived: Project, district_admin: User, places: Places
) -> None:
    void_project(actor=district_admin, project=lived, reason="重复录入")
    assert [states(places.district, on(day)) for day in (2, 5, 7, 12)] == [{}] * 4


def test_money_of_a_project_in_two_communities_counts_once_above_them(
    community_secretary: User, places: Places
) -> None:
    make_project_in(
        community_secretary, places.community, "running",
        communities=[places.community, places.sibling],
        funding={"fiscal": Decimal("1000.50"), "donation": Decimal("0.10")},
    )  # fmt: skip
    where = (places.community, places.sibling, places.street, places.district)
    assert [value(place, "S6.funds") for place in where] == [Decimal("1000.60")] * 4
    assert [value(place, "S6.funds.fiscal") for place in where] == [Decimal("1000.50")] * 4
    assert value(places.district, "S6.funds.unit") == 0


def test_the_sources_sum_to_all_money_and_open_their_projects(
    community_secretary: User, places: Places, district_admin: User
) -> None:
    rich = make_project_in(
        community_secretary, places.community, "running",
        funding={"fiscal": Decimal("1234567.89"), "unit": Decimal(1), "other": Decimal(2)},
    )  # fmt: skip
    make_project(community_secretary, places.community, funding={"fiscal": Decimal(5)})
    found = [value(places.district, code) for code in FUNDS]
    assert sum(found[1:]) == found[0] == Decimal("1234570.89")
    assert behind(places.district, "S6.funds.fiscal") == [rich]
    [row] = describe(
        behind(places.district, "S6.funds.fiscal"), district_admin, COUNTED["S6.funds.fiscal"]
    )
    assert row.contribution == "1,234,567.89 元"


def test_both_lists_sum_to_the_total_and_stand_apart(
    community_secretary: User, places: Places
) -> None:
    for code_b, code_a in (("G4", ""), ("G4", "G6"), ("G1", "G1")):
        make_project_in(
            community_secretary, places.community, "running", code_b=code_b, code_a=code_a
        )
    for codes in (FIVE_A, FIVE_B):
        assert sum(value(places.district, code) for code in codes) == 3
    found = [value(places.district, f"S6.{code}") for code in ("b.G4", "a.G6", "a.none", "a.G1")]
    assert found == [2, 1, 1, 1]
    assert "S6.b.G6" not in COUNTED


def test_a_project_without_a_covenant_is_printed_apart(
    community_secretary: User, district_admin: User, places: Places, unit: ResidentUnit
) -> None:
    covenant = make_signed(community_secretary, places.community, unit)
    make_project_in(community_secretary, places.community, "running", covenants=[covenant])
    alone = make_project_in(community_secretary, places.community, "running", name="独立项目")
    assert behind(places.district, "S6.without_covenant") == [alone]
    void_covenant(actor=district_admin, covenant=covenant, reason="误录")
    assert value(places.district, "S6.without_covenant") == 2
    assert value(places.district, "S6") == 2


DUE = CONFIRMED + 30 * ONE_DAY


def make_planned(actor: User, places: Places, **values: Any) -> Project:
    project = make_project(actor, places.community, **values)
    confirm_project(actor=actor, project=project, confirmed_on=CONFIRMED)
    return start_project(actor=actor, project=project)


def finish(actor: User, project: Project, day: datetime.date) -> Project:
    return finish_project(actor=actor, project=project, finished_on=day, outcome="装灯")


@pytest.mark.parametrize(
    ("finished_on", "kept"), [(DUE - ONE_DAY, 1), (DUE, 1), (DUE + ONE_DAY, 0)]
)
def test_a_project_is_kept_when_done_by_its_planned_end(
    community_secretary: User, places: Places, finished_on: datetime.date, kept: int
) -> None:
    project = make_planned(community_secretary, places, planned_end=DUE)
    finish(community_secretary, project, finished_on)
    late = DUE + 2 * ONE_DAY
    assert [value(places.community, code, late) for code in ("S7.due", "S7.kept")] == [1, kept]
    assert value(places.community, "S7", late) == kept * 100


def test_before_its_planned_end_a_project_is_neither_due_nor_kept(
    community_secretary: User, places: Places
) -> None:
    project = make_planned(community_secretary, places, planned_end=DUE)
    finish(community_secretary, project, CONFIRMED + ONE_DAY)
    eve = DUE - ONE_DAY
    assert [value(places.community, code, eve) for code in ("S7.due", "S7.kept")] == [0, 0]
    assert figure(places.community, "S7", eve).text == "—"
    assert value(places.community, "S7", DUE) == 100


def test_what_is_left_out_is_named_and_closes_with_the_total(
    community_secretary: User, places: Places
) -> None:
    actor, later = community_secretary, clock.today() + ONE_DAY
    finish(actor, make_planned(actor, places, planned_end=DUE), DUE)
    make_planned(actor, places, planned_end=DUE)
    make_planned(actor, places, planned_end=later)
    make_planned(actor, places)
    for planned in ({}, {"planned_end": DUE}):
        project = make_planned(actor, places, **planned)
        terminate_project(actor=actor, project=project, reason="单位搬迁")
    found = figure(places.district, "S7.due")
    assert found.excluded == {"未定计划完成日期": 1, "未到计划完成日期": 1, "已终止": 2}
    assert found.value + sum(found.excluded.values()) == value(places.district, "S6") == 6
    assert value(places.district, "S7") == 50


def test_the_page_shows_both_lists_the_money_and_what_was_left_out(
    community_secretary: User, places: Places
) -> None:
    make_project_in(
        community_secretary, places.community, "running", funding={"fiscal": Decimal("1234.5")}
    )
    url = f"/stats/{places.community.code}/covenants/"
    page = SignedIn(community_secretary).get(url).content.decode()
    for text in ("1,234.50", "五共事项", "五共目标", "未对应五共目标", "未定计划完成日期 1"):
        assert text in page
    assert 'data-figure="S6.without_covenant" data-value="1"' in page


def test_the_same_figure_on_page_and_api(community_secretary: User, places: Places) -> None:
    make_project_in(
        community_secretary, places.community, "finished", funding={"unit": Decimal("12.5")}
    )
    browser, code = SignedIn(community_secretary), places.community.code
    page = browser.get(f"/stats/{code}/covenants/").content.decode()
    said = {
        row["code"]: row["value"] for row in browser.get(f"/api/v1/figures/?place={code}").json()
    }
    assert (said["S6.finished"], said["S6.funds.unit"], said["S6.b.G3"]) == (1, 12.5, 1)
    for shown in ("S6.finished", "S6.b.G3", "S6.without_covenant"):
        assert f'data-figure="{shown}" data-value="{said[shown]}"' in page
    assert 'data-figure="S6.funds.unit" data-value="12.50"' in page
