"""What happened to a record."""

import datetime
from dataclasses import dataclass

from accounts.models import AuditEntry
from covenants.models import Covenant, Project
from covenants.transitions import STEP_LABELS


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
