import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import AuditEntry, User
from common.violations import RuleViolation
from orgs.models import DirtyMonth, District, Organization, OrganizationEvent
from orgs.operations.bulk import load_streets
from orgs.selectors.tree import tree_faults
from tests.makers.orgs import FOUNDED, make_places

Tier = Organization.Tier
FACTS = (
    "code", "name", "tier", "parent__code", "region_code", "established_on", "dissolved_on",
    "to_be_established", "party_org_type", "tree_id", "lft", "rght", "level",
)  # fmt: skip
EVENT_FACTS = ("organization__code", "kind", "effective_on", "before", "after__name", "note")
TABLE = [
    ("五星街道", "411502005000", None),
    ("大拱桥社区", "411502005001", "411502005000"),
    ("三五八社区", "411502005002", "411502005000"),
    ("第1网格", "41150200500101", "411502005001"),
    ("1号楼", "41150200500101001", "41150200500101"),
    ("湖东街道", "411502006000", None),
    ("八一社区", "411502006001", "411502006000"),
]


def plan(district: District) -> list[Organization]:
    """Return the makers' small district as unsaved nodes."""
    nodes: dict[str, Organization] = {}
    for name, code, parent_code in TABLE:
        parent = nodes.get(parent_code)
        tier = Tier.STREET if parent is None else parent.tier + 1
        nodes[code] = Organization(
            code=code,
            name=name,
            parent=parent,
            tier=tier,
            district=district,
            region_code=code if tier <= Tier.COMMUNITY else "",
            established_on=FOUNDED,
        )
    return list(nodes.values())


def rows(model: type, facts: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return sorted(model.objects.values_list(*facts), key=str)


def test_a_load_writes_the_rows_and_events_of_the_operations(
    district_admin: User, district: District
) -> None:
    load_streets(actor=district_admin, district=district, nodes=plan(district))
    loaded = rows(Organization, FACTS), rows(OrganizationEvent, EVENT_FACTS)
    by_parent = {event.organization.parent_id: event for event in OrganizationEvent.objects.all()}
    assert all(event.after["parent"] == pk for pk, event in by_parent.items())
    wipe()
    make_places(district_admin, district)
    assert loaded[1] == rows(OrganizationEvent, EVENT_FACTS)
    assert without_ranges(loaded[0]) == without_ranges(rows(Organization, FACTS))


def without_ranges(facts: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Ranges may differ in the order of siblings; that they are in order is asked elsewhere."""
    assert tree_faults() == []
    return [fact[:9] for fact in facts]


def wipe() -> None:
    DirtyMonth.objects.all().delete()
    OrganizationEvent.objects.all().delete()
    for tier in reversed(Tier):
        Organization.objects.filter(tier=tier)._raw_delete("default")


def test_a_load_leaves_one_audit_entry(district_admin: User, district: District) -> None:
    before = AuditEntry.objects.count()
    load_streets(actor=district_admin, district=district, nodes=plan(district))
    entry = AuditEntry.objects.order_by("pk").last()
    assert AuditEntry.objects.count() == before + 1
    assert (entry.action, entry.detail) == ("organization.load", {"count": len(TABLE)})


def test_a_load_marks_the_months_of_streets_and_communities(
    district_admin: User, district: District
) -> None:
    load_streets(actor=district_admin, district=district, nodes=plan(district))
    marked = set(DirtyMonth.objects.values_list("organization__code", flat=True))
    assert marked == {code for _, code, _ in TABLE if len(code) == 12}


def test_a_load_stands_beside_the_trees_that_are_there(
    district_admin: User, district: District
) -> None:
    nodes = plan(district)
    load_streets(actor=district_admin, district=district, nodes=nodes[:5])
    load_streets(actor=district_admin, district=district, nodes=nodes[5:])
    assert tree_faults() == []
    assert Organization.objects.filter(parent=None).values("tree_id").distinct().count() == 2


def test_a_load_is_the_districts(street_secretary: User, district: District) -> None:
    with pytest.raises(PermissionDenied):
        load_streets(actor=street_secretary, district=district, nodes=plan(district))


def test_half_a_tree_is_not_loaded(district_admin: User, district: District) -> None:
    for nodes in (plan(district)[1:], [broken for broken in plan(district) if broken.tier != 2]):
        with pytest.raises(RuleViolation):
            load_streets(actor=district_admin, district=district, nodes=nodes)
    assert not Organization.objects.exists()


def test_a_load_of_ten_times_the_nodes_takes_no_more_queries(
    district_admin: User, district: District, django_assert_max_num_queries: Any
) -> None:
    street, community = plan(district)[:2]
    street.established_on = community.established_on = None
    grids = [
        Organization(
            code=f"{community.code}{number:02d}",
            name=f"第{number}网格",
            parent=community,
            tier=Tier.GRID,
            district=district,
            established_on=datetime.date(2025, 1, 1),
        )
        for number in range(1, 100)
    ]
    with django_assert_max_num_queries(15):
        load_streets(actor=district_admin, district=district, nodes=[street, community, *grids])


@pytest.mark.django_db
def test_the_trees_index_is_in_the_database() -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "orgs_organization")
    indexes: Iterator[list[str]] = (each["columns"] for each in found.values() if each["index"])
    assert ["tree_id", "lft"] in list(indexes)
