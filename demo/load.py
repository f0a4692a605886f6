"""Writing the sample district, in bulk: what the operations would leave, one audit entry a batch.

`tests/demo/test_equal_to_operations.py` holds the two side by side.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.months import Month
from common.violations import require
from covenants.models import CovenantParty, FundingSource, Project
from demo.places import DEMO_COMMUNITY, DISTRICT_CODE
from demo.plan import Plan, plan_district
from demo.reports import Filing, plan_exemptions, plan_reports
from demo.timeline import last_finished_month
from members.models import Availability, CheckIn, ServiceIntention
from orgs.models import DirtyMonth, District, OrganizationEvent
from orgs.operations.bulk import load_streets
from orgs.operations.calendar import load_holidays
from orgs.operations.grant_requests import ask_for_grant
from orgs.operations.hand_overs import ask_for_hand_over
from orgs.operations.months import months_since
from orgs.operations.tree import rename_organization
from orgs.policy import Role
from reports.due import due_at
from reports.figures import digest, freeze_many
from reports.models import Snapshot

BATCH = 1000
Mark = tuple[int, Month]


@transaction.atomic
def load_demo(month: Month | None = None) -> District | None:
    """Load the sample district; None when it is already there (safe to run twice).

    Refuses `demo.real_district`: sample data never mixes with real ones.
    """
    known = District.objects.filter(code=DISTRICT_CODE).first()
    if known is not None:
        require(
            known.is_sample,
            "库里已有浉河区的正式数据，示例数据只能装入空库，请另建一个数据库。",
            code="demo.real_district",
        )
        return None
    plan = plan_district(month or last_finished_month())
    months = plan.timeline.months
    for year in range(months[0].year, plan.timeline.month.next().year + 1):
        load_holidays(actor=None, year=year)
    _write_places(plan)
    _write_people(plan)
    _write_facts(plan)
    _mark_months(plan, _write_reports(plan))
    _rename_one(plan)
    _ask_for_rights(plan)
    return plan.places.district


def insert(rows: Sequence[models.Model], *links: str) -> None:
    """Insert rows; one that points to another of them by a link waits until that has its key."""
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if all(_is_settled(row, link) for link in links)]
        type(waiting[0])._default_manager.bulk_create(ready, batch_size=BATCH)
        waiting = [row for row in waiting if row.pk is None]


def _is_settled(row: models.Model, link: str) -> bool:
    target = getattr(row, link)
    return target is None or target.pk is not None


def _audit(plan: Plan, noun: str, rows: Sequence[Any]) -> None:
    write_audit(
        actor=None, action=f"{noun}.load", record=plan.places.district, count=len(rows), sample=True
    )


def _write_places(plan: Plan) -> None:
    places = plan.places
    places.district.save()
    load_streets(actor=None, district=places.district, nodes=places.nodes)
    OrganizationEvent.objects.bulk_create(places.pilot_events())


def _write_people(plan: Plan) -> None:
    insert(plan.people.users)
    _audit(plan, "account", plan.people.users)
    insert(plan.units.rows, "superior_unit")
    _audit(plan, "unit", plan.units.rows)
    insert(plan.people.grants)
    _audit(plan, "grant", plan.people.grants)


def _write_facts(plan: Plan) -> None:
    roll, covenants, projects = plan.roll, plan.covenants, plan.projects
    insert(roll.members, "duplicate_of", "merged_into")
    _audit(plan, "member", roll.members)
    insert(roll.check_ins, "previous")
    ServiceIntention.objects.bulk_create(roll.intentions, batch_size=BATCH)
    Availability.objects.bulk_create(roll.availabilities, batch_size=BATCH)
    _audit(plan, "check_in", roll.check_ins)
    _write_arrivals(plan)
    insert(covenants.rows, "renews", "amends")
    CovenantParty.objects.bulk_create(covenants.parties, batch_size=BATCH)
    insert(plan.duties.obligations)
    insert(plan.duties.fulfilments)
    _audit(plan, "covenant", covenants.rows)
    insert(projects.rows)
    FundingSource.objects.bulk_create(projects.funding, batch_size=BATCH)
    _write_works(plan)
    _link(Project.communities, [(row, place.node) for row, place in projects.communities])
    _link(Project.covenants, projects.covenants)
    _link(Project.partners, projects.partners)
    _audit(plan, "project", projects.rows)
    insert(plan.logs, "corrects")
    _audit(plan, "service_log", plan.logs)
    _write_support(plan)


def _write_works(plan: Plan) -> None:
    works, resources = plan.works, plan.resources
    for rows in (
        works.stages, works.milestones, works.progress, works.evaluations, works.wants,
        resources.offers, resources.requests, resources.claims,
    ):  # fmt: skip
        insert(rows)
    _audit(plan, "resource", [*resources.offers, *resources.requests, *resources.claims])


def _write_arrivals(plan: Plan) -> None:
    arrivals = plan.arrivals
    arrivals.settle()
    for rows in (
        arrivals.unit_check_ins, arrivals.exemptions, arrivals.links, arrivals.merges,
        arrivals.contacts, arrivals.reactivations,
    ):  # fmt: skip
        insert(rows)
    _audit(plan, "arrival", arrivals.rows)


def _write_support(plan: Plan) -> None:
    support = plan.support
    for rows in (support.workers, support.premises, support.centres, support.items, support.budget):
        insert(rows)
    _audit(plan, "support", support.rows)


def _link(relation: Any, pairs: Iterable[tuple[models.Model, models.Model]]) -> None:
    """Write the rows of a many-to-many relation."""
    field, through = relation.field, relation.through
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    through._default_manager.bulk_create(
        [through(**{source: row, target: other}) for row, other in pairs], batch_size=BATCH
    )


def _write_reports(plan: Plan) -> list[Filing]:
    timeline = plan.timeline
    due = {month: due_at(month) for month in timeline.months}
    insert(plan_exemptions(timeline, plan.places, plan.people))
    filings = plan_reports(timeline, plan.places, plan.people, due, clock.now())
    insert([filing.report for filing in filings])
    insert([action for filing in filings for action in filing.actions])
    for month in timeline.months:
        insert(_snapshots(month, [f for f in filings if f.report.month == month]))
    _audit(plan, "report", filings)
    return filings


def _snapshots(month: Month, filings: Sequence[Filing]) -> list[Snapshot]:
    """Freeze what each submission of the month froze; acceptance seals the last one."""
    frozen = freeze_many([filing.report.community for filing in filings], month)
    snapshots = []
    for filing in filings:
        figures = frozen[filing.report.community_id]
        of_report = [
            Snapshot(
                report=filing.report,
                as_of=month.last_day,
                figures=figures,
                digest=digest(figures),
                created_at=action.at,
            )
            for action in filing.submissions
        ]
        if filing.report.accepted_by is not None:
            of_report[-1].sealed_at = filing.report.updated_at
        snapshots += of_report
    return snapshots


def _mark_months(plan: Plan, filings: Sequence[Filing]) -> None:
    """Append one mark for each organisation and month touched, beside those of the tree's load."""
    marks: set[Mark] = set()
    for row in plan.roll.check_ins:
        marks |= {(row.community_id, month) for month in _months_of_stay(row)}
    for row in plan.covenants.rows:
        marks |= _marks(row.organization_id, row.signed_on, row.effective_from, row.terminated_on)
    for row, place in plan.projects.communities:
        marks |= _marks(place.node.pk, row.confirmed_on, row.finished_on)
    for row in plan.logs:
        marks |= _marks(row.community_id, row.served_on)
    for filing in filings:
        marks.add((filing.report.community_id, filing.report.month))
    marks -= set(DirtyMonth.objects.values_list("organization", "month"))
    DirtyMonth.objects.bulk_create(
        [DirtyMonth(organization_id=key, month=month) for key, month in sorted(marks)],
        batch_size=BATCH,
    )


def _months_of_stay(row: CheckIn) -> list[Month]:
    """The months of acceptance and closing; all between them for what never should have counted."""
    if row.accepted_at is None:
        return []
    accepted_on = Month.of(timezone.localdate(row.accepted_at))
    closed_on = Month.of(row.closed_on) if row.closed_on else accepted_on
    if row.close_reason in CheckIn.NEVER_COUNTED:
        return months_since(accepted_on, closed_on)
    return [accepted_on, closed_on]


def _marks(organization_id: int, *days: datetime.date | None) -> set[Mark]:
    reached = (day for day in days if day is not None and day <= clock.today())
    return {(organization_id, Month.of(day)) for day in reached}


def _rename_one(plan: Plan) -> None:
    """Give the demo community's second grid a name of its own: one entry of 沿革 to look at."""
    grid = plan.places.community(DEMO_COMMUNITY).grids[1]
    rename_organization(
        actor=_person("community"),
        organization=grid,
        name="茶韵小区网格",
        effective_on=plan.timeline.months[5].first_day,
    )


def _ask_for_rights(plan: Plan) -> None:
    """Two requests wait for the security administrator: a right, and a post to be handed over."""
    place = plan.places.community(DEMO_COMMUNITY)
    asker, deputy = _person("sysadmin"), plan.people.deputies[DEMO_COMMUNITY]
    ask_for_grant(
        actor=asker,
        user=_person("grid"),
        role=Role.COMMUNITY,
        place=place.node,
        reason="社区大党委换届，拟任副书记，需处理报到和月报。",
    )
    ask_for_hand_over(
        actor=asker,
        grant=_person("grid").grants.get(role=Role.GRID),
        successor=deputy,
        note="网格党支部书记调整，由社区副书记兼任。",
    )


def _person(username: str) -> User:
    return User.objects.get(username=username)
