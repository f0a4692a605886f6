"""Questions about members and where they may check in."""

from collections import defaultdict

from django.db.models import QuerySet

from accounts.models import User
from common import clock
from members.models import Member
from orgs.models import Organization
from orgs.policy import Action

Choice = tuple[int | str, str]
Group = tuple[str, list[Choice]]


def own_member(user: User) -> Member | None:
    """Return the member whom the account belongs to."""
    members = Member.objects.visible_to(user, Action.SUBMIT_CHECK_IN)
    return members.filter(user=user).select_related("unit__paired_community").first()


def communities_open_to(member: Member) -> QuerySet[Organization]:
    """Return the communities that take the member's check-in today: all of the district."""
    communities = Organization.objects.of_tier(Organization.Tier.COMMUNITY)
    return communities.established(clock.today()).filter(district=member.unit.district_id)


def community_choices(member: Member) -> list[Choice | Group]:
    """Return them for a select: the unit's paired community first, then street by street."""
    groups: dict[str, list[Choice]] = defaultdict(list)
    paired: list[Group] = []
    communities = communities_open_to(member).select_related("parent")
    for node in communities.order_by("parent__sort_order", "parent__code", "sort_order", "code"):
        if node.pk == member.unit.paired_community_id:
            paired = [("单位结对社区", [(node.pk, node.name)])]
        else:
            groups[node.parent.name].append((node.pk, node.name))
    return [("", "请选择"), *paired, *groups.items()]
