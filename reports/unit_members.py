"""who · where · what: the members of one's units as the liaison's list shows them."""

from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from members.models import Availability, CheckIn, Member, ServiceIntention
from orgs.policy import Action
from reports.headcounts import State, with_state


def unit_members(user: Any) -> QuerySet[Member]:
    """Return the members of the user's units with `state` and `open_check_ins` (the one in the
    register first), each with `current` intentions and times; no query grows with the rows."""
    members = Member.objects.visible_to(user, Action.READ_OWN_UNIT).standing().for_list()
    return with_state(members).prefetch_related(
        Prefetch("check_ins", queryset=_open_check_ins(), to_attr="open_check_ins")
    )


def state_tabs(user: Any, chosen: str) -> list[tuple[str, str, int, bool]]:
    """Return (query, label, count, whether it is shown) of all, and of each state that occurs."""
    members = Member.objects.visible_to(user, Action.READ_OWN_UNIT).standing()
    rows = with_state(members).order_by().values("state").annotate(count=Count("pk"))
    counts = {row["state"]: row["count"] for row in rows}
    tabs = [(f"?state={state}", label, counts.get(state, 0)) for state, label in State.choices]
    every = ("?", "全部", sum(counts.values()))
    shown = f"?state={chosen}" if chosen else "?"
    return [(*tab, tab[0] == shown) for tab in (every, *tabs) if tab[2] or tab[0] == shown]


def _open_check_ins() -> QuerySet[CheckIn]:
    wishes = ServiceIntention.objects.current()
    times = Availability.objects.current()
    return (
        CheckIn.objects.open()
        .select_related("community", "grid", "building")
        .prefetch_related(
            Prefetch("intentions", queryset=wishes, to_attr="wishes"),
            Prefetch("availabilities", queryset=times, to_attr="times"),
        )
        .order_by("-status", "pk")  # transferring, registered, pending
    )
