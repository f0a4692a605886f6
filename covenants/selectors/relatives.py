"""What a covenant came from and what came of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from covenants.models import Covenant


@dataclass(frozen=True)
class Relative:
    """Another agreement, as this one calls it."""

    label: str
    covenant: Covenant


def relatives_of(covenant: Covenant, user: Any) -> list[Relative]:
    """Return the earlier and the later one, the one that it amends, and its own supplements: those
    that the user may see, void ones left out."""
    family = Q(renews=covenant) | Q(amends=covenant)
    family |= Q(pk__in=[key for key in (covenant.renews_id, covenant.amends_id) if key])
    rows = Covenant.objects.visible_to(user).filter(family)
    shown = rows.exclude(status=Covenant.Status.VOID).select_related("organization")
    return [Relative(_label(covenant, each), each) for each in shown.order_by("pk")]


def renewal_of(covenant: Covenant) -> Covenant | None:
    """Return the one covenant that renews it, a void one not."""
    return covenant.renewals.exclude(status=Covenant.Status.VOID).first()


def _label(covenant: Covenant, other: Covenant) -> str:
    if other.pk == covenant.renews_id:
        return "续签自"
    if other.pk == covenant.amends_id:
        return "原协议"
    return "续签为" if other.renews_id == covenant.pk else "补充协议"
