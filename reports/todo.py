"""What waits for a person: the to-do list of the workbench, by right."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from common import clock
from covenants.models import Covenant, ProjectClaim, ResourceRequest
from covenants.selectors.expiry import NOTICE_DAYS
from members.models import CheckIn, FirstContact, Reactivation
from members.selectors.duplicates import to_compare
from members.selectors.leavers import left_but_registered
from orgs.models import Organization, UnitCheckIn
from orgs.policy import Action
from orgs.scope import grants_of, has_right
from reports.covenant_records import communities_without
from reports.covenant_work import (
    awaiting_own_signature,
    overdue_duties,
    unanswered_claims,
    unused_resources,
)
from reports.models import MonthlyReport
from reports.periods import Period, last_finished_month
from reports.selectors import reporting_communities
from services.models import ServiceLog

Status = MonthlyReport.Status
SUPERVISING = (Action.REVIEW_REPORTS, Action.ACCEPT_REPORTS)
SIGNING = (Action.DRAFT_COVENANTS, Action.SIGN_STREET_COVENANTS)


@dataclass(frozen=True)
class Task:
    """待办: how many of what, and where to work them off."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Queue:
    """Rows that wait for whoever holds the right, and the list that shows them."""

    label: str
    right: Action
    rows: Callable[[Any], QuerySet]
    url_name: str
    suffix: str = ""
    args: Callable[[Any], list[str]] = lambda user: []


def unreported(user: Any, *rights: Action) -> QuerySet[Organization]:
    """Return the communities under the rights that must report the last month and have not."""
    month = last_finished_month()
    submitted = MonthlyReport.objects.of_month(month).submitted()
    communities = reporting_communities(Period.of_month(month)).visible_to(user, *rights)
    return communities.exclude(Exists(submitted.filter(community=OuterRef("pk")))).for_list()


def _reports(right: Action, **state: Any) -> Callable[[Any], QuerySet]:
    return lambda user: MonthlyReport.objects.visible_to(user, right).filter(**state)


def unbound_communities(user: Any, right: Action) -> QuerySet[Organization]:
    """Return the communities under the right that are 甲方 of nothing in force today."""
    today = Period.as_known_on(clock.today())
    return communities_without(today).visible_to(user, right)


QUEUES: tuple[Queue, ...] = (
    Queue(
        "待审定月报",
        Action.ACCEPT_REPORTS,
        _reports(Action.ACCEPT_REPORTS, status=Status.APPROVED),
        "reports:report-list",
        f"?status={Status.APPROVED}",
    ),
    Queue(
        "待审核月报",
        Action.REVIEW_REPORTS,
        _reports(Action.REVIEW_REPORTS, status=Status.SUBMITTED),
        "reports:report-list",
        f"?status={Status.SUBMITTED}",
    ),
    *(
        Queue(
            "待本级签署协议",
            right,
            partial(awaiting_own_signature, right=right),
            "covenants:covenant-list",
            f"?standing={Covenant.Status.AWAITING}",
        )
        for right in SIGNING
    ),
    *(
        Queue(
            "逾期未履行事项",
            right,
            lambda user, right=right: overdue_duties(user, right),
            "covenants:duty-list",
            "?due=overdue",
        )
        for right in SIGNING
    ),
    Queue(
        "待答复项目认领",
        Action.KEEP_PROJECTS,
        lambda user: unanswered_claims(user, Action.KEEP_PROJECTS),
        "covenants:claim-list",
        f"?state={ProjectClaim.State.ASKED}",
    ),
    Queue(
        "待登记使用的资源",
        Action.KEEP_PROJECTS,
        lambda user: unused_resources(user, Action.KEEP_PROJECTS),
        "covenants:request-list",
        f"?state={ResourceRequest.State.AGREED}",
    ),
    *(
        Queue(
            "尚未上报社区",
            right,
            lambda user: unreported(user, *SUPERVISING),
            "reports:desk-home",
            "#unreported",
        )
        for right in SUPERVISING
    ),
    Queue(
        "待上报月报",
        Action.FILL_REPORTS,
        lambda user: unreported(user, Action.FILL_REPORTS),
        "reports:report-open",
    ),
    Queue(
        "退回待改月报",
        Action.FILL_REPORTS,
        _reports(Action.FILL_REPORTS, status=Status.FILLING, first_submitted_at__isnull=False),
        "reports:report-list",
        "?status=returned",
    ),
    Queue(
        "待接收报到",
        Action.HANDLE_CHECK_INS,
        lambda user: CheckIn.objects.visible_to(user, Action.HANDLE_CHECK_INS).pending(),
        "members:check-in-list",
        f"?status={CheckIn.Status.PENDING}",
    ),
    Queue(
        "待接收单位报到",
        Action.HANDLE_CHECK_INS,
        lambda user: UnitCheckIn.objects.visible_to(user, Action.HANDLE_CHECK_INS).filter(
            status=UnitCheckIn.Status.PENDING
        ),
        "orgs:unit-check-in-list",
        f"?status={UnitCheckIn.Status.PENDING}",
    ),
    Queue(
        "不再在职待注销",
        Action.HANDLE_CHECK_INS,
        lambda user: left_but_registered(CheckIn.objects.visible_to(user, Action.HANDLE_CHECK_INS)),
        "members:leaver-list",
    ),
    Queue(
        "待答复转出",
        Action.HANDLE_CHECK_INS,
        lambda user: CheckIn.objects.visible_to(user, Action.HANDLE_CHECK_INS).unreleased(),
        "members:check-in-list",
        f"?status={CheckIn.Status.TRANSFERRING}",
    ),
    Queue(
        "待审批恢复在册",
        Action.CONSENT_REACTIVATIONS,
        lambda user: Reactivation.objects.visible_to(user, Action.CONSENT_REACTIVATIONS).asked(),
        "members:reactivation-list",
        f"?state={Reactivation.State.ASKED}",
    ),
    Queue(
        "待核实首次报到",
        Action.HANDLE_CHECK_INS,
        lambda user: FirstContact.objects.visible_to(user, Action.HANDLE_CHECK_INS).waiting(),
        "members:first-contact-list",
        f"?state={FirstContact.State.WAITING}",
    ),
    Queue(
        "疑似重复",
        Action.KEEP_MEMBERS,  # of pairs in two communities only the district sees both
        to_compare,
        "members:merge-list",
    ),
    Queue(
        "待确认服务",
        Action.LOG_SERVICE,  # the street may confirm too, but it is not the street's daily work
        ServiceLog.objects.confirmable_by,
        "services:log-list",
        f"?status={ServiceLog.Status.PENDING}",
    ),
    *(
        Queue(
            f"{NOTICE_DAYS}天内到期协议",
            right,
            lambda user, right=right: Covenant.objects.visible_to(user, right).expiring(
                clock.today(), within_days=NOTICE_DAYS
            ),
            "covenants:covenant-list",
            "?standing=expiring",
        )
        for right in (*SIGNING, Action.VOID_COVENANTS)
    ),
    Queue(
        "没有有效协议的社区",
        Action.VOID_COVENANTS,  # the district's daily work, as with pairs to compare
        lambda user: unbound_communities(user, Action.VOID_COVENANTS),
        "reports:figure-records",
        args=lambda user: [grants_of(user)[0].district.code, "S5.communities"],
    ),
)


def tasks_of(user: Any) -> list[Task]:
    """Return the user's to-do list; one count per queue whatever the number of rows."""
    return [
        Task(queue.label, queue.rows(user).count(), _address(queue, user))
        for queue in QUEUES
        if has_right(user, queue.right)
    ]


def _address(queue: Queue, user: Any) -> str:
    return reverse(queue.url_name, args=queue.args(user)) + queue.suffix
