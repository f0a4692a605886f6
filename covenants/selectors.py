"""Questions about covenants and projects, answered in shapes of their own."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import AuditEntry
from common import clock
from covenants.models import Covenant, Project
from covenants.transitions import STEP_LABELS
from orgs.models import Organization
from orgs.policy import Action

NOTICE_DAYS = 60  # how long before its end a covenant asks to be renewed


def signing_organizations(user: Any) -> QuerySet[Organization]:
    """Return where the user may sign: own communities, and a street at street level."""
    communities = Organization.objects.visible_to(user, Action.DRAFT_COVENANTS)
    streets = Organization.objects.visible_to(user, Action.SIGN_STREET_COVENANTS)
    tiers = Organization.Tier
    return (
        Organization.objects.established(clock.today())
        .filter(
            Q(pk__in=communities.of_tier(tiers.COMMUNITY).values("pk"))
            | Q(pk__in=streets.of_tier(tiers.STREET).values("pk"))
        )
        .for_list()
    )


def leading_communities(user: Any) -> QuerySet[Organization]:
    """Return the communities for which the user keeps projects."""
    return (
        Organization.objects.visible_to(user, Action.KEEP_PROJECTS)
        .of_tier(Organization.Tier.COMMUNITY)
        .established(clock.today())
        .for_list()
    )


def communities_beside(places: QuerySet[Organization]) -> QuerySet[Organization]:
    """Return the communities of the places' districts: where joint work may happen."""
    return (
        Organization.objects.of_tier(Organization.Tier.COMMUNITY)
        .established(clock.today())
        .filter(district__in=places.order_by().values("district"))
        .for_list()
    )


def next_step_of_covenant(covenant: Covenant, day: datetime.date) -> str:
    """Return one sentence: who acts next and by when."""
    owner = covenant.organization
    if covenant.status == Covenant.Status.DRAFT:
        return f"由{owner}核对内容后提交待签，或在签字后直接登记签订。"
    if covenant.status == Covenant.Status.AWAITING:
        by = f"，计划 {covenant.effective_from} 生效" if covenant.effective_from else ""
        return f"等待各方签字；签字后由{owner}登记签订{by}。"
    if covenant.status == Covenant.Status.SIGNED:
        return _next_step_while_signed(covenant, day)
    return "已办结，无需处理。"


def _next_step_while_signed(covenant: Covenant, day: datetime.date) -> str:
    owner, last = covenant.organization, covenant.effective_to
    if day < covenant.effective_from:
        return f"{covenant.effective_from} 起生效，届时由各方履行。"
    if last is None:
        return "由各方履行；未约定期限。"
    left = (last - day).days
    if left < 0:
        return f"已于 {last} 到期，由{owner}与各方商定是否续签。"
    if left <= NOTICE_DAYS:
        return f"还有 {left} 天到期，请{owner}在 {last} 前与各方商定是否续签。"
    return f"由各方履行，{last} 到期。"


def next_step_of_project(project: Project, day: datetime.date) -> str:
    """Return one sentence: who acts next and by when."""
    lead, end = project.lead, project.planned_end
    by = f"，计划 {end} 前完成" if end else "，未定完成日期"
    late = f"已超过计划完成日期 {end}，" if end and end < day else ""
    sentences = {
        Project.Status.PROPOSED: f"由{lead}研究后确定或否决。",
        Project.Status.CONFIRMED: f"由{lead}组织实施{by}。",
        Project.Status.RUNNING: f"{late}由{lead}办结并填写成效。"
        if late
        else f"由{lead}和参与单位实施{by}。",
        Project.Status.PAUSED: f"已暂停，由{lead}恢复实施或终止。",
    }
    return sentences.get(project.status, "已办结，无需处理。")


@dataclass(frozen=True)
class HistoryEntry:
    """One line of what happened to a record."""

    at: datetime.datetime
    actor_name: str
    text: str


def history_of(record: Covenant | Project) -> list[HistoryEntry]:
    """Return what was done with the record, newest first."""
    entries = AuditEntry.objects.filter(
        record_type=record._meta.label_lower, record_id=str(record.pk)
    ).order_by("-pk")[:50]
    return [HistoryEntry(entry.at, entry.actor_name, _told(entry)) for entry in entries]


def _told(entry: AuditEntry) -> str:
    step = entry.action.partition(".")[2]
    reason = entry.detail.get("reason")
    return STEP_LABELS.get(step, step) + (f"：{reason}" if reason else "")
