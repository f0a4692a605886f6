"""What waits about covenants, duties, resources and projects at a post that is handed over."""

import datetime

from django.db.models import QuerySet

from common import clock
from covenants.models import Covenant, Obligation, Project, ProjectClaim, ResourceRequest
from covenants.selectors.expiry import NOTICE_DAYS
from orgs.posts import Post
from reports import covenant_work as work

Line = tuple[str, str]


def in_force(post: Post) -> QuerySet:
    return Covenant.objects.visible_to(post).in_force(clock.today()).order_by("effective_to", "pk")


def expiring(post: Post) -> QuerySet:
    rows = Covenant.objects.visible_to(post).expiring(clock.today(), within_days=NOTICE_DAYS)
    return rows.order_by("effective_to", "pk")


def unsigned(post: Post) -> QuerySet:
    states = (Covenant.Status.DRAFT, Covenant.Status.AWAITING)
    return Covenant.objects.visible_to(post).filter(status__in=states).order_by("pk")


def running_projects(post: Post) -> QuerySet:
    rows = Project.objects.visible_to(post).filter(status__in=Project.PLANNED)
    return rows.select_related("lead").order_by("planned_end", "pk")


def awaiting_signature(post: Post) -> QuerySet[Covenant]:
    return work.awaiting_first_party(post).select_related("organization")


def overdue_duties(post: Post) -> QuerySet[Obligation]:
    return work.overdue_duties(post).for_list()


def open_requests(post: Post) -> QuerySet[ResourceRequest]:
    return work.open_requests(post).for_list().order_by("wanted_on", "pk")


def open_claims(post: Post) -> QuerySet[ProjectClaim]:
    return work.unanswered_claims(post).for_list().order_by("created_at", "pk")


def _until(day: datetime.date | None) -> str:
    return f"{day} 到期" if day else "未约定期限"


def covenant_line(covenant: Covenant) -> Line:
    return covenant.title, f"{covenant.no}，{_until(covenant.effective_to)}"


def unsigned_line(covenant: Covenant) -> Line:
    return covenant.title, f"{covenant.no}，{covenant.get_status_display()}"


def project_line(project: Project) -> Line:
    by = f"，计划 {project.planned_end} 完成" if project.planned_end else ""
    return project.name, f"{project.lead.name}，{project.get_status_display()}{by}"


def signature_line(covenant: Covenant) -> Line:
    return covenant.title, f"{covenant.no}，等{covenant.organization.name}签署"


def duty_line(duty: Obligation) -> Line:
    side = duty.party.name
    return duty.text, f"{side}，应于 {duty.next_due_on} 前履行（{duty.covenant.title}）"


def request_line(request: ResourceRequest) -> Line:
    wanted = f"{request.wanted_on} 使用"
    return f"{request.community.name} {request.offer.name}", (
        f"{request.offer.unit.name}，{request.get_state_display()}，{wanted}"
    )


def claim_line(claim: ProjectClaim) -> Line:
    return f"{claim.unit.name} 认领“{claim.project.name}”", f"由{claim.project.lead.name}答复"
