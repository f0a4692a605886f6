"""What happened to a record."""

import datetime
from dataclasses import dataclass

from accounts.actions import ACTION_LABELS
from accounts.models import AuditEntry
from covenants.models import Covenant, Project
from covenants.transitions import step_label


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
    return [HistoryEntry(entry.at, entry.actor_name, _told(record, entry)) for entry in entries]


def _told(record: Covenant | Project, entry: AuditEntry) -> str:
    noun, _, step = entry.action.partition(".")
    if noun == "attachment":
        label = f"{ACTION_LABELS[entry.action]}“{entry.detail['file']}”"
    else:
        label = step_label(record, step)
    if party := entry.detail.get("party"):
        label = f"{party}{label}"
    reason = entry.detail.get("reason")
    return label + (f"：{reason}" if reason else "")
