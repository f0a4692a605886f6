"""Which records stand behind which figure, by period; places come later (`reports.figures`)."""

import datetime
from collections.abc import Callable

from django.db.models import Exists, OuterRef, QuerySet

from common import clock
from orgs.models import District, Organization
from reports.models import MonthlyReport, ReportExemption
from reports.periods import Period
from services.models import ServiceLog

Records = Callable[[Period], QuerySet]
Tier = Organization.Tier
MINIMUM_AGE = datetime.timedelta(days=15)


def established(tier: int) -> Records:
    return lambda period: Organization.objects.of_tier(tier).established(period.as_of)


def planned(tier: int) -> Records:
    return lambda period: Organization.objects.of_tier(tier).planned(period.as_of)


def logs_in_state(status: str) -> Records:
    return lambda period: ServiceLog.objects.between(period.first, period.last).filter(
        status=status
    )


def confirmed_logs(period: Period) -> QuerySet:
    return ServiceLog.objects.between(period.first, period.last).confirmed()


def reporting_communities(period: Period) -> QuerySet:
    """Communities that must report the month: old enough, still there, not exempted (S12)."""
    exempted = ReportExemption.objects.of_month(period.reporting_month).filter(
        community=OuterRef("pk")
    )
    return old_enough(period).exclude(Exists(exempted))


def old_enough(period: Period) -> QuerySet:
    return (
        Organization.objects.of_tier(Tier.COMMUNITY)
        .established(period.reporting_month.last_day)
        .filter(established_on__lte=period.reporting_month.last_day - MINIMUM_AGE)
    )


def exempted_communities(period: Period) -> QuerySet:
    exempted = ReportExemption.objects.of_month(period.reporting_month).filter(
        community=OuterRef("pk")
    )
    return old_enough(period).filter(Exists(exempted))


def too_young(period: Period) -> QuerySet:
    return (
        Organization.objects.of_tier(Tier.COMMUNITY)
        .established(period.reporting_month.last_day)
        .filter(established_on__gt=period.reporting_month.last_day - MINIMUM_AGE)
    )


def reported(**conditions: object) -> Records:
    """Communities that must report and whose report of the month meets the conditions."""

    def records(period: Period) -> QuerySet:
        reports = MonthlyReport.objects.of_month(period.reporting_month).filter(
            community=OuterRef("pk"),
            first_submitted_at__lt=clock.end_of_day(period.as_of),
            **conditions,
        )
        return reporting_communities(period).filter(Exists(reports))

    return records


def has_service_by(district: District, day: datetime.date) -> bool:
    """Whether the district kept service logs by the day; before that a flow prints 未启用."""
    logs = ServiceLog.objects.filter(community__district=district, served_on__lte=day)
    return logs.exists()
