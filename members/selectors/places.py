"""Where a member may check in, and which community an address belongs to."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import F, Q, QuerySet, Value

from common import clock
from common.spelling import spelt_like
from members.models import Member
from orgs.models import District, Organization

Choice = tuple[int | str, str]
Group = tuple[str, list[Choice]]
Tier = Organization.Tier

# What every place has is no address: 1号楼, 第3网格.
COMMON_NAME = re.compile(
    r"第?[0-9一二三四五六七八九十]+(?:号楼|号院|号|栋|幢|楼|单元|网格|小区)?\Z"
)
SHORTEST, LONGEST = 2, 50


def communities_open_to(member: Member) -> QuerySet[Organization]:
    """Return the communities that take the member's check-in today: all of the district."""
    return communities_open_in(member.district_id)


def communities_open_in(district: District | int) -> QuerySet[Organization]:
    """Return the communities of the district that take check-ins today."""
    communities = Organization.objects.of_tier(Tier.COMMUNITY)
    return communities.established(clock.today()).filter(district=district)


def community_choices(member: Member, among: Collection[int] | None = None) -> list[Choice | Group]:
    """Return them for a select: the unit's paired community first, then street by street.

    `among` leaves only these communities.
    """
    paired = member.unit.paired_community_id if member.unit else None
    return grouped_choices(communities_open_to(member), paired, among)


def grouped_choices(
    communities: QuerySet[Organization], paired: int | None, among: Collection[int] | None = None
) -> list[Choice | Group]:
    """Return communities for a select, the paired one first, then street by street."""
    groups: dict[str, list[Choice]] = defaultdict(list)
    first: list[Group] = []
    if among is not None:
        communities = communities.filter(pk__in=among)
    nodes = communities.select_related("parent")
    for node in nodes.order_by("parent__sort_order", "parent__code", "sort_order", "code"):
        if node.pk == paired:
            first = [("单位结对社区", [(node.pk, node.name)])]
        else:
            groups[node.parent.name].append((node.pk, node.name))
    return [("", "请选择"), *first, *groups.items()]


def communities_at(text: str, district: District | int) -> set[int]:
    """Return the communities that an address or a name speaks of; empty for none.

    A community's own name is looked for in characters, pinyin and initials; grids and buildings by
    their name. A whole address ("大拱桥社区阳光花园3号楼") is read the other way round: which name
    stands in it, the community's before the building's before the grid's before the street's.
    """
    text = re.sub(r"\s+", "", text)[:LONGEST]
    if len(text) < SHORTEST:
        return set()
    nodes = Organization.objects.filter(district=district, dissolved_on=None).exclude(
        tier=Tier.HOUSEHOLD
    )
    keys = _open_ones(_named_like(text, nodes), district)
    return keys or _open_ones(_named_in(text, nodes), district)


def _open_ones(keys: set[int], district: District | int) -> set[int]:
    found = communities_open_in(district).filter(pk__in=keys) if keys else ()
    return {node.pk for node in found}


def _named_like(text: str, nodes: QuerySet[Organization]) -> set[int]:
    if COMMON_NAME.match(text):
        return set()
    spelt = spelt_like(text)
    found = nodes.filter(spelt | Q(name__icontains=text, tier__gt=Tier.STREET))
    return _communities_of(_keys(found))


def _named_in(text: str, nodes: QuerySet[Organization]) -> set[int]:
    """The short form counts as a name: 大拱桥 for 大拱桥社区."""
    committees = _keys(nodes.filter(tier__lte=Tier.COMMUNITY))
    hits = [row for row in committees if _short(row[2]) in text]
    below = nodes.filter(tier__gt=Tier.COMMUNITY).annotate(typed=Value(text))
    inside = _keys(below.filter(typed__icontains=F("name")))
    hits += [row for row in inside if not COMMON_NAME.match(row[2])]
    for tier in (Tier.COMMUNITY, Tier.BUILDING, Tier.GRID, Tier.STREET):
        if of_tier := [row for row in hits if row[1] == tier]:
            return _communities_of(of_tier)
    return set()


Row = tuple[int, int, str, int | None, int | None]


def _keys(nodes: QuerySet[Organization]) -> list[Row]:
    """Return (key, tier, name, parent, grandparent) of the nodes."""
    return list(nodes.values_list("pk", "tier", "name", "parent", "parent__parent"))


def _short(name: str) -> str:
    short = name.removesuffix("街道").removesuffix("社区")
    return short if len(short) >= SHORTEST else name


def _communities_of(rows: Iterable[Row]) -> set[int]:
    found: set[int] = set()
    streets: set[int] = set()
    for key, tier, _, parent, grandparent in rows:
        if tier == Tier.STREET:
            streets.add(key)
        else:
            found.add({Tier.COMMUNITY: key, Tier.GRID: parent, Tier.BUILDING: grandparent}[tier])
    if streets:
        below = Organization.objects.of_tier(Tier.COMMUNITY).filter(parent__in=streets)
        found |= set(below.values_list("pk", flat=True))
    return found
