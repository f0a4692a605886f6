"""What happened to a record."""

import datetime
from dataclasses import dataclass

from accounts.actions import ACTION_LABELS
from accounts.models import AuditEntry
from covenants.models import Covenant, Project
from covenants.selectors.changes import told_change
from covenants.transitions import step_label
from orgs.models import ResidentUnit

JOINED = "project.join"


@dataclass(frozen=True)
class HistoryEntry:
    """One line of what happened to a record."""

    at: datetime.datetime
    actor_name: str
    text: str


def history_of(record: Covenant | Project) -> list[HistoryEntry]:
    """Return what was done with the record, newest first."""
    rows = AuditEntry.objects.filter(
        record_type=record._meta.label_lower, record_id=str(record.pk)
    ).order_by("-pk")
    entries = list(rows[:50])
    names = _unit_names(entries)
    return [
        HistoryEntry(entry.at, entry.actor_name, _told(record, entry, names)) for entry in entries
    ]


def return_reason_of(covenant: Covenant) -> str:
    """Return why the covenant was sent back last, "" if it never was."""
    rows = AuditEntry.objects.filter(
        record_type=covenant._meta.label_lower,
        record_id=str(covenant.pk),
        action="covenant.return",
    )
    last = rows.order_by("-pk").first()
    return last.detail.get("reason", "") if last else ""


def _unit_names(entries: list[AuditEntry]) -> dict[int, str]:
    """Return the units that came in by a claim, by key; no query where none did."""
    keys = {entry.detail["unit"] for entry in entries if entry.action == JOINED}
    units = ResidentUnit.objects.filter(pk__in=keys) if keys else ResidentUnit.objects.none()
    return dict(units.values_list("pk", "name"))


def _told(record: Covenant | Project, entry: AuditEntry, names: dict[int, str]) -> str:
    noun, _, step = entry.action.partition(".")
    if noun == "attachment":
        label = f"{ACTION_LABELS[entry.action]}“{entry.detail['file']}”"
    else:
        label = step_label(record, step)
    if party := entry.detail.get("party"):
        label = f"{party}{label}"
    if entry.action == JOINED:
        return f"{label}：{names.get(entry.detail['unit'], '')}"
    reason = entry.detail.get("reason") or told_change(type(record), entry.detail)
    return label + (f"：{reason}" if reason else "")
