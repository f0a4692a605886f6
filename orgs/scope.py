"""Who sees which rows: a user's grants turned into conditions.

The tree's ranges are sub-selects inside the query. They are never read first and used later: a
range kept across a move of the tree would show a neighbour's rows.
"""

from dataclasses import dataclass
from typing import Any, Self

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet, Subquery
from django.db.models.lookups import In

from common import clock
from common.records import RecordQuerySet
from orgs.policy import POLICY, Action, roles_with

REFUSAL = "您没有权限进行此操作。"
READING = (Action.READ, Action.READ_OWN_UNIT, Action.READ_OWN)


@models.CharField.register_lookup
class Among(In):
    """`in` for a short list of keys: PostgreSQL reads it once and then uses the index."""

    lookup_name = "among"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"= ANY(ARRAY{rhs})" if connection.vendor == "postgresql" else f"IN {rhs}"


@dataclass(frozen=True)
class ScopePaths:
    """Look-up paths from a model to what grants speak of; "" means the row itself.

    `place` leads to the street or community, `grid` and `building` to the nodes that a grid's or
    building's grant is matched with; `district` to a District, `unit` to a ResidentUnit, `user` to
    the account of the member whom the row concerns, `former` to the account of the member into
    whom that one was merged. None: no such relation.
    """

    place: str | None = None
    grid: str | None = None
    building: str | None = None
    district: str | None = None
    unit: str | None = None
    user: str | None = None
    former: str | None = None


def grants_of(user: Any) -> list[Any]:
    """Return the user's grants in force today, read once per request (per user instance)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    if not hasattr(user, "_grants_in_force"):
        grants = apps.get_model("orgs.RoleGrant").objects.filter(user=user)
        user._grants_in_force = list(
            grants.active(clock.today()).select_related("district", "organization", "unit")
        )
    return user._grants_in_force


def forget_grants(user: Any) -> None:
    """Read the user's grants anew on the next question."""
    user.__dict__.pop("_grants_in_force", None)


def has_right(user: Any, *actions: Action) -> bool:
    """Whether the user has one of the rights anywhere: for menus, never for rows."""
    return any(grant.role in roles_with(*actions) for grant in grants_of(user))


def subtree(organization_id: int, path: str = "") -> Q:
    """Return the condition "`path` lies in the node's subtree", its range read inside the query."""
    node = apps.get_model("orgs.Organization").objects.filter(pk=organization_id)
    prefix = f"{path}__" if path else ""
    return Q(
        **{
            f"{prefix}tree_id": Subquery(node.values("tree_id")),
            f"{prefix}lft__gte": Subquery(node.values("lft")),
            f"{prefix}lft__lte": Subquery(node.values("rght")),
        }
    )


def _of_unit(unit_id: int, path: str) -> Q:
    """Return the condition "`path` is the unit, or one that was merged into it"."""
    prefix = f"{path}__" if path else ""
    return Q(**{path or "pk": unit_id}) | Q(**{f"{prefix}merged_into": unit_id})


def _of_user(user_id: int, paths: ScopePaths) -> Q | None:
    """Return the condition "one's own", rows of a duplicate of oneself included."""
    if paths.user is None:
        return None
    own = Q(**{paths.user or "pk": user_id})
    return own if paths.former is None else own | Q(**{paths.former: user_id})


def governed(organization_id: int, path: str = "") -> Q:
    """Return the condition "`path` lies in the subtree or was taken over by a node of it".

    After a merger the rows stay with the predecessor, and whoever holds the successor answers for
    them. `successor` always names a node that stands, so one step is enough; the look-up is a
    sub-select of its own because so few nodes have one.
    """
    nodes = apps.get_model("orgs.Organization").objects
    taken_over = nodes.filter(subtree(organization_id, "successor"), successor__isnull=False)
    prefix = f"{path}__" if path else ""
    return subtree(organization_id, path) | Q(**{f"{prefix}code__among": taken_over.values("code")})


def _condition(grant: Any, paths: ScopePaths) -> Q | None:
    """Return the rows that one grant reaches, None when it reaches none of this model."""
    rights = POLICY[grant.role]
    if Action.READ_OWN in rights:
        return _of_user(grant.user_id, paths)
    if grant.organization_id:
        path = {3: paths.grid, 4: paths.building}.get(grant.organization.tier, paths.place)
        return None if path is None else governed(grant.organization_id, path)
    if grant.unit_id:
        return None if paths.unit is None else _of_unit(grant.unit_id, paths.unit)
    return None if paths.district is None else Q(**{paths.district or "pk": grant.district_id})


def reach(user: Any, paths: ScopePaths, *actions: Action) -> Q | None:
    """Return the condition for rows on which the user has one of the rights; None: nothing."""
    roles = roles_with(*actions)
    found = [
        condition
        for grant in grants_of(user)
        if grant.role in roles and (condition := _condition(grant, paths)) is not None
    ]
    if not found:
        return None
    union = found[0]
    for condition in found[1:]:
        union |= condition
    return union


class ScopedQuerySet(RecordQuerySet):
    """Rows behind the one gate: `visible_to(user)`."""

    scope = ScopePaths()

    def visible_to(self, user: Any, *actions: Action) -> Self:
        """Rows the user may read, or on which they have one of the named rights.

        No grant, no rows. The lock-step with `require` is a test.
        """
        condition = reach(user, self.scope, *(actions or READING))
        return self.none() if condition is None else self.filter(condition)


def can(user: Any, action: Action, record: models.Model) -> bool:
    """Whether ONE grant of the user has the right and a place at or above the record."""
    rows: QuerySet = type(record)._default_manager.all()
    return rows.filter(pk=record.pk).visible_to(user, action).exists()


def require(user: Any, action: Action, record: models.Model) -> None:
    """Refuse an operation the user has no right to at this record (403)."""
    if not can(user, action, record):
        raise PermissionDenied(REFUSAL)
