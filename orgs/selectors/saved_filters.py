"""What a list offers of the filters that its reader saved."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import SavedFilter


@dataclass(frozen=True)
class Chip:
    """One saved filter: what it is called, where it leads, whether it is the one in use."""

    pk: int
    name: str
    url: str
    is_active: bool


@dataclass(frozen=True)
class Offer:
    """The saved filters of one list, and what would be saved now ("" when nothing is chosen)."""

    register: str
    chips: list[Chip]
    query: str


def own_filters(user: Any) -> QuerySet[SavedFilter]:
    """Return the filters that the user saved, on every list."""
    return SavedFilter.objects.filter(user=user).order_by("name", "pk")


def offer_of(request: HttpRequest, settled: str) -> Offer | None:
    """Return what the list of this request offers; None for a list that is one of many.

    A list below a record (its address has an argument) has no name of its own to keep.
    """
    match = request.resolver_match
    if match is None or match.kwargs or match.args:
        return None
    register, path = match.view_name, reverse(match.view_name)
    chips = [
        Chip(saved.pk, saved.name, f"{path}?{saved.query}", saved.query == settled)
        for saved in own_filters(request.user).filter(register=register)
    ]
    return Offer(register, chips, settled)
