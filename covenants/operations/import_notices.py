"""Messages about a ledger that was imported: one for each receiver, whatever it holds."""

from collections import Counter, defaultdict
from collections.abc import Collection

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.operations import notify_each
from common import clock
from covenants.models import CovenantParty, Project
from orgs.models import RoleGrant
from orgs.policy import Role


def tell_units_of_ledger(actor: User, covenants: Collection[int]) -> None:
    """Tell the liaisons how many agreements came, and how many are their units'."""
    sides = CovenantParty.objects.filter(covenant__in=covenants, unit__isnull=False)
    pairs = sides.values_list("covenant", "unit", "unit__merged_into")
    parts = {(record, unit) for record, *units in pairs for unit in units if unit is not None}
    grants = _grants(Role.LIAISON).filter(unit__in={unit for _, unit in parts})
    counts = _counts(parts, grants.values_list("user", "unit"))
    texts = {
        user: f"导入协议台账 {len(covenants)} 份，涉及贵单位 {count} 份，请核对。"
        for user, count in counts.items()
        if user != actor.pk
    }
    notify_each(texts=texts, url=reverse("covenants:unit-covenant-list"))


def tell_communities_of_ledger(actor: User, projects: Collection[int]) -> None:
    """Tell the communities that carry out what others lead, for it counts there too."""
    places = Project.communities.through.objects.filter(project__in=projects)
    led = Q(organization=F("project__lead"))
    parts = set(places.exclude(led).values_list("project", "organization"))
    grants = _grants(Role.COMMUNITY).filter(organization__in={place for _, place in parts})
    counts = _counts(parts, grants.values_list("user", "organization"))
    texts = {
        user: f"导入共建项目台账 {len(projects)} 个，其中 {count} 个在贵社区实施；"
        "如不属实，可在项目页面登记退出。"
        for user, count in counts.items()
        if user != actor.pk
    }
    notify_each(texts=texts, url=reverse("covenants:project-list"))


def _grants(role: Role) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.active(clock.today()).filter(role=role, user__is_active=True)


def _counts(parts: set[tuple[int, int]], readers: Collection[tuple[int, int]]) -> Counter[int]:
    """Return per reader how many records touch one of the reader's places or units."""
    records = defaultdict(set)
    for record, place in parts:
        records[place].add(record)
    seen = {(user, record) for user, place in readers for record in records[place]}
    return Counter(user for user, _ in seen)
