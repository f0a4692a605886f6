import datetime

import pytest

from accounts.models import User
from common import clock
from common.months import Month
from reports.figures import figures_of
from reports.indicators import Indicator
from reports.periods import Period, last_finished_month
from reports.selectors import confirmed_logs
from reports.territory import Anchor
from tests.conftest import SignedIn
from tests.makers.members import make_registered
from tests.makers.orgs import Places, make_community
from tests.makers.services import make_confirmed_log


def test_a_month_counts_as_finished_on_its_last_day_and_is_reported_from_the_next() -> None:
    last_day = Period.as_known_on(datetime.date(2026, 6, 30))
    next_day = Period.as_known_on(datetime.date(2026, 7, 1))
    assert (last_day.month, last_day.reporting_month) == (Month(2026, 6), Month(2026, 5))
    assert (next_day.month, next_day.reporting_month) == (Month(2026, 6), Month(2026, 6))


def test_a_year_without_any_service_log_prints_not_in_use(
    district_admin: User, places: Places
) -> None:
    page = SignedIn(district_admin).get("/stats/411502/").content.decode()
    assert page.count("未启用") == 3


def test_a_year_with_service_logs_prints_its_numbers(
    district_admin: User, member: User, community_secretary: User, places: Places
) -> None:
    make_registered(member, community_secretary, places.community)
    day = Period.as_known_on(clock.today()).year_before().last
    make_confirmed_log(community_secretary, member.member, places.community, served_on=day)
    assert "未启用" not in SignedIn(district_admin).get("/stats/411502/").content.decode()


def test_a_figure_counts_rows_or_members_and_nothing_else() -> None:
    with pytest.raises(ValueError, match="rows and members only"):
        Indicator("X", "类别数", "类", "", confirmed_logs, Anchor("community", "d"), key="category")


def test_a_community_reports_its_month_from_the_fifteenth_day_before_its_end(
    district_admin: User, places: Places
) -> None:
    month = last_finished_month()
    for code, age in (("411502005011", 15), ("411502005012", 14)):
        founded = month.last_day - datetime.timedelta(days=age)
        make_community(district_admin, places.street, f"新社区{age}", code, founded)
    (figure,) = figures_of(places.street, Period.as_known_on(clock.today()), ["S12.expected"])
    assert figure.value == 3
    assert figure.excluded["成立不满15日"] == 1
