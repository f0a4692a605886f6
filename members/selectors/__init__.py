"""Questions about members: who somebody is, and where they may check in."""

from members.selectors.own import own_member
from members.selectors.places import Choice, Group, communities_open_to, community_choices

__all__ = ["Choice", "Group", "communities_open_to", "community_choices", "own_member"]
