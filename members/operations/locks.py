"""The locks that the rules about members are decided under.

Order, always: the number, then the check-ins by key (a transfer touches two of one member), then
the member. Whoever waits for a later one holds the earlier ones, so nobody waits in a circle.
"""

from collections.abc import Iterable

from django.db import connection

from common.violations import require
from members.models import CheckIn, Member

PHONE_LOCK = 4_115_021
ALL_PHONES_LOCK = 4_115_022


def lock_phone(mobile_index: str) -> None:
    """Wait until nobody else decides about this number, until the end of the transaction.

    A row cannot be that lock: the other person with the number may be about to be registered. On
    SQLite the IMMEDIATE transaction that the caller is in is the lock.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the lock of a number belongs to a transaction")
    if connection.vendor == "postgresql":
        key = int(mobile_index[:8], 16) - 2**31
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock_shared(%s), pg_advisory_xact_lock(%s, %s)",
                [ALL_PHONES_LOCK, PHONE_LOCK, key],
            )


def lock_all_phones() -> None:
    """Wait until nobody else decides about any number: for a file of members.

    A lock for each of 20,000 numbers would fill the server's table of locks.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the lock of the numbers belongs to a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALL_PHONES_LOCK])


def lock_phones(members: Iterable[int]) -> set[str]:
    """Hold the numbers of several members, in one order for everybody; returns the numbers."""
    rows = Member.objects.filter(pk__in=list(members))
    numbers = sorted(set(rows.values_list("mobile_index", flat=True)))
    for number in numbers:
        lock_phone(number)
    return set(numbers)


def lock_member(member: Member, mobile_index: str | None = None) -> Member:
    """Return the member as it stands now, held; `mobile_index` is the number it is to have."""
    lock_phone(mobile_index or member.mobile_index)
    held = Member.objects.select_for_update(of=("self",)).select_related("unit")
    return held.get(pk=member.pk)


def lock_check_in(check_in: CheckIn) -> CheckIn:
    """Return the check-in, the one it follows and its member as they stand now, held."""
    mobile_index = Member.objects.values_list("mobile_index", flat=True).get(pk=check_in.member_id)
    lock_phone(mobile_index)
    held = CheckIn.objects.select_for_update(of=("self", "member")).order_by("pk")
    rows = held.select_related("member__user", "member__unit", "community__successor")
    found = rows.in_bulk([key for key in (check_in.previous_id, check_in.pk) if key])
    held_one = found[check_in.pk]
    if held_one.previous_id in found:
        held_one.previous = found[held_one.previous_id]
        held_one.previous.member = held_one.member
    require(
        held_one.member.mobile_index == mobile_index,
        "党员刚刚更改了手机号，请重新打开这份报到后再办理。",
        code="record.stale",
    )
    return held_one


def lock_arriving(check_in: CheckIn) -> CheckIn | None:
    """Return the waiting check-in that follows a held one, held; None when there is none.

    It is younger than the held one, so the order by key is kept.
    """
    held = CheckIn.objects.select_for_update(of=("self",)).select_related("community")
    waiting = held.filter(previous=check_in).pending().first()
    if waiting is not None:
        waiting.previous, waiting.member = check_in, check_in.member
    return waiting
