"""The bulk load writes what the operations would have written, had people used them."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from accounts.models import AuditEntry
from common import clock
from common.months import Month
from covenants.models import Covenant, Project
from demo.places import DEMO_COMMUNITY, Community
from demo.plan import Plan
from demo.reports import Filing, plan_reports
from members.models import CheckIn
from orgs.models import DirtyMonth, Organization, OrganizationEvent
from reports.due import due_at
from reports.models import ReportAction, Snapshot
from services.models import ServiceLog
from tests.demo.replay.arrivals import (
    replay_exemption,
    replay_link,
    replay_unit_check_in,
)
from tests.demo.replay.base import Replay
from tests.demo.replay.covenants import replay_covenant
from tests.demo.replay.members import replay_check_in
from tests.demo.replay.projects import replay_project
from tests.demo.replay.services import replay_log, replay_report
from tests.demo.replay.support import replay_support

# The load speaks for the system and knows what no operation writes yet.
TREE_ONLY = {"lft", "rght", "tree_id", "level", "sort_order", "pilot_from", "pattern_126"}
MAKER = {"created_by", "updated_by", "created_at", "updated_at"}
MEMBER_ONLY = {"joined_on", "specialties", "merged_into", "duplicate_of"}
OWN, ENTERED = CheckIn.Channel.OWN_PHONE, CheckIn.Channel.COMMUNITY
Entry = ServiceLog.Entry


@pytest.fixture
def replay(db: None, plan: Plan) -> Replay:
    return Replay(plan)


@pytest.fixture
def place(plan: Plan) -> Community:
    return plan.places.community(DEMO_COMMUNITY)


def pick(rows: Iterable[Any], holds: Callable[[Any], bool], count: int = 1) -> list[Any]:
    """The first so many rows that fit, those of the demo community before others."""
    found = [row for row in rows if holds(row)]
    found.sort(key=lambda row: home_of(row).code != DEMO_COMMUNITY)
    assert len(found) >= count
    return found[:count]


def home_of(row: Any) -> Organization:
    if isinstance(row, Project):
        return row.lead
    return row.organization if isinstance(row, Covenant) else row.community


def is_simple(row: Covenant) -> bool:
    return row.amends is None and row.renews is None


def test_places_and_their_history(replay: Replay, place: Community) -> None:
    nodes = [place.street, place.node, *place.grids, *place.buildings[place.grids[0].code]]
    for node in nodes:
        assert replay.differences(node, TREE_ONLY | MAKER) == {}
        event = OrganizationEvent.objects.get(organization=replay.of(node))
        parent = replay.of(node.parent)
        assert (event.kind, event.effective_on) == ("founded", node.established_on)
        assert event.after == {"parent": parent and parent.pk, "name": node.name}


def test_units(replay: Replay, plan: Plan) -> None:
    for unit in plan.units.rows[:3]:
        assert replay.differences(unit, MAKER | {"entry_code"}) == {}


def test_accounts_and_grants(replay: Replay, plan: Plan) -> None:
    for username in ("district", "community", "liaison", "member", "auditor"):
        user = replay.of(plan.people.demo[username])
        [grant] = [g for g in plan.people.grants if g.user.username == username]
        assert replay.differences(grant, MAKER) == {}
        assert user.name == plan.people.demo[username].name


@pytest.mark.parametrize("channel", [OWN, ENTERED])
@pytest.mark.parametrize(
    "status", [CheckIn.Status.REGISTERED, CheckIn.Status.CLOSED, CheckIn.Status.PENDING]
)
def test_check_ins(replay: Replay, plan: Plan, channel: str, status: str) -> None:
    if (channel, status) == (ENTERED, CheckIn.Status.PENDING):
        return  # what a community enters is 在册 at once
    rows = pick(
        plan.roll.check_ins,
        lambda row: (
            (row.channel, row.status, row.previous) == (channel, status, None)
            and row.member.merged_into is None
        ),
    )
    for row in rows:
        replay_check_in(replay, row)
        timing = {"updated_at"} if status == CheckIn.Status.CLOSED else set()
        assert replay.differences(row, timing) == {}
        assert replay.differences(row.member, MEMBER_ONLY | timing | {"updated_by"}) == {}
        assert offers_stored(replay, row) == offers_planned(plan, row)


@pytest.mark.parametrize("status", [CheckIn.Status.RETURNED, CheckIn.Status.WITHDRAWN])
def test_check_ins_that_were_not_accepted(replay: Replay, plan: Plan, status: str) -> None:
    [row] = pick(plan.roll.check_ins, lambda row: (row.channel, row.status) == (OWN, status))
    replay_check_in(replay, row)
    assert replay.differences(row, {"updated_at"}) == {}


def offers_planned(plan: Plan, row: CheckIn) -> list[tuple[Any, ...]]:
    wishes = [(w.category, w.registered_on) for w in plan.roll.intentions if w.check_in is row]
    times = [
        (w.weekdays, w.start, w.end, w.registered_on)
        for w in plan.roll.availabilities
        if w.check_in is row
    ]
    return [*sorted(wishes), *sorted(times)]


def offers_stored(replay: Replay, row: CheckIn) -> list[tuple[Any, ...]]:
    stored = replay.of(row)
    wishes = stored.intentions.values_list("category", "registered_on")
    times = stored.availabilities.values_list("weekdays", "start", "end", "registered_on")
    return [*sorted(wishes), *sorted(times)]


@pytest.mark.parametrize("status", Covenant.Status.values)
def test_covenants(replay: Replay, plan: Plan, status: str) -> None:
    [row] = pick(plan.covenants.rows, lambda row: row.status == status and is_simple(row))
    replay_covenant(replay, row)
    assert replay.differences(row) == {}
    named = ("position", "unit", "signer", "signer_post", "confirmed_on", "confirmed_way")
    planned = [
        (p.position, p.unit and replay.of(p.unit).pk, *(getattr(p, name) for name in named[2:]))
        for p in plan.covenants.sides_of(row)
    ]
    assert list(replay.of(row).parties.values_list(*named)) == planned
    for duty in plan.duties.of(row):
        assert replay.differences(duty) == {}
        for act in plan.duties.acts_of(duty):
            assert replay.differences(act) == {}


@pytest.mark.parametrize("status", Project.Status.values)
def test_projects(replay: Replay, plan: Plan, status: str) -> None:
    [row] = pick(plan.projects.rows, lambda row: row.status == status)
    replay_project(replay, row)
    assert replay.differences(row) == {}
    stages = [(s.status, s.from_on) for s in plan.works.stages if s.project is row]
    assert list(replay.of(row).stages.order_by("pk").values_list("status", "from_on")) == stages
    for said in plan.works.evaluations:
        if said.project is row:
            replay.keep(said, replay.of(row).evaluation)
            assert replay.differences(said) == {}


@pytest.mark.parametrize("entry", [Entry.MEMBER, Entry.COMMUNITY])
@pytest.mark.parametrize("status", ["pending", "confirmed", "returned"])
def test_service_logs(replay: Replay, plan: Plan, entry: str, status: str) -> None:
    [row] = pick(plan.logs, lambda log: (log.entry, log.status) == (entry, status) and known(log))
    live_through(replay, row)
    assert replay.differences(row) == {}


def known(log: ServiceLog) -> bool:
    """Its member has an account; the log neither overlaps another nor corrects one."""
    is_plain = log.corrects is None and log.counted_minutes in {None, log.minutes}
    return is_plain and log.member.user is not None


def live_through(replay: Replay, log: ServiceLog) -> None:
    """The member checks in, then the log is entered."""
    stays = [s.check_in for s in replay.plan.roll.stays if s.check_in.member is log.member]
    [check_in] = [row for row in stays if row.previous is None]
    replay_check_in(replay, check_in)
    replay_log(replay, log)


def test_hours_that_overlap_count_once(replay: Replay, plan: Plan) -> None:
    [second] = pick(
        plan.logs,
        lambda log: log.counted_minutes not in {None, log.minutes} and log.member.user is not None,
    )
    [first] = [
        log
        for log in plan.logs
        if log is not second and (log.member is second.member) and log.served_on == second.served_on
    ]
    live_through(replay, first)
    replay_log(replay, second)
    assert replay.differences(first) == replay.differences(second) == {}


def test_corrections_take_the_place_of_what_they_correct(replay: Replay, plan: Plan) -> None:
    [new] = pick(plan.logs, lambda log: log.corrects is not None and log.member.user is not None)
    live_through(replay, new.corrects)
    replay_log(replay, new)
    assert replay.differences(new) == {}
    assert replay.differences(new.corrects, {"updated_at", "updated_by"}) == {}


def filings_of(plan: Plan) -> list[Filing]:
    due = {month: due_at(month) for month in plan.timeline.months}
    return plan_reports(plan.timeline, plan.places, plan.people, due, clock.now())


@pytest.mark.parametrize("kind", ["workers", "premises", "centres", "items", "budget"])
def test_rows_of_support(replay: Replay, plan: Plan, kind: str) -> None:
    rows = getattr(plan.support, kind)
    picked = [*rows[:3], *rows[-3:]]
    if kind == "premises":
        picked += [next(row for row in rows if row.provider), next(r for r in rows if not r.area)]
    for row in picked:
        replay_support(replay, row)
        assert replay.differences(row) == {}


def test_units_that_registered(replay: Replay, plan: Plan) -> None:
    received = next(row for row in plan.arrivals.unit_check_ins if row.received_at)
    replay_unit_check_in(replay, received)
    assert replay.differences(received, MAKER | {"receipt_no"}) == {}


def test_a_unit_that_waits(replay: Replay, plan: Plan) -> None:
    waiting = next(row for row in plan.arrivals.unit_check_ins if row.received_at is None)
    replay_unit_check_in(replay, waiting)
    assert replay.differences(waiting, MAKER) == {}


@pytest.mark.parametrize("kind", ["exempt", "outside"])
def test_people_who_need_not_check_in(replay: Replay, plan: Plan, kind: str) -> None:
    row = next(row for row in plan.arrivals.exemptions if row.kind == kind)
    replay_exemption(replay, row)
    assert replay.differences(row, MAKER) == {}


def test_links_with_households(replay: Replay, plan: Plan) -> None:
    entered = {id(row.member) for row in plan.roll.check_ins if row.channel == OWN}
    row = next(link for link in plan.arrivals.links if id(link.member) in entered)
    replay_link(replay, row)
    assert replay.differences(row) == {}


@pytest.mark.parametrize("status", ["filling", "submitted", "approved", "locked"])
def test_reports(replay: Replay, plan: Plan, status: str) -> None:
    filing = next(
        f
        for f in filings_of(plan)
        if f.report.status == status and (f.report.return_count or status != "locked")
    )
    replay_report(replay, filing)
    stored = replay.of(filing.report)
    assert replay.differences(filing.report) == {}
    assert list(stored.actions.values_list("kind", "at", "comment")) == [
        (action.kind, action.at, action.comment) for action in filing.actions
    ]
    assert stored.snapshots.count() == len(filing.submissions)
    sealed = Snapshot.objects.filter(sealed_at__isnull=False)
    assert sealed.count() == (status == "locked")
    assert ReportAction.objects.count() == len(filing.actions)


def test_operations_leave_an_entry_and_a_mark_where_the_load_leaves_one_a_batch(
    replay: Replay, plan: Plan
) -> None:
    [log] = pick(plan.logs, lambda log: log.status == "confirmed" and known(log))
    live_through(replay, log)
    place, month = replay.of(log.community), Month.of(log.served_on)
    assert AuditEntry.objects.filter(action="service_log.confirm").count() == 1
    assert DirtyMonth.objects.filter(organization=place, month=month).exists()


def test_the_load_leaves_one_mark_for_every_month_touched(sample: object) -> None:
    keys = ServiceLog.objects.values_list("community", "served_on")
    touched = {(place, Month.of(day)) for place, day in keys}
    marks = list(DirtyMonth.objects.values_list("organization", "month"))
    assert touched <= set(marks)
    assert len(marks) == len(set(marks))
