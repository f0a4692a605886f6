"""Which member keeps in touch with which household. A household is a code, never a name.

Order: the tree, then the number, the check-in and the member (`members.operations.locks`). No step
of a check-in waits for the tree, so nobody waits in a circle.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.violations import require
from members.models import CheckIn, HouseholdLink, Member
from members.operations.locks import lock_check_in
from members.selectors.own_check_ins import rows_of_person
from orgs import scope
from orgs.models import Organization
from orgs.operations.acts import mark_since, reread
from orgs.operations.locks import lock_tree
from orgs.operations.tree import CODE_DIGITS, found_organization, next_code
from orgs.policy import Action

Tier = Organization.Tier


@transaction.atomic
def link_household(
    *,
    actor: User,
    member: Member,
    building: Organization,
    household: Organization | None = None,
    started_on: datetime.date | None = None,
) -> HouseholdLink:
    """Let a member who is 在册 in the building's community keep in touch with a household of it.

    Without `household` the next one of the building is added, called after its code. Refuses
    `household.building`, `.place`, `.member`, `.date`, `.linked`.
    """
    day = started_on or clock.today()
    lock_tree()
    building = reread(building)
    require(building.tier == Tier.BUILDING, "联系户只能登记在楼栋下。", code="household.building")
    scope.require(actor, Action.KEEP_GRIDS, building)
    require(
        building.dissolved_on is None,
        "这个楼栋党小组已撤销，不能再登记联系户。",
        code="household.building",
    )
    check_in = _lock_registered(member, building)
    _check_start(day, check_in)
    if household is None:
        household = _found_next(actor, building, day)
    else:
        household = _checked_household(household, building)
    _check_new(member, household)
    link = HouseholdLink.objects.create_by(
        actor, member=member, household=household, started_on=day
    )
    mark_since(day, household)
    write_audit(
        actor=actor, action="household_link.start", record=link,
        member=member.pk, household=household.code, on=day.isoformat(),
    )  # fmt: skip
    return link


@transaction.atomic
def end_link(*, actor: User, link: HouseholdLink, ended_on: datetime.date) -> HouseholdLink:
    """End a link; from `ended_on` on it no longer stands. Refuses `household.ended`, `.date`."""
    held = HouseholdLink.objects.select_for_update(of=("self",)).select_related("household")
    link = held.get(pk=link.pk)
    scope.require(actor, Action.KEEP_GRIDS, link.household)
    require(link.ended_on is None, "这项联系已经结束，不用再办理。", code="household.ended")
    require(
        link.started_on <= ended_on <= clock.today(),
        f"结束日期应在起始日期（{link.started_on:%Y-%m-%d}）到今天之间。",
        code="household.date",
        field="ended_on",
    )
    _end(actor, link, ended_on)
    return link


def end_links_of(*, actor: User, member: Member, day: datetime.date) -> int:
    """End every link of the person, because the check-in ends on the day; returns how many.

    Part of that step, inside its transaction, by its right. A building may have moved to another
    community meanwhile, so the place is not asked for.
    """
    held = open_links_of(member).select_for_update(of=("self",)).select_related("household")
    links = list(held)
    for link in links:
        _end(actor, link, max(day, link.started_on))
    return len(links)


def open_links_of(member: Member) -> QuerySet[HouseholdLink]:
    """Return the links of the person that stand."""
    return HouseholdLink.objects.filter(rows_of_person(member), ended_on=None).order_by("pk")


def resume_links(*, actor: User, keys: Iterable[int]) -> None:
    """Let links stand again, because the check-in whose end ended them does; part of that step.

    A household that was dissolved meanwhile has nobody to be kept in touch with.
    """
    held = HouseholdLink.objects.select_for_update(of=("self",)).select_related("household")
    for link in held.filter(pk__in=keys, household__dissolved_on=None).order_by("pk"):
        day = link.ended_on or clock.today()
        link.change(actor, ended_on=None)
        mark_since(day, link.household)
        write_audit(
            actor=actor, action="household_link.resume", record=link,
            member=link.member_id, household=link.household.code,
        )  # fmt: skip


def _end(actor: User, link: HouseholdLink, day: datetime.date) -> None:
    link.change(actor, ended_on=day)
    mark_since(day, link.household)
    write_audit(
        actor=actor, action="household_link.end", record=link,
        member=link.member_id, household=link.household.code, on=day.isoformat(),
    )  # fmt: skip


def _lock_registered(member: Member, building: Organization) -> CheckIn:
    """Return the member's check-in in the building's community, held so that it does not end."""
    community = building.parent.parent
    there = Q(community=community) | Q(community__successor=community)
    check_in = member.check_ins.registered().filter(there).first()
    if check_in is not None:
        check_in = lock_check_in(check_in)
    registered = {CheckIn.Status.REGISTERED, CheckIn.Status.TRANSFERRING}
    require(
        check_in is not None and check_in.status in registered,
        f"这名党员不在{community.name}在册，请先办理报到或选择其他党员。",
        code="household.member",
        field="member",
    )
    return check_in


def _check_start(day: datetime.date, check_in: CheckIn) -> None:
    accepted_on = timezone.localdate(check_in.accepted_at)
    require(
        accepted_on <= day <= clock.today(),
        f"起始日期应在党员在册之日（{accepted_on:%Y-%m-%d}）到今天之间。",
        code="household.date",
        field="started_on",
    )


def _found_next(actor: User, building: Organization, day: datetime.date) -> Organization:
    number = next_code(building)[-CODE_DIGITS[Tier.HOUSEHOLD] :]
    return found_organization(actor=actor, parent=building, name=f"{number}户", established_on=day)


def _checked_household(household: Organization, building: Organization) -> Organization:
    household = reread(household)
    fits = household.tier == Tier.HOUSEHOLD and household.parent_id == building.pk
    require(
        fits and household.dissolved_on is None,
        "所选联系户不在这个楼栋，请重新选择。",
        code="household.place",
        field="household",
    )
    return household


def _check_new(member: Member, household: Organization) -> None:
    require(
        not household.member_links.filter(rows_of_person(member), ended_on=None).exists(),
        "这名党员已在联系这一户。",
        code="household.linked",
        field="household",
    )
