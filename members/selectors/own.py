"""Questions an account asks about the member behind it."""

from accounts.models import User
from members.models import Member
from orgs.policy import Action


def own_member(user: User) -> Member | None:
    """Return the member whom the account belongs to."""
    members = Member.objects.visible_to(user, Action.SUBMIT_CHECK_IN)
    return members.filter(user=user).select_related("unit__paired_community").first()
