"""The units of a covenant or project, and who signs for them."""

import datetime
from collections.abc import Collection, Iterable, Mapping

from accounts.models import User
from common import clock
from common.text import normalise_line, normalise_name
from common.violations import require
from covenants.models import Covenant, CovenantParty
from orgs.models import Organization, ResidentUnit

MOST_UNITS = 50


def checked_units(
    organization: Organization, units: Iterable[ResidentUnit], *, field: str
) -> list[ResidentUnit]:
    """Return the units, re-read, in their order.

    All must be different, of the same district and in use today.

    Refuses `party.many`, `party.twice`, `party.district`, `party.closed`.
    """
    keys = [unit.pk for unit in units]
    check_named(keys, field=field)
    rows = ResidentUnit.objects.filter(pk__in=keys).select_related("merged_into").in_bulk()
    found = [rows[key] for key in keys if key in rows]
    foreign = [unit.name for unit in found if unit.district_id != organization.district_id]
    require(
        not foreign,
        f"“{'、'.join(foreign)}”不是本区的驻区单位，请重新选择。",
        code="party.district",
        field=field,
    )
    check_open(found, clock.today(), field=field)
    return found


def check_named(keys: Collection[int], *, field: str) -> None:
    """Refuse too many units, `party.many`, and one that is named twice, `party.twice`."""
    require(
        len(keys) <= MOST_UNITS,
        f"一次最多选 {MOST_UNITS} 个单位，请核对。",
        code="party.many",
        field=field,
    )
    require(
        len(keys) == len(set(keys)),
        "同一单位只能出现一次，请删去重复的。",
        code="party.twice",
        field=field,
    )


def check_open(units: Iterable[ResidentUnit], day: datetime.date, *, field: str) -> None:
    """Refuse a unit that was merged, or out of use on the day: `party.closed`."""
    merged = [unit for unit in units if unit.merged_into_id is not None]
    require(
        not merged,
        "".join(f"“{unit.name}”已并入“{unit.merged_into.name}”，" for unit in merged)
        + "请改选合并后的单位。",
        code="party.closed",
        field=field,
    )
    closed = [unit.name for unit in units if unit.active_to is not None and unit.active_to < day]
    require(
        not closed,
        f"“{'、'.join(closed)}”已停用，请改选其他单位。",
        code="party.closed",
        field=field,
    )


def set_parties(covenant: Covenant, units: list[ResidentUnit]) -> None:
    """Make 甲方 and the units, in this order, the covenant's sides; a unit that stays keeps its
    signer and what it promised."""
    covenant.parties.filter(unit__isnull=False).exclude(unit__in=units).delete()
    known = {party.unit_id: party for party in covenant.parties.all()}
    if None not in known:
        CovenantParty.objects.create(covenant=covenant, position=0)
    for position, unit in enumerate(units, start=1):
        party = known.get(unit.pk) or CovenantParty(covenant=covenant, unit=unit)
        party.position = position
        party.save()


def set_signers(parties: list[CovenantParty], signers: Mapping[int, tuple[str, str]]) -> None:
    """Store who signed for each side: unit id (0: 甲方) → (name, post); both may be left out.

    Who is not named keeps what stands there.
    """
    for party in parties:
        key = party.unit_id or 0
        if key not in signers:
            continue
        name, post = signers[key]
        party.signer = _signer(name, key)
        party.signer_post = normalise_line(
            post, label="职务", limit=50, required=False, field=f"post_{key}"
        )
    CovenantParty.objects.bulk_update(parties, ["signer", "signer_post"])


def _signer(name: str, key: int) -> str:
    return normalise_name(name, label="签字人", field=f"signer_{key}") if name.strip() else ""


def confirm_on_paper(actor: User, parties: list[CovenantParty], day: datetime.date) -> None:
    """Note that every side that has not confirmed in the system signed on paper that day."""
    waiting = [party for party in parties if party.confirmed_on is None]
    for party in waiting:
        party.confirmed_on, party.confirmed_way = day, CovenantParty.Way.PAPER
        party.confirmed_by = actor
    CovenantParty.objects.bulk_update(waiting, ["confirmed_on", "confirmed_way", "confirmed_by"])
