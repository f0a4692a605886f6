"""What waits on the index of the web admin, for each role that enters."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Job
from members.models import CheckIn
from orgs.models import ExportApproval, GrantRequest, RoleGrant
from orgs.policy import Action
from orgs.scope import has_right
from orgs.selectors.jobs import jobs_for
from orgs.selectors.rights import NOTICE_DAYS, ending_soon
from orgs.selectors.suggestions import suggestions_for
from reports.models import MonthlyReport
from reports.todo import SUPERVISING, Queue, Task, unreported


def _ending(user: Any) -> QuerySet[RoleGrant]:
    return ending_soon(RoleGrant.objects.visible_to(user, Action.MANAGE_GRANTS))


def _asked(user: Any) -> QuerySet[GrantRequest]:
    return GrantRequest.objects.visible_to(user).asked()


def _exports(user: Any) -> QuerySet[ExportApproval]:
    asked = ExportApproval.objects.visible_to(user, Action.APPROVE_EXPORTS)
    return asked.filter(state=ExportApproval.State.ASKED).exclude(requester=user)


QUEUES: tuple[Queue, ...] = (
    Queue(
        "待审定月报",
        Action.ACCEPT_REPORTS,
        lambda user: MonthlyReport.objects.visible_to(user, Action.ACCEPT_REPORTS).filter(
            status=MonthlyReport.Status.APPROVED
        ),
        "admin:reports_monthlyreport_changelist",
        f"?status__exact={MonthlyReport.Status.APPROVED}",
    ),
    Queue(
        "尚未上报社区",
        Action.ACCEPT_REPORTS,
        lambda user: unreported(user, *SUPERVISING),
        "reports:desk-home",
        "#unreported",
    ),
    Queue(
        "报到待社区接收",
        Action.READ,
        lambda user: CheckIn.objects.visible_to(user, Action.READ).pending(),
        "admin:members_checkin_changelist",
        f"?status__exact={CheckIn.Status.PENDING}",
    ),
    Queue(
        "待答复投诉建议",
        Action.ANSWER_SUGGESTIONS,
        lambda user: suggestions_for(user).filter(replied_at=None),
        "admin:accounts_suggestion_changelist",
        "?answered=no",
    ),
    Queue(
        "待批准导出",
        Action.APPROVE_EXPORTS,
        _exports,
        "admin:orgs_exportapproval_changelist",
        "?state__exact=asked",
    ),
    Queue(
        "待批准授权申请",
        Action.MANAGE_GRANTS,
        _asked,
        "admin:orgs_grantrequest_changelist",
        "?state__exact=asked",
    ),
    Queue(
        f"{NOTICE_DAYS}天内到期授权",
        Action.MANAGE_GRANTS,
        _ending,
        "admin:orgs_rolegrant_changelist",
        "?ending=soon",
    ),
    Queue(
        "授权申请等安全管理员批准",
        Action.MANAGE_ACCOUNTS,
        _asked,
        "admin:orgs_grantrequest_changelist",
        "?state__exact=asked",
    ),
    Queue(
        "未完成的后台任务",
        Action.MANAGE_ACCOUNTS,
        lambda user: jobs_for(user).filter(state=Job.State.FAILED),
        "admin:accounts_job_changelist",
        f"?state__exact={Job.State.FAILED}",
    ),
)


def waiting_for(user: Any) -> list[Task]:
    """Return what waits for the user, with the register that shows it."""
    return [
        Task(queue.label, queue.rows(user).count(), reverse(queue.url_name) + queue.suffix)
        for queue in QUEUES
        if has_right(user, queue.right)
    ]
