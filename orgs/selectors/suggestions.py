"""Which suggestions a district reads."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Suggestion
from orgs.models import RoleGrant
from orgs.policy import Action
from orgs.scope import has_right


def suggestions_for(user: Any) -> QuerySet[Suggestion]:
    """Return what people of the district sent, and what came without a place.

    A suggestion belongs where its sender has, or had, rights; what came from nobody known, or from
    somebody without any right, every district may answer.
    """
    if not has_right(user, Action.ANSWER_SUGGESTIONS):
        return Suggestion.objects.none()
    mine = RoleGrant.objects.visible_to(user, Action.ANSWER_SUGGESTIONS)
    return Suggestion.objects.filter(
        Q(user=None)
        | Q(user__in=mine.values("user"))
        | ~Q(user__in=RoleGrant.objects.values("user"))
    )
