"""The last act that touched a node, and what stands in the way of taking it back."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.deletion import CASCADE
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils import timezone

from common import clock
from orgs.models import Organization, OrganizationEvent

Kind = OrganizationEvent.Kind


@dataclass(frozen=True)
class RecordedAct:
    """The events of one act in the order of recording; nodes are read with their parents."""

    events: list[OrganizationEvent]

    @property
    def touched(self) -> dict[int, Organization]:
        """The nodes that have an event of the act, by primary key."""
        return {event.organization_id: event.organization for event in self.events}

    @property
    def fresh(self) -> Organization | None:
        """The node that the act brought into the register, if it did."""
        return next((event.organization for event in self.events if is_birth(event)), None)

    @property
    def homes(self) -> set[int]:
        """The parents that the act took nodes from or gave them to."""
        ends = [(e.before.get("parent"), e.after.get("parent")) for e in self.events]
        return {pk for pair in ends for pk in pair if pk}


def is_birth(event: OrganizationEvent) -> bool:
    """Whether the node was not in the register before: founded at once, or split off."""
    return is_first(event.kind, event.before)


def is_first(kind: str, before: dict[str, Any]) -> bool:
    """Whether an event of this kind that remembers this much is a node's first."""
    if kind == Kind.SPLIT:
        return "origin" in before
    return kind == Kind.FOUNDED and not before


def latest_act(organization: Organization) -> RecordedAct | None:
    """Return the last standing act that touched the node."""
    last = organization.events.standing().order_by("-pk").first()
    if last is None:
        return None
    events = OrganizationEvent.objects.standing().filter(change_key=last.change_key)
    related = events.select_related("organization__parent", "organization__district", "created_by")
    return RecordedAct(list(related.order_by("pk")))


def obstacle(act: RecordedAct) -> str:
    """Return why the act cannot be taken back, in one sentence; "" when nothing is in the way."""
    reasons = (_too_late, _changed_since, _without_home, _with_name_taken, _in_use)
    return next((reason for check in reasons if (reason := check(act))), "")


def is_of_today(act: RecordedAct) -> bool:
    """Whether a person recorded the act today."""
    first = act.events[0]
    is_today = timezone.localdate(first.created_at) == clock.today()
    return is_today and first.created_by_id is not None


def _too_late(act: RecordedAct) -> str:
    if act.events[0].created_by_id is None:
        return "系统装载的记录不能撤回。"
    return "" if is_of_today(act) else "只能撤回当天登记的变动。"


def _later_events(act: RecordedAct) -> Any:
    return (
        OrganizationEvent.objects.standing()
        .filter(pk__gt=act.events[0].pk)
        .exclude(change_key=act.events[0].change_key)
    )


def _changed_since(act: RecordedAct) -> str:
    keys = list(act.touched)
    later = _later_events(act).filter(Q(organization__in=keys) | Q(after__successor__in=keys))
    event = later.select_related("organization").order_by("pk").first()
    if event is None:
        return ""
    return f"{event.organization.title}之后又登记了{event.get_kind_display()}，请先撤回后面的变动。"


def _returning(act: RecordedAct) -> list[tuple[Organization, int | None, str]]:
    """Return (node, parent, name) as each node will stand again after the undo."""
    found: dict[int, tuple[Organization, int | None, str]] = {}
    for event in reversed(act.events):
        node = event.organization
        if event.before.get("name"):
            found[node.pk] = (node, event.before["parent"], event.before["name"])
    return list(found.values())


def _without_home(act: RecordedAct) -> str:
    parents = {parent for _, parent, _ in _returning(act)} - {None, *act.touched}
    gone = Organization.objects.filter(pk__in=parents, dissolved_on__isnull=False).first()
    return f"原上级{gone.title}已撤销，不能撤回。" if gone else ""


def _with_name_taken(act: RecordedAct) -> str:
    for node, parent, name in _returning(act):
        siblings = Organization.objects.filter(
            parent=parent, district=node.district, name=name, dissolved_on=None
        )
        if siblings.exclude(pk__in=act.touched).exists():
            return f"原上级之下现在已有“{name}”，不能撤回。"
    return ""


def _in_use(act: RecordedAct) -> str:
    """A node that the act brought in, or established, loses that only while nobody built on it."""
    event = next((e for e in act.events if is_birth(e) or e.kind == Kind.FOUNDED), None)
    if event is None:
        return ""
    node = event.organization
    is_new = is_birth(event)
    is_used = _hangs_on(node, act, is_new=is_new) or (is_new and _is_named_since(node, act))
    return f"{node.title}已有{'下级或' * is_new}业务记录，不能撤回。" if is_used else ""


def is_in_use(node: Organization) -> bool:
    """Whether anything hangs on a node that has no 沿革 yet."""
    return _hangs_on(node, RecordedAct([]), is_new=True)


def _is_named_since(node: Organization, act: RecordedAct) -> bool:
    """Whether something hung on the node in between: the past would miss it."""
    ends = Q(before__parent=node.pk) | Q(after__parent=node.pk)
    return _later_events(act).filter(ends, kind=Kind.MOVED).exists()


def _hangs_on(node: Organization, act: RecordedAct, *, is_new: bool) -> bool:
    """Whether any row of any app points to the node; what goes along with it does not count.

    A node that was planned before may have had children and secretaries then: of those only the
    business records speak.
    """
    for relation in Organization._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue  # a many-to-many is met again as the foreign key of its table
        if _goes_along(relation) or not (is_new or _is_business(relation)):
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: node.pk})
        if relation.related_model is Organization:
            rows = rows.exclude(pk__in=act.touched)
        if rows.exists():
            return True
    return False


def _is_business(relation: Any) -> bool:
    return relation.related_model._meta.app_label != Organization._meta.app_label


def _goes_along(relation: Any) -> bool:
    """The 沿革 and rows made from others (marks, figures) go; a link of two records stays."""
    if relation.related_model is OrganizationEvent:
        return True
    return relation.on_delete is CASCADE and not relation.related_model._meta.auto_created
