"""Which rows of a judged roster may still be entered: asked anew, while all numbers are held."""

from collections.abc import Iterable, Iterator
from typing import Any

from accounts.models import User
from common import clock
from members.models import CheckIn, Member
from members.selectors.people import KnownPeople
from orgs.imports.kinds import Judgement
from orgs.models import Organization, ResidentUnit
from orgs.policy import Action

Tier = Organization.Tier


class Gate:
    """What the rows speak of as it stands now; a number of queries that no row adds to."""

    def __init__(self, actor: User, rows: Iterable[Judgement]) -> None:
        self.rows = list(rows)
        values = [row.values for row in self.rows]
        self.people = KnownPeople(
            {one["mobile_index"] for one in values if "mobile_index" in one},
            {one["member_id"] for one in values if "member_id" in one},
        )
        held = Member.objects.select_for_update(of=("self",)).filter(pk__in=self.people.by_pk)
        list(held.order_by("pk").values_list("pk", flat=True))
        self.by_number_taken: set[str] = set()
        self.entered: set[int] = set()
        self._read_rights(actor)
        self._read_places({one["community_id"] for one in values})
        self._read_units({one["unit_id"] for one in values if "unit_id" in one})

    def _read_rights(self, actor: User) -> None:
        handled = Organization.objects.visible_to(actor, Action.HANDLE_CHECK_INS)
        self.handled = set(handled.of_tier(Tier.COMMUNITY).values_list("pk", flat=True))
        kept = Member.objects.visible_to(actor, Action.KEEP_MEMBERS)
        self.kept = set(kept.filter(pk__in=self.people.by_pk).values_list("pk", flat=True))
        units = ResidentUnit.objects.visible_to(actor, Action.KEEP_MEMBERS)
        self.kept_units = set(units.values_list("pk", flat=True))

    def _read_places(self, communities: set[int]) -> None:
        standing = Organization.objects.established(clock.today()).of_tier(Tier.COMMUNITY)
        rows = standing.filter(pk__in=communities).values_list("pk", "district")
        self.district_of = dict(rows)
        below = Organization.objects.filter(dissolved_on=None)
        grids = below.of_tier(Tier.GRID).filter(parent__in=communities)
        buildings = below.of_tier(Tier.BUILDING).filter(parent__parent__in=communities)
        self.parent_of = dict(grids.values_list("pk", "parent"))
        self.parent_of |= dict(buildings.values_list("pk", "parent"))

    def _read_units(self, named: set[int]) -> None:
        in_use = ResidentUnit.objects.active(clock.today()).filter(merged_into=None)
        self.units: dict[int, ResidentUnit] = in_use.filter(pk__in=named).in_bulk()

    def member(self, row: Judgement) -> Member | None:
        """Return the known member whom the row enters; None for one who is to be added."""
        return self.people.by_pk.get(row.values.get("member_id", 0))

    def unit(self, row: Judgement) -> ResidentUnit:
        return self.units[row.values["unit_id"]]

    def admitted(self) -> Iterator[Judgement]:
        """Return the rows that still fit, each person once."""
        for row in self.rows:
            if self._has_place(row.values) and self._is_free(row):
                yield row

    def _has_place(self, values: dict[str, Any]) -> bool:
        community, grid, building = (
            values[name] for name in ("community_id", "grid_id", "building_id")
        )
        is_right = (community in self.handled) == (
            values["status"] == CheckIn.Status.REGISTERED
        ) and community in self.district_of
        return (
            is_right
            and (grid is None or self.parent_of.get(grid) == community)
            and (building is None or self.parent_of.get(building) == grid)
        )

    def _is_free(self, row: Judgement) -> bool:
        member = self.member(row)
        return self._admits_new(row.values) if member is None else self._admits(row.values, member)

    def _admits(self, values: dict[str, Any], member: Member) -> bool:
        community, unit = values["community_id"], member.unit
        is_free = (
            member.pk not in self.people.standing
            and member.pk not in self.entered
            and member.mobile_index not in self.by_number_taken
            and not self.people.is_number_taken(member.mobile_index, member)
        )
        fits = (
            member.district_id == self.district_of[community]
            and (community in self.handled or member.pk in self.kept)
            and (
                values["basis"] != CheckIn.Basis.PAIRING
                or (unit is not None and unit.paired_community_id == community)
            )
        )
        if is_free and fits:
            self.entered.add(member.pk)
            self.by_number_taken.add(member.mobile_index)
        return is_free and fits

    def _admits_new(self, values: dict[str, Any]) -> bool:
        """A person to be added: nobody like that has come in meanwhile, and the unit stands."""
        if "mobile_index" not in values:
            return False  # the member whom the row meant was merged meanwhile
        unit, community = self.units.get(values["unit_id"]), values["community_id"]
        index = values["mobile_index"]
        fits = (
            unit is not None
            and unit.district_id == self.district_of[community]
            and (community in self.handled or unit.pk in self.kept_units)
            and index not in self.by_number_taken
            and self.people.named(index, values["name"]) is None
            and not self.people.is_number_taken(index)
        )
        if fits:
            self.by_number_taken.add(index)
        return fits
