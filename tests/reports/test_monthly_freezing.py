"""What a submission freezes, what the lock seals, and what decides lateness."""

from decimal import Decimal

import pytest
import time_machine

from accounts.models import User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from members.models import Member
from orgs.models import Organization, ResidentUnit
from reports.figures import digest, figures_of
from reports.models import MonthlyReport, Snapshot
from reports.operations.lifecycle import (
    accept_report,
    approve_report,
    return_report,
    submit_report,
    unlock_report,
)
from reports.operations.monthly import override_figure, save_narrative
from reports.periods import Period
from reports.sheet import lines_of
from services.models import ServiceLog
from tests.makers.reports import (
    local,
    make_accepted,
    make_approved,
    make_report,
    make_submitted,
    make_written,
)
from tests.makers.services import make_confirmed_log, make_server

OCTOBER = Month(2026, 10)


@pytest.fixture
def server(unit: ResidentUnit, community: Organization) -> Member:
    return make_server(unit, community)


def serve(confirmer: User, server: Member, community: Organization, day: int) -> ServiceLog:
    served_on = OCTOBER.first_day.replace(day=day)
    return make_confirmed_log(confirmer, server, community, served_on=served_on)


def value_of(report: MonthlyReport, code: str) -> str:
    return next(line.value for line in lines_of(report) if line.code == code)


@time_machine.travel(local("2026-11-04 10:00"))
def test_a_back_dated_log_changes_the_live_month_and_no_submitted_report(
    community_secretary: User, deputy_secretary: User, server: Member, community: Organization
) -> None:
    first = serve(deputy_secretary, server, community, 10)
    report = make_submitted(community_secretary, community, OCTOBER)
    serve(deputy_secretary, server, community, 11)
    assert value_of(report, "S9.times") == "1"
    (live,) = figures_of(community, Period.of_month(OCTOBER), ["S9.times"])
    assert live.value == 2
    frozen = {figure["code"]: figure for figure in report.snapshots.get().figures}
    assert frozen["S9.hours"]["records"] == [[first.pk, 60]]


@time_machine.travel(local("2026-11-04 10:00"))
def test_a_returned_report_counts_anew_and_keeps_the_old_snapshot(
    community_secretary: User,
    deputy_secretary: User,
    street_secretary: User,
    server: Member,
    community: Organization,
) -> None:
    report = make_submitted(community_secretary, community, OCTOBER)
    return_report(actor=street_secretary, report=report, comment="补录服务")
    serve(deputy_secretary, server, community, 11)
    report = submit_report(actor=community_secretary, report=report)
    assert value_of(report, "S9.times") == "1"
    assert Snapshot.objects.count() == 2


def test_the_digest_is_that_of_the_stored_figures(
    community_secretary: User, community: Organization
) -> None:
    report = make_submitted(community_secretary, community)
    snapshot = Snapshot.objects.get()
    assert digest(snapshot.figures) == snapshot.digest
    assert snapshot.as_of == report.month.last_day


def test_an_override_is_frozen_beside_what_was_computed(
    community_secretary: User, community: Organization
) -> None:
    report = make_written(community_secretary, community)
    override_figure(
        actor=community_secretary, report=report, code="S2", stated=Decimal(4), reason="漏录"
    )
    report = submit_report(actor=community_secretary, report=report)
    line = next(line for line in lines_of(report) if line.code == "S2")
    assert (line.value, line.computed, line.reason) == ("4", "0", "漏录")


def test_acceptance_seals_the_figures(
    community_secretary: User,
    street_secretary: User,
    district_admin: User,
    community: Organization,
) -> None:
    make_accepted(community_secretary, street_secretary, district_admin, community)
    assert Snapshot.objects.get().sealed_at is not None


def test_altered_figures_are_not_accepted(
    community_secretary: User,
    street_secretary: User,
    district_admin: User,
    community: Organization,
) -> None:
    report = make_approved(community_secretary, street_secretary, community)
    Snapshot.objects.update(figures=[])
    with pytest.raises(RuleViolation, match="校验值"):
        accept_report(actor=district_admin, report=report)


def test_an_unlocked_report_is_corrected_and_sealed_anew(
    community_secretary: User,
    street_secretary: User,
    district_admin: User,
    community: Organization,
) -> None:
    report = make_accepted(community_secretary, street_secretary, district_admin, community)
    unlock_report(actor=district_admin, report=report, reason="数字有误")
    submit_report(actor=community_secretary, report=report)
    approve_report(actor=street_secretary, report=report)
    accept_report(actor=district_admin, report=report)
    assert Snapshot.objects.exclude(sealed_at=None).count() == 2


def submit_at(secretary: User, community: Organization, moment: str) -> MonthlyReport:
    with time_machine.travel(local("2026-11-01 09:00")):
        make_written(secretary, community, OCTOBER)
    with time_machine.travel(local(moment), tick=False):
        return make_submitted(secretary, community, OCTOBER)


@pytest.mark.parametrize(
    ("moment", "is_late"),
    [
        ("2026-11-05 23:59:59", False),
        ("2026-11-06 00:00:00", False),
        ("2026-11-06 00:00:01", True),
    ],
)
def test_the_due_days_midnight_decides_lateness(
    community_secretary: User, community: Organization, moment: str, is_late: bool
) -> None:
    report = submit_at(community_secretary, community, moment)
    assert report.is_late(local(moment)) is is_late


def test_a_return_and_a_late_resubmission_leave_the_report_punctual(
    community_secretary: User, street_secretary: User, community: Organization
) -> None:
    first = submit_at(community_secretary, community, "2026-11-05 09:00")
    with time_machine.travel(local("2026-11-20 09:00"), tick=False):
        report = return_report(actor=street_secretary, report=first, comment="请核对")
        report = submit_report(actor=community_secretary, report=report)
        assert not report.is_late(clock.now())
    assert (report.first_submitted_at, report.return_count) == (first.first_submitted_at, 1)


def test_a_late_first_submission_stays_late(
    community_secretary: User, street_secretary: User, community: Organization
) -> None:
    first = submit_at(community_secretary, community, "2026-11-09 09:00")
    with time_machine.travel(local("2026-11-20 09:00")):
        report = return_report(actor=street_secretary, report=first, comment="请核对")
        assert submit_report(actor=community_secretary, report=report).is_late(clock.now())


def test_a_resubmission_changes_no_rate(
    community_secretary: User, street_secretary: User, community: Organization
) -> None:
    report = make_submitted(community_secretary, community)
    codes = ("S12.submitted", "S12.rate")
    period = Period.of_month(report.month, clock.today())
    before = [figure.value for figure in figures_of(community, period, codes)]
    return_report(actor=street_secretary, report=report, comment="请核对")
    submit_report(actor=community_secretary, report=report)
    assert [figure.value for figure in figures_of(community, period, codes)] == before
    assert before == [1, Decimal("100.0")]


def test_an_open_report_past_the_due_day_is_late(
    community_secretary: User, community: Organization
) -> None:
    with time_machine.travel(local("2026-11-03 09:00")):
        report = make_report(community_secretary, community, OCTOBER)
        save_narrative(actor=community_secretary, report=report, problems="无")
        assert not report.is_late(clock.now())
    assert report.is_late(local("2026-11-07 09:00"))
