"""When a duty is due: the calendar's edges by example, the rules by property."""

import datetime
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covenants.dues import Due, Term, dues_of, next_due, promise_of, term_of
from covenants.models import Covenant, Obligation

UNTIL = date(2026, 12, 31)
DAY = datetime.timedelta(days=1)


def duty(cadence: str, due_on: date | None = None) -> Obligation:
    return Obligation(cadence=cadence, due_on=due_on)


def due_days(cadence: str, term: Term, until: date = UNTIL) -> list[str]:
    return [str(due.due_on) for due in dues_of(duty(cadence), term, [], until)]


def test_a_month_that_begins_on_the_31st_does_not_slip() -> None:
    term = Term(date(2025, 1, 31), date(2025, 5, 30))
    assert due_days("monthly", term) == ["2025-02-27", "2025-03-30", "2025-04-29", "2025-05-30"]


def test_a_year_from_a_leap_day_ends_before_the_28th() -> None:
    term = Term(date(2024, 2, 29), date(2026, 2, 27))
    assert due_days("yearly", term) == ["2025-02-27", "2026-02-27"]


def test_a_term_shorter_than_a_period_is_due_at_its_end() -> None:
    assert due_days("yearly", Term(date(2026, 3, 1), date(2026, 8, 31))) == ["2026-08-31"]


def test_the_rest_of_a_term_that_is_no_full_period_is_not_due() -> None:
    assert due_days("quarterly", Term(date(2026, 1, 1), date(2026, 7, 31))) == [
        "2026-03-31",
        "2026-06-30",
    ]


def test_an_open_term_shows_what_has_begun_and_one_more() -> None:
    term = Term(date(2026, 1, 1))
    assert due_days("half_yearly", term, date(2026, 7, 1)) == [
        "2026-06-30",
        "2026-12-31",
        "2027-06-30",
    ]


def test_twenty_open_years_of_months_stay_240_and_one() -> None:
    assert len(due_days("monthly", Term(date(2006, 1, 1)), date(2025, 12, 31))) == 241


def test_what_an_early_end_cuts_off_is_not_owed() -> None:
    term = Term(date(2026, 1, 1), date(2026, 12, 31), ended_on=date(2026, 5, 15))
    assert due_days("quarterly", term) == ["2026-03-31"]
    assert due_days("yearly", term) == []
    assert due_days("once", term) == []


def test_what_is_due_on_the_last_day_before_an_early_end_is_owed() -> None:
    whole = {"first": date(2026, 1, 1), "agreed_last": date(2026, 12, 31)}
    ends = [Term(**whole, ended_on=date(2026, 3, day)) for day in (30, 31)]
    assert [due_days("quarterly", term) for term in ends] == [[], ["2026-03-31"]]


def test_what_was_done_ahead_of_an_early_end_stays_done() -> None:
    term = Term(date(2026, 1, 1), date(2026, 12, 31), ended_on=date(2026, 5, 15))
    [due] = dues_of(duty("yearly"), term, [date(2026, 2, 1)], UNTIL)
    assert due.done_on == date(2026, 2, 1)


def test_an_end_before_the_first_day_leaves_nothing_owed() -> None:
    term = Term(date(2026, 3, 1), date(2027, 2, 28), ended_on=date(2026, 2, 20))
    assert [due_days(cadence, term) for cadence in Obligation.Cadence.values] == [[]] * 5


def test_once_is_due_on_its_day_or_at_the_end_or_on_no_day() -> None:
    term = Term(date(2026, 1, 1), date(2026, 12, 31))
    [by_its_day] = dues_of(duty("once", date(2026, 6, 1)), term, [], UNTIL)
    [by_the_end] = dues_of(duty("once"), term, [], UNTIL)
    [some_day] = dues_of(duty("once"), Term(date(2026, 1, 1)), [], UNTIL)
    days = (by_its_day.due_on, by_the_end.due_on, some_day.due_on)
    assert days == (date(2026, 6, 1), date(2026, 12, 31), None)
    assert not some_day.is_overdue(date.max)


def test_once_done_between_signing_and_the_first_day_counts() -> None:
    term = Term(date(2026, 4, 1), date(2026, 12, 31))
    [due] = dues_of(duty("once"), term, [date(2026, 3, 20)], UNTIL)
    assert due.done_on == date(2026, 3, 20)


def test_a_period_takes_no_act_from_before_it_began() -> None:
    term = Term(date(2026, 4, 1), date(2026, 12, 31))
    dues = dues_of(duty("monthly"), term, [date(2026, 3, 20)], date(2026, 4, 30))
    assert [due.done_on for due in dues] == [None, None]


def test_two_acts_in_one_period_meet_one_due() -> None:
    days = [date(2026, 1, 5), date(2026, 1, 20)]
    dues = dues_of(duty("monthly"), Term(date(2026, 1, 1)), days, date(2026, 2, 10))
    assert [due.done_on for due in dues] == [date(2026, 1, 5), None, None]


def test_a_late_act_meets_the_oldest_open_due() -> None:
    dues = dues_of(duty("monthly"), Term(date(2026, 1, 1)), [date(2026, 2, 3)], date(2026, 2, 10))
    assert (dues[0].done_on, dues[0].is_late, dues[1].done_on) == (date(2026, 2, 3), True, None)


def test_on_its_day_a_due_is_not_overdue() -> None:
    due = Due(date(2026, 1, 1), date(2026, 1, 31))
    assert [due.is_overdue(day) for day in (date(2026, 1, 31), date(2026, 2, 1))] == [False, True]


def test_a_first_day_at_the_end_of_the_calendar_breaks_nothing() -> None:
    assert due_days("yearly", Term(date(9999, 12, 15))) == ["9999-12-30"]


@pytest.mark.parametrize("status", ["draft", "awaiting", "void"])
def test_what_is_not_signed_has_no_term(status: str) -> None:
    assert term_of(Covenant(status=status, effective_from=date(2026, 1, 1))) is None


def signed(**values: object) -> Covenant:
    return Covenant(**({"pk": 1, "status": "signed", "effective_from": date(2026, 1, 1)} | values))


def test_a_supplement_binds_no_longer_than_what_it_amends() -> None:
    parent = signed(effective_to=date(2026, 6, 30))
    assert term_of(signed(pk=2, amends=parent)).last == date(2026, 6, 30)
    parent.status, parent.terminated_on = "terminated", date(2026, 5, 1)
    assert term_of(signed(pk=2, amends=parent)).last == date(2026, 4, 30)
    parent.status = "void"
    assert term_of(signed(pk=2, amends=parent)) is None


@pytest.mark.parametrize(
    ("cadence", "due_on", "text"),
    [
        ("quarterly", None, "每季度一次"),
        ("once", date(2026, 6, 1), "最迟 2026-06-01 完成"),
        ("once", None, "协议有效期内完成"),
    ],
)
def test_a_promise_is_told_in_words(cadence: str, due_on: date | None, text: str) -> None:
    assert promise_of(duty(cadence, due_on)) == text


# How fast examples are made depends on what else the machine does, not on the rules.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.dates(date(2023, 1, 1), date(2027, 12, 31))
acts = st.lists(days, max_size=12)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    first = draw(days)
    last = draw(st.none() | st.integers(0, 900).map(lambda count: first + count * DAY))
    ended_on = draw(st.none() | st.integers(-30, 900).map(lambda count: first + count * DAY))
    return Term(first, last, ended_on if last is None or (ended_on or last) < last else None)


duties = st.one_of(
    st.sampled_from(["monthly", "quarterly", "half_yearly", "yearly"]).map(duty),
    st.builds(duty, st.just("once"), st.none() | days),
)


def overdue(dues: list[Due], day: date) -> int:
    return sum(due.is_overdue(day) for due in dues)


@patient
@given(duties, terms(), acts, days)
def test_met_and_open_make_up_the_dues_and_no_act_counts_twice(
    row: Obligation, term: Term, done: list[date], day: date
) -> None:
    dues = dues_of(row, term, done, day)
    met = sorted(due.done_on for due in dues if due.done_on is not None)
    left = list(done)
    for each in met:
        left.remove(each)
    assert len(met) + sum(due.done_on is None for due in dues) == len(dues)


@patient
@given(duties, terms(), acts, days)
def test_the_next_due_day_is_the_earliest_unmet_one(
    row: Obligation, term: Term, done: list[date], day: date
) -> None:
    dues = dues_of(row, term, done, day)
    unmet = [due.due_on for due in dues if due.done_on is None and due.due_on is not None]
    assert next_due(dues) == min(unmet, default=None)


@patient
@given(duties, terms(), acts, days)
def test_the_next_due_day_does_not_depend_on_the_day_one_asks(
    row: Obligation, term: Term, done: list[date], day: date
) -> None:
    later = dues_of(row, term, done, day + 400 * DAY)
    assert next_due(dues_of(row, term, done, day)) == next_due(later)


@patient
@given(duties, terms(), acts, days, days)
def test_another_act_never_makes_more_overdue(
    row: Obligation, term: Term, done: list[date], more: date, day: date
) -> None:
    before = overdue(dues_of(row, term, done, day), day)
    assert overdue(dues_of(row, term, [*done, more], day), day) <= before


@patient
@given(duties, terms(), acts, days)
def test_the_order_in_which_acts_were_entered_means_nothing(
    row: Obligation, term: Term, done: list[date], day: date
) -> None:
    assert dues_of(row, term, done, day) == dues_of(row, term, done[::-1], day)


@patient
@given(duties, terms(), acts, days)
def test_nothing_is_due_outside_the_term(
    row: Obligation, term: Term, done: list[date], day: date
) -> None:
    dues = [due for due in dues_of(row, term, done, day) if due.due_on is not None]
    last = term.agreed_last or date.max
    assert all(term.first <= due.due_on <= last for due in dues)
    unmet = [due.due_on for due in dues if due.done_on is None]
    assert all(due_on <= (term.last or date.max) for due_on in unmet)


@patient
@given(duties, terms(), acts, days)
def test_no_act_from_after_the_end_meets_anything(
    row: Obligation, term: Term, done: list[date], day: date
) -> None:
    met = [due.done_on for due in dues_of(row, term, done, day) if due.done_on is not None]
    assert all(done_on <= (term.last or date.max) for done_on in met)
