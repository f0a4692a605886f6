"""Messages about covenants, to the sides that did not act themselves, and before the end."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.operations import notify_latest
from covenants.models import Covenant, CovenantParty
from covenants.selectors.expiry import LAST_NOTICE_DAYS, NOTICE_DAYS
from covenants.selectors.readers import keepers_of, speakers_of


def tell_units(
    covenant: Covenant, text: str, *, actor: User | None = None, reason: str = ""
) -> None:
    """Leave a message for every unit's liaisons but the actor.

    The same unread text, with whatever `reason`, is renewed and not left twice.
    """
    sides = _unit_sides(covenant)
    readers = speakers_of(sides).values_list("pk", flat=True)
    url = reverse("covenants:unit-covenant-detail", args=[covenant.pk])
    _tell(list(readers), text, url, actor, reason)


def tell_keepers(
    covenant: Covenant, text: str, *, actor: User | None = None, reason: str = ""
) -> None:
    """Leave a message for those who keep the covenant for its first party, but the actor."""
    readers = keepers_of(covenant).values_list("pk", flat=True)
    _tell(list(readers), text, covenant.get_absolute_url(), actor, reason)


def tell_all(covenant: Covenant, text: str, *, actor: User | None = None, reason: str = "") -> None:
    """Leave a message for all sides but the actor."""
    tell_keepers(covenant, text, actor=actor, reason=reason)
    tell_units(covenant, text, actor=actor, reason=reason)


@transaction.atomic
def warn_of_expiry(*, covenant: Covenant, day: datetime.date) -> bool:
    """Tell all sides, once 60 and once 30 days before the end; returns whether it was done now.

    Whoever moves `noticed_days` first sends: running twice, or two at once, sends once. A day that
    was missed is caught up on the next, for what counts is how many days are left.
    """
    left = (covenant.effective_to - day).days
    level = LAST_NOTICE_DAYS if left <= LAST_NOTICE_DAYS else NOTICE_DAYS
    untold = Covenant.objects.filter(Q(noticed_days=None) | Q(noticed_days__gt=level))
    if not untold.filter(pk=covenant.pk, status=Covenant.Status.SIGNED).update(noticed_days=level):
        return False
    tell_all(covenant, _warning(covenant, left))
    return True


def _warning(covenant: Covenant, left: int) -> str:
    ends = f"“{covenant}”将于 {covenant.effective_to} 到期（还有 {left} 天），"
    if left == 0:
        ends = f"“{covenant}”今天（{covenant.effective_to}）到期，"
    if covenant.renewals.exclude(status=Covenant.Status.VOID).exists():
        return f"{ends}续签协议已经起草，请各方抓紧签订。"
    return f"{ends}请{covenant.organization}与各方商定是否续签。"


def _unit_sides(covenant: Covenant) -> list[CovenantParty]:
    sides = CovenantParty.objects.filter(covenant=covenant, unit__isnull=False)
    return list(sides.select_related("unit"))


def _tell(readers: list[int], text: str, url: str, actor: User | None, reason: str) -> None:
    others = [pk for pk in readers if actor is None or pk != actor.pk]
    full = f"{text}：{reason}" if reason else text
    notify_latest(recipients=others, opening=text, text=full, url=url)
