"""For every figure the number shown equals the records that it opens (must hold, rule 9)."""

import datetime

import pytest

from accounts.models import User
from common import clock
from orgs.models import District, Organization
from reports.figures import Figure, figures_of
from reports.indicators import (
    COUNTED,
    FIVE_A,
    FIVE_B,
    FUNDS,
    PROJECT_STATES,
    STOCK_SUM,
    Ratio,
)
from reports.listing import describe, listed
from reports.periods import Period
from reports.territory import Place, territory_on

DAYS = (clock.today(), clock.today() - datetime.timedelta(days=100))
PLACES = ("411502", "411502005000", "411502004000", "411502005004", "41150200500401")


def place_of(code: str) -> Place:
    model = District if len(code) == 6 else Organization
    return model.objects.get(code=code)


def shown(place: Place, period: Period) -> list[Figure]:
    figures = figures_of(place, period)
    return [f for f in figures if not isinstance(f.indicator, Ratio) and f.value is not None]


@pytest.mark.parametrize("day", DAYS, ids=["today", "100 days ago"])
@pytest.mark.parametrize("code", PLACES)
def test_a_figure_opens_as_many_records_as_it_says(
    sample: District, code: str, day: datetime.date
) -> None:
    place, period = place_of(code), Period.as_known_on(day)
    territory = territory_on(place, day)
    viewer = User.objects.get(username="district")
    for figure in shown(place, period):
        item = figure.indicator
        rows = listed(item, item.records, period, place, territory)
        counted = sum(rows.values_list(item.amount, flat=True)) if item.amount else rows.count()
        assert item.finish(counted) == figure.value, item.code
        assert all(row.text for row in describe(list(rows[:1]), viewer, item)), item.code


@pytest.mark.parametrize("code", PLACES)
def test_what_was_left_out_opens_as_many_records_as_it_says(sample: District, code: str) -> None:
    place, period = place_of(code), Period.as_known_on(clock.today())
    territory = territory_on(place, clock.today())
    for figure in shown(place, period):
        for label, count in figure.excluded.items():
            records = figure.indicator.excluded[label]
            assert listed(figure.indicator, records, period, place, territory).count() == count


def test_no_rate_exceeds_a_hundred_per_cent(sample: District) -> None:
    for code in PLACES:
        figures = figures_of(place_of(code), Period.as_known_on(clock.today()))
        rates = [f.value for f in figures if isinstance(f.indicator, Ratio) and f.value is not None]
        assert all(0 <= rate <= 100 for rate in rates)


@pytest.mark.parametrize("day", DAYS, ids=["today", "100 days ago"])
@pytest.mark.parametrize("parts", [PROJECT_STATES, FIVE_A, FIVE_B], ids=["state", "A", "B"])
@pytest.mark.parametrize("code", PLACES[:4])
def test_the_states_and_both_lists_of_projects_add_up(
    sample: District, code: str, parts: tuple[str, ...], day: datetime.date
) -> None:
    figures = figures_of(place_of(code), Period.as_known_on(day), ("S6", *parts))
    total, *values = [figure.value for figure in figures]
    assert sum(values) == total > 0
    assert code != "411502" or day != DAYS[0] or total == 271


@pytest.mark.parametrize("code", PLACES[:4])
def test_the_sources_of_money_add_up(sample: District, code: str) -> None:
    figures = figures_of(place_of(code), Period.as_known_on(clock.today()), FUNDS)
    total, *values = [figure.value for figure in figures]
    assert sum(values) == total > 0


@pytest.mark.parametrize("day", DAYS, ids=["today", "100 days ago"])
def test_what_is_due_and_what_is_not_close_with_the_total(
    sample: District, day: datetime.date
) -> None:
    total, due = figures_of(sample, Period.as_known_on(day), ("S6", "S7.due"))
    assert due.value + sum(due.excluded.values()) == total.value


@pytest.mark.parametrize("day", DAYS, ids=["today", "100 days ago"])
@pytest.mark.parametrize("code", PLACES)
def test_the_stock_of_the_register_closes_in_month_and_year(
    sample: District, code: str, day: datetime.date
) -> None:
    month = Period.as_known_on(day)
    for period in (month, month.year_to_date()):
        values = {f.code: f.value for f in figures_of(place_of(code), period, STOCK_SUM)}
        came = values["S8.added"] + values["S8.moved_in"]
        went = values["S8.moved_out"] + values["S8.closed"]
        assert values["S8.opening"] + came - went == values["S8.closing"] > 0
        reasons = [value for key, value in values.items() if key.startswith("S8.closed.")]
        assert sum(reasons) == values["S8.closed"]


def test_every_declared_figure_says_what_it_means() -> None:
    assert all(item.definition and item.name and item.unit for item in COUNTED.values())
