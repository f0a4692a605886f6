"""A node's 沿革 in sentences, and its last change that could still be taken back."""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from orgs.models import Organization, OrganizationEvent
from orgs.selectors.acts import is_of_today, latest_act, obstacle

Kind = OrganizationEvent.Kind
Titles = dict[int, str]
# Where events name other nodes.
ENDS = ("parent", "successor", "predecessor", "origin", "offshoot")
GONE = "已撤回的组织"


@dataclass(frozen=True)
class Entry:
    """One line of the timeline; `is_undone` lines no longer count and stay to be seen."""

    day: datetime.date
    kind: str
    label: str
    text: str
    recorded_at: datetime.datetime
    recorded_by: User | None
    is_undone: bool
    undone_at: datetime.datetime | None
    undone_by: User | None


@dataclass(frozen=True)
class Change:
    """The act of today that `undo_last_change` would take back; `obstacle`: why it would not."""

    key: uuid.UUID
    label: str
    text: str
    effective_on: datetime.date
    recorded_at: datetime.datetime
    recorded_by: User | None
    obstacle: str


def events_of(organization: Organization) -> list[Entry]:
    """Return the node's timeline, oldest first, in three queries at most."""
    own = Q(organization=organization)
    taken_over = Q(kind=Kind.DISSOLVED, organization__successor=organization)
    events = (
        OrganizationEvent.objects.filter(own | taken_over)
        .select_related("created_by", "undone_by", "organization")
        .order_by("effective_on", "pk")
    )
    told = [event for event in events if _concerns(event, organization)]
    titles = _titles(told)
    return [_entry(event, organization, titles) for event in told]


def _concerns(event: OrganizationEvent, node: Organization) -> bool:
    """What others ended in is told where they themselves named this node."""
    return event.organization_id == node.pk or event.after.get("successor") == node.pk


def last_change(organization: Organization) -> Change | None:
    """Return the node's last change if it was recorded today by a person, else None."""
    act = latest_act(organization)
    if act is None or not is_of_today(act):
        return None
    event = next(e for e in act.events if e.organization_id == organization.pk)
    return Change(
        key=event.change_key,
        label=event.get_kind_display(),
        text=sentence(event, organization, _titles([event])),
        effective_on=event.effective_on,
        recorded_at=event.created_at,
        recorded_by=event.created_by,
        obstacle=obstacle(act),
    )


def _entry(event: OrganizationEvent, node: Organization, titles: Titles) -> Entry:
    return Entry(
        day=event.effective_on,
        kind=event.kind,
        label=event.get_kind_display(),
        text=sentence(event, node, titles),
        recorded_at=event.created_at,
        recorded_by=event.created_by,
        is_undone=event.undone_at is not None,
        undone_at=event.undone_at,
        undone_by=event.undone_by,
    )


def _titles(events: Iterable[OrganizationEvent]) -> Titles:
    """Return what the nodes that the events name are called, in one query."""
    named = {
        side.get(end) for event in events for side in (event.before, event.after) for end in ENDS
    }
    rows = Organization.objects.filter(pk__in=named - {None}).only("pk", "name", "tier")
    return {node.pk: node.title for node in rows}


def sentence(event: OrganizationEvent, node: Organization, titles: Titles) -> str:
    """Return what the event says of the node, for the people who read its timeline."""
    if event.organization_id != node.pk:
        return f"承接撤销的{event.organization.title}"
    return _SENTENCES[event.kind](event, titles)


def _founded(event: OrganizationEvent, titles: Titles) -> str:
    parent = titles.get(event.after.get("parent"))
    return f"成立，隶属{parent}" if parent else "成立"


def _renamed(event: OrganizationEvent, titles: Titles) -> str:
    return f"由{event.before['name']}更名为{event.after['name']}"


def _moved(event: OrganizationEvent, titles: Titles) -> str:
    old = titles.get(event.before["parent"], GONE)
    new = titles.get(event.after["parent"], GONE)
    reason = f"（{event.note}）" if event.note else ""
    return f"自{old}划转至{new}{reason}"


def _merged(event: OrganizationEvent, titles: Titles) -> str:
    if "successor" in event.after:
        return f"并入{titles.get(event.after['successor'], GONE)}，同时撤销"
    return f"{titles.get(event.before.get('predecessor'), GONE)}并入"


def _split(event: OrganizationEvent, titles: Titles) -> str:
    if "origin" in event.before:
        return f"自{titles.get(event.before['origin'], GONE)}分设成立"
    name = event.after["offshoot_name"]
    return f"分设出{titles.get(event.after['offshoot'], name)}"


def _dissolved(event: OrganizationEvent, titles: Titles) -> str:
    heir = event.after.get("successor")
    return f"撤销，由{titles.get(heir, GONE)}承接" if heir else "撤销"


def _pilot(event: OrganizationEvent, titles: Titles) -> str:
    if event.after.get("pilot_from") is None:
        return "取消试点"
    if event.before.get("pilot_from"):
        return f"试点开始日期更正为{event.after['pilot_from']}"
    return "列为试点"


def _pattern(event: OrganizationEvent, titles: Titles) -> str:
    return "推行“1+2+6”模式" if event.after["is_followed"] else "不再推行“1+2+6”模式"


_SENTENCES: dict[str, Callable[[OrganizationEvent, Titles], str]] = {
    Kind.FOUNDED: _founded,
    Kind.RENAMED: _renamed,
    Kind.MOVED: _moved,
    Kind.MERGED: _merged,
    Kind.SPLIT: _split,
    Kind.DISSOLVED: _dissolved,
    Kind.PILOT: _pilot,
    Kind.PATTERN_126: _pattern,
}
