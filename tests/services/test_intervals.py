import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intervals import Interval, duration_text, hours, make_interval, shares, union_minutes

intervals = st.lists(
    st.tuples(st.integers(0, 1438), st.integers(1, 600)).map(
        lambda pair: (pair[0], min(pair[0] + pair[1], 1439))
    ),
    max_size=8,
)


@given(intervals)
def test_the_union_counts_each_minute_once(given: list[Interval]) -> None:
    minutes = {minute for start, end in given for minute in range(start, end)}
    assert union_minutes(given) == len(minutes)


@given(intervals)
def test_shares_add_up_to_the_union_and_none_is_more_than_its_interval(
    given: list[Interval],
) -> None:
    parts = shares(given)
    assert sum(parts) == union_minutes(given)
    assert all(0 <= part <= end - start for part, (start, end) in zip(parts, given, strict=True))


@given(intervals, st.randoms())
def test_the_order_changes_shares_but_not_their_sum(given: list[Interval], random: object) -> None:
    shuffled = list(given)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sum(shares(shuffled)) == sum(shares(given))


def test_what_lies_inside_another_adds_nothing() -> None:
    assert shares([(540, 660), (570, 600), (600, 720)]) == [120, 0, 60]


def test_seconds_are_cut_off() -> None:
    assert make_interval(datetime.time(9, 0, 59), datetime.time(10, 30)) == (540, 630)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 分钟"), (45, "45 分钟"), (60, "1 小时"), (150, "2 小时 30 分钟")],
)
def test_durations_read_as_people_say_them(minutes: int, text: str) -> None:
    assert duration_text(minutes) == text


@pytest.mark.parametrize(("minutes", "expected"), [(0, "0.0"), (3, "0.1"), (90, "1.5")])
def test_hours_are_rounded_half_up_to_one_decimal(minutes: int, expected: str) -> None:
    assert str(hours(minutes)) == expected
