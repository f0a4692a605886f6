"""Who acts next on requests and claims, what happened to them, what else was promised that day."""

import datetime

from accounts.actions import ACTION_LABELS
from accounts.models import AuditEntry
from common.records import Record
from covenants.models import ProjectClaim, ResourceRequest
from covenants.selectors.history import HistoryEntry
from covenants.transitions import PLANNED

ANSWER_DAYS = 7  # as with a check-in
SHOWN = 50


def next_step_of_request(request: ResourceRequest, day: datetime.date) -> str:
    """Return one sentence: who acts next and by when."""
    unit, place, wanted = request.offer.unit.name, request.community.name, request.wanted_on
    if request.state == ResourceRequest.State.ASKED:
        if wanted < day:
            return f"使用日期已过，请{unit}说明情况，或由{place}撤回。"
        due = min(request.created_at.date() + datetime.timedelta(days=ANSWER_DAYS), wanted)
        return f"请{unit}在 {due} 前答复{_late(due, day)}。"
    if request.state == ResourceRequest.State.AGREED:
        if wanted > day:
            return f"{wanted} 使用，从那天起请{place}登记使用情况；不再使用的，可在此前撤回申请。"
        return f"请{place}登记使用情况；没有使用的请撤回。"
    return "已办结，无需处理。"


def next_step_of_claim(claim: ProjectClaim, day: datetime.date) -> str:
    """Return one sentence: who acts next and by when."""
    if claim.state == ProjectClaim.State.ASKED:
        lead = claim.project.lead
        if claim.project.status not in PLANNED:
            return f"项目已经办结，请{lead}回复单位，或由单位撤回。"
        due = claim.created_at.date() + datetime.timedelta(days=ANSWER_DAYS)
        return f"请{lead}在 {due} 前答复{_late(due, day)}。"
    if claim.state == ProjectClaim.State.ACCEPTED:
        return f"{claim.unit.name}已成为参与单位，由{claim.project.lead}组织实施。"
    return "已办结，无需处理。"


def promised_beside(request: ResourceRequest) -> str:
    """Return to whom else the same was promised for that day, "" for nobody."""
    others = request.offer.requests.filter(
        wanted_on=request.wanted_on, state=ResourceRequest.State.AGREED
    ).exclude(pk=request.pk)
    parts = others.order_by("pk").values_list("community__name", "wanted_time")
    return "；".join(f"{name} {time}".strip() for name, time in parts)


def told_of(record: Record) -> list[HistoryEntry]:
    """Return what was done with an offer, a request or a claim, newest first."""
    entries = AuditEntry.objects.filter(
        record_type=record._meta.label_lower, record_id=str(record.pk)
    ).order_by("-pk")[:SHOWN]
    return [HistoryEntry(entry.at, entry.actor_name, _told(entry)) for entry in entries]


def _told(entry: AuditEntry) -> str:
    label = ACTION_LABELS.get(entry.action, entry.action)
    reason = entry.detail.get("reason")
    return f"{label}：{reason}" if reason else label


def _late(due: datetime.date, day: datetime.date) -> str:
    return "（已过）" if due < day else ""
