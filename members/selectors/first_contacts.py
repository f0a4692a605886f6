"""Questions about first contacts: which code leads where, and who might have sent one."""

from django.db.models import Exists, OuterRef, QuerySet

from common import clock
from members.models import CheckIn, FirstContact, Member
from orgs.models import District, ResidentUnit


def unit_of_code(code: str) -> ResidentUnit | None:
    """Return the unit whose poster bears the code, if it takes members today.

    The poster of a unit that was merged leads to the one that stays.
    """
    found = ResidentUnit.objects.select_related("merged_into__district", "district")
    unit = found.filter(entry_code=code.strip().upper()).exclude(entry_code="").first()
    if unit is None or not unit.standing.is_in_use(clock.today()):
        return None
    return unit.standing


def district_of_code(code: str) -> District | None:
    return District.objects.filter(code=code).first()


def namesakes_of(contact: FirstContact) -> QuerySet[Member]:
    """Return who on the unit's roster bears the name with another number, and is not in yet.

    Somebody with an account changes the number there.
    """
    if contact.unit is None:
        return Member.objects.none()
    opened = CheckIn.objects.open().filter(member=OuterRef("pk"))
    units = ResidentUnit.objects.together_with(contact.unit.standing).values("pk")
    same = Member.objects.standing().filter(unit__in=units, name=contact.name, user=None)
    others = same.exclude(mobile_index=contact.mobile_index)
    return others.exclude(Exists(opened)).select_related("unit").order_by("pk")


def holders_of_number(contact: FirstContact) -> QuerySet[Member]:
    """Return who of the register has the number under another name, wherever they are."""
    same = Member.objects.standing().filter(mobile_index=contact.mobile_index)
    return same.exclude(name=contact.name).select_related("unit").order_by("pk")
