"""The hand-over pack: what a successor finds at a post, made from the records at its place.

SECTIONS is the pack: page and docx print what it holds, in its order. Adding a part is one
function that takes the post and returns its rows, and one line in SECTIONS that says how a row
reads. (需求 and 未答复的评价意见 join in this way when their records exist.)
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Suggestion
from common import clock
from covenants.models import Covenant, ProjectClaim
from covenants.selectors.expiry import NOTICE_DAYS
from members.models import CheckIn, FirstContact, Reactivation
from orgs.models import (
    ExportApproval,
    GrantRequest,
    ImportBatch,
    Organization,
    RoleGrant,
    UnitCheckIn,
)
from orgs.policy import Action, roles_with
from orgs.posts import Post
from orgs.selectors.receivers import place_path
from orgs.selectors.suggestions import suggestions_for
from reports import hand_over_check_ins as check_ins
from reports import hand_over_covenants as covenants
from reports.models import MonthlyReport
from reports.periods import last_finished_month
from reports.todo import SUPERVISING, unreported
from services.models import ServiceLog

SHOWN = 10  # rows of a section on the page
PRINTED = 60  # and on paper; what is beyond is counted
Line = tuple[str, str]


@dataclass(frozen=True)
class Section:
    """One part of the pack: which rows wait at the post, how one reads, where all of them are.

    `rights`: roles without any of these have no such part.
    """

    title: str
    rights: tuple[Action, ...]
    rows: Callable[[Post], QuerySet]
    line: Callable[[Any], Line]
    url_name: str = ""
    query: str = ""


@dataclass(frozen=True)
class Entry:
    """One row of a part, ready to be printed."""

    text: str
    note: str
    url: str


@dataclass(frozen=True)
class Part:
    """A section filled for one post."""

    title: str
    count: int
    entries: list[Entry]
    url: str

    @property
    def left_out(self) -> int:
        """How many rows are counted but not listed."""
        return self.count - len(self.entries)


def waiting_logs(post: Post) -> QuerySet:
    return ServiceLog.objects.visible_to(post).pending().for_list().order_by("served_on", "pk")


def open_reports(post: Post) -> QuerySet:
    locked = MonthlyReport.Status.LOCKED
    return MonthlyReport.objects.visible_to(post).exclude(status=locked).for_list()


def missing_reports(post: Post) -> QuerySet:
    return unreported(post, *REPORTING)


def own_requests(post: Post) -> QuerySet:
    asked = GrantRequest.objects.asked().filter(created_by=post.holder)
    return asked.for_list()


def requests_to_decide(post: Post) -> QuerySet:
    return GrantRequest.objects.visible_to(post).asked().for_list()


def own_imports(post: Post) -> QuerySet:
    states = ImportBatch.State
    open_states = (states.READING, states.PREVIEWED, states.WRITING)
    return ImportBatch.objects.visible_to(post.holder).filter(state__in=open_states).for_list()


def own_exports(post: Post) -> QuerySet:
    states = ExportApproval.State
    asked = ExportApproval.objects.visible_to(post.holder)
    return asked.filter(state__in=(states.ASKED, states.APPROVED)).for_list()


def unanswered_suggestions(post: Post) -> QuerySet:
    waiting = suggestions_for(post.holder).filter(replied_at=None)
    return waiting.order_by("created_at", "pk")


def _day(moment: datetime.datetime) -> str:
    return f"{timezone.localdate(moment)}"


def _log_line(log: ServiceLog) -> Line:
    return f"{log.member.name} {log.get_category_display()}", f"{log.served_on} {log.time_label}"


def _report_line(report: MonthlyReport) -> Line:
    returned = "退回待改" if report.is_returned else report.get_status_display()
    return str(report), f"{returned}，上报截止 {report.due_on}"


def _missing_line(community: Organization) -> Line:
    return str(community), f"{last_finished_month().label}月报尚未上报"


def _request_line(request: GrantRequest) -> Line:
    return str(request), f"{_day(request.created_at)} 申请"


def _import_line(batch: ImportBatch) -> Line:
    return batch.file_name, batch.get_state_display()


def _export_line(approval: ExportApproval) -> Line:
    return approval.reason, f"{approval.people_count} 人，{approval.get_state_display()}"


def _suggestion_line(suggestion: Suggestion) -> Line:
    return suggestion.text[:60], _day(suggestion.created_at)


READ = (Action.READ,)
REPORTING = (Action.FILL_REPORTS, *SUPERVISING)
ASKING = (Action.EXPORT_PEOPLE, Action.KEEP_UNITS, Action.KEEP_MEMBERS, Action.MANAGE_ACCOUNTS)
SECTIONS: tuple[Section, ...] = (
    Section(
        "履行中的共建协议", READ, covenants.in_force, covenants.covenant_line,
        "covenants:covenant-list", "?standing=in_force",
    ),
    Section(
        f"{NOTICE_DAYS} 天内到期的协议", READ, covenants.expiring, covenants.covenant_line,
        "covenants:covenant-list", "?standing=expiring",
    ),
    Section(
        "尚未签订的协议", READ, covenants.unsigned, covenants.unsigned_line,
        "covenants:covenant-list",
    ),
    Section(
        "待本级签署的协议", READ, covenants.awaiting_signature, covenants.signature_line,
        "covenants:covenant-list", f"?standing={Covenant.Status.AWAITING}",
    ),
    Section(
        "逾期未履行的协议事项", READ, covenants.overdue_duties, covenants.duty_line,
        "covenants:duty-list", "?due=overdue",
    ),
    Section(
        "未办结的资源申请", READ, covenants.open_requests, covenants.request_line,
        "covenants:request-list",
    ),
    Section(
        "待答复的项目认领", READ, covenants.open_claims, covenants.claim_line,
        "covenants:claim-list", f"?state={ProjectClaim.State.ASKED}",
    ),
    Section(
        "在推进的共建项目", READ, covenants.running_projects, covenants.project_line,
        "covenants:project-list",
    ),
    Section(
        "待接收的党员报到", READ, check_ins.waiting_check_ins, check_ins.check_in_line,
        "members:check-in-list", f"?status={CheckIn.Status.PENDING}",
    ),
    Section(
        "待答复的转出申请", READ, check_ins.wishes_to_move, check_ins.wish_line,
        "members:check-in-list", f"?status={CheckIn.Status.TRANSFERRING}",
    ),
    Section(
        "待街道审批的恢复在册申请", READ, check_ins.asked_reactivations,
        check_ins.reactivation_line, "members:reactivation-list",
        f"?state={Reactivation.State.ASKED}",
    ),
    Section(
        "不再在职、待办理注销的党员", READ, check_ins.check_ins_of_leavers, check_ins.leaver_line,
        "members:leaver-list",
    ),
    Section(
        "待接收的单位报到", READ, check_ins.waiting_unit_check_ins, check_ins.unit_check_in_line,
        "orgs:unit-check-in-list", f"?status={UnitCheckIn.Status.PENDING}",
    ),
    Section(
        "待核实的首次报到", READ, check_ins.waiting_first_contacts, check_ins.first_contact_line,
        "members:first-contact-list", f"?state={FirstContact.State.WAITING}",
    ),
    Section(
        "待确认的服务记录", READ, waiting_logs, _log_line, "services:log-list",
        f"?status={ServiceLog.Status.PENDING}",
    ),
    Section("未办结的党建月报", READ, open_reports, _report_line, "reports:report-list"),
    Section("尚未上报月报的社区", REPORTING, missing_reports, _missing_line, "reports:desk-home"),
    Section(
        "待审批的授权申请", (Action.MANAGE_GRANTS,), requests_to_decide, _request_line,
        "orgs:grant-request-list", "?state=asked",
    ),
    Section(
        "本人提出、尚未批准的授权申请", (Action.MANAGE_ACCOUNTS,), own_requests, _request_line,
        "orgs:grant-request-list", "?state=asked",
    ),
    Section("本人未办结的导入", ASKING, own_imports, _import_line),
    Section("本人未办结的导出申请", ASKING, own_exports, _export_line),
    Section(
        "未答复的投诉建议", (Action.ANSWER_SUGGESTIONS,), unanswered_suggestions, _suggestion_line,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """交接清单: the post, the day, and what waits there."""

    grant: RoleGrant
    day: datetime.date
    parts: list[Part]

    @property
    def post_label(self) -> str:
        return f"{place_path(self.grant.place)} {self.grant.get_role_display()}"


def pack_of(grant: RoleGrant, *, limit: int = SHOWN) -> Pack:
    """Return what waits at the grant's post today, at most `limit` rows a part."""
    post = Post(grant)
    own = [section for section in SECTIONS if grant.role in roles_with(*section.rights)]
    return Pack(grant, clock.today(), [_filled(section, post, limit) for section in own])


def _filled(section: Section, post: Post, limit: int) -> Part:
    rows = section.rows(post)
    entries = [_entry(section, row) for row in rows[:limit]]
    url = reverse(section.url_name) + section.query if section.url_name else ""
    return Part(section.title, rows.count(), entries, url)


def _entry(section: Section, row: Model) -> Entry:
    text, note = section.line(row)
    address = getattr(row, "get_absolute_url", None)
    return Entry(text, note, address() if address else "")
