"""What a covenant came from and what came of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from common import clock
from covenants.models import Covenant
from covenants.transitions import is_open_to


@dataclass(frozen=True)
class Relative:
    """Another agreement, as this one calls it."""

    label: str
    covenant: Covenant
    standing: str


def relatives_of(covenant: Covenant, user: Any) -> list[Relative]:
    """Return the earlier and the later one, the one that it amends, and its own supplements: those
    that the user may see, void ones left out."""
    family = Q(renews=covenant) | Q(amends=covenant)
    family |= Q(pk__in=[key for key in (covenant.renews_id, covenant.amends_id) if key])
    rows = Covenant.objects.visible_to(user).filter(family)
    shown = rows.exclude(status=Covenant.Status.VOID).select_related("organization")
    return [
        Relative(_label(covenant, each), each, each.standing_label(clock.today()))
        for each in shown.order_by("pk")
    ]


def renewal_of(covenant: Covenant) -> Covenant | None:
    """Return the one covenant that renews it, a void one not."""
    return covenant.renewals.exclude(status=Covenant.Status.VOID).first()


def refused_renewal(earlier: Covenant) -> str:
    """Return why the covenant can not be renewed, "" if it can."""
    if earlier.amends_id is not None:
        return "补充协议不单独续签，请续签它所补充的协议。"
    if not is_open_to(earlier, "renew"):
        return f"协议现在是“{earlier.get_status_display()}”，签订以后才能续签。"
    later = renewal_of(earlier)
    return f"这份协议已经续签为 {later.no}，请在“相关协议”里打开那一份办理。" if later else ""


def refused_supplement(amended: Covenant) -> str:
    """Return why the covenant can not be supplemented, "" if it can."""
    if amended.amends_id is not None:
        return "补充协议不能再签补充协议，请补充原协议。"
    day = clock.today()
    if amended.is_in_force(day):
        return ""
    return f"协议现在是“{amended.standing_label(day)}”，有效期内才能签补充协议。"


def _label(covenant: Covenant, other: Covenant) -> str:
    if other.pk == covenant.renews_id:
        return "续签自"
    if other.pk == covenant.amends_id:
        return "原协议"
    return "续签为" if other.renews_id == covenant.pk else "补充协议"
