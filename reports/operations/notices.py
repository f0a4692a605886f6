"""Messages about monthly reports to the people who act next."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from accounts.models import Notification, User
from accounts.operations import notify
from common.months import Month
from orgs.models import Organization
from orgs.policy import Role
from orgs.selectors.people import holders
from reports.due import due_day
from reports.models import MonthlyReport


def tell_street(report: MonthlyReport, text: str) -> None:
    _tell(holders(Role.STREET, report.community.parent), text, report.get_absolute_url())


def tell_community(report: MonthlyReport, text: str) -> None:
    _tell(holders(Role.COMMUNITY, report.community), text, report.get_absolute_url())


@transaction.atomic
def invite_to_report(*, community: Organization, month: Month) -> int:
    """Tell the community's accounts that the month can be reported; returns how many were told.

    The community's row is locked first, so that of two runs the second finds the messages.
    """
    Organization.objects.select_for_update().get(pk=community.pk)
    query = urlencode({"community": community.pk, "month": str(month)})
    url = f"{reverse('reports:report-open')}?{query}"
    told = Notification.objects.filter(url=url).values("recipient")
    day = due_day(month)
    text = f"{community.name} {month.label}月报可以填报了，请在{day.month}月{day.day}日前上报。"
    return _tell(holders(Role.COMMUNITY, community).exclude(pk__in=told), text, url)


def _tell(recipients: Iterable[User], text: str, url: str) -> int:
    return len([notify(recipient=user, text=text, url=url) for user in recipients])
