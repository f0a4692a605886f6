"""To whom and where rights may be given, seen by the system administrator who proposes."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from common.spelling import spelt_like
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.grants import TIERS_OF_ROLE, Place
from orgs.policy import Action, Role
from orgs.selectors.accounts import accounts_of


def receiver_named(user: Any, username: str) -> User | None:
    """Return the account by its sign-in name, None when none of the user's district has it."""
    accounts = accounts_of(user, Action.MANAGE_ACCOUNTS)
    return accounts.filter(username=username.strip()).first()


def places_for(user: Any, role: str) -> QuerySet:
    """Return where in the user's district the role may be granted, each model's own order."""
    if role == Role.LIAISON:
        units = ResidentUnit.objects.filter(active_to=None)
        return units.filter(district__in=_districts(user)).order_by("name", "pk")
    if role not in TIERS_OF_ROLE:
        return _districts(user).order_by("code")
    return (
        Organization.objects.filter(tier__in=TIERS_OF_ROLE[Role(role)], dissolved_on=None)
        .filter(district__in=_districts(user))
        .for_list()
    )


def search_places(places: QuerySet, text: str) -> QuerySet:
    """Narrow places by name, pinyin, initials or code."""
    text = text.strip()
    if not text or places.model is District:
        return places
    found = spelt_like(text) | Q(name__icontains=text)
    if places.model is Organization:
        found |= Q(code__startswith=text) | spelt_like(text, prefix="parent__")
    return places.filter(found)


def place_path(place: Place) -> str:
    """Return the place as people tell it from others of its name: 五星街道 大拱桥社区大党委."""
    parent = getattr(place, "parent", None)
    return f"{parent.name} {place}" if parent is not None else str(place)


def _districts(user: Any) -> QuerySet[District]:
    return District.objects.visible_to(user, Action.MANAGE_ACCOUNTS)
