"""Monthly reports in each state, reached by the operations of the product."""

import datetime
from zoneinfo import ZoneInfo

from accounts.models import User
from common.months import Month
from orgs.models import Organization
from reports.models import MonthlyReport
from reports.operations.lifecycle import accept_report, approve_report, submit_report
from reports.operations.monthly import open_report, save_narrative
from reports.periods import last_finished_month

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime.datetime:
    """Read `2026-11-05 23:59` as a moment in the district."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def make_report(
    secretary: User, community: Organization, month: Month | None = None
) -> MonthlyReport:
    """Open and not yet written; by default of the last finished month."""
    month = month or last_finished_month()
    return open_report(actor=secretary, community=community, month=month)


def make_written(
    secretary: User, community: Organization, month: Month | None = None
) -> MonthlyReport:
    report = make_report(secretary, community, month)
    return save_narrative(actor=secretary, report=report, problems="楼道照明损坏")


def make_submitted(
    secretary: User, community: Organization, month: Month | None = None
) -> MonthlyReport:
    return submit_report(actor=secretary, report=make_written(secretary, community, month))


def make_approved(secretary: User, reviewer: User, community: Organization) -> MonthlyReport:
    return approve_report(actor=reviewer, report=make_submitted(secretary, community))


def make_accepted(
    secretary: User, reviewer: User, admin: User, community: Organization
) -> MonthlyReport:
    return accept_report(actor=admin, report=make_approved(secretary, reviewer, community))
