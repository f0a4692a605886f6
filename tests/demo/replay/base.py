"""Living planned rows through the operations, each step at its own moment."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any

import time_machine
from django.db import models

from accounts.models import User
from demo.plan import Plan
from demo.timeline import moment
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.grants import grant_role
from orgs.operations.tree import found_organization
from orgs.operations.units import declare_members, register_unit

# What names a row, what is drawn anew and what saving spells out, never what the row says.
NAMING = {
    "id", "no", "row_key", "change_key", "mobile_cipher", "password",
    "name_pinyin", "name_initials",
}  # fmt: skip
PEOPLE = ("party_org_name", "first_responsible", "deputy_responsible", "liaison")


class Replay:
    """Knows the stored row of each planned one; makes places, units and accounts when needed."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._stored: dict[int, models.Model] = {}
        self._children: dict[int, list[Organization]] = defaultdict(list)
        for node in plan.places.nodes:
            self._children[id(node.parent)].append(node)
        district = plan.places.district
        self.keep(district, District.objects.create(code=district.code, name=district.name))

    def keep(self, planned: models.Model, stored: models.Model) -> Any:
        self._stored[id(planned)] = stored
        return stored

    def knows(self, planned: models.Model) -> bool:
        return id(planned) in self._stored

    def of(self, planned: Any) -> Any:
        """Return the stored row of a planned one, made now if it is the ground others stand on."""
        if planned is None:
            return None
        if id(planned) not in self._stored:
            makers = {Organization: self._found, ResidentUnit: self._register, User: self._open}
            makers[type(planned)](planned)
        stored = self._stored[id(planned)]
        return type(stored)._default_manager.get(pk=stored.pk)

    @property
    def district_officer(self) -> User:
        return self.of(self.plan.people.demo["district"])

    def secretary(self, community: Organization) -> User:
        return self.of(self.plan.people.secretaries[community.code])

    def at(self, when: datetime.datetime, step: Callable[..., Any], **values: Any) -> Any:
        """Take a step at the moment."""
        with time_machine.travel(when, tick=False):
            return step(**values)

    def _open(self, planned: User) -> None:
        user = User.objects.create_user(planned.username, name=planned.name)
        self.keep(planned, user)
        for grant in self.plan.people.grants:
            if grant.user is planned:
                place, since = self.of(grant.place), grant.valid_from
                given = grant_role(
                    actor=None, user=user, role=grant.role, place=place, valid_from=since
                )
                self.keep(grant, given)

    def _found(self, planned: Organization) -> None:
        """The node after what stands above it and, where codes are counted, before it."""
        parent = self.of(planned.parent or planned.district)
        if planned.tier >= Organization.Tier.GRID:
            for sibling in self._children[id(planned.parent)]:
                if sibling is planned:
                    break
                self.of(sibling)
        self._found_one(planned, parent)

    def _found_one(self, node: Organization, parent: District | Organization) -> None:
        found = self.at(
            moment(node.established_on, 9),
            found_organization,
            actor=self.district_officer,
            parent=parent,
            name=node.name,
            region_code=node.region_code,
            established_on=node.established_on,
            party_org_type=node.party_org_type,
            to_be_established=node.to_be_established,
        )
        self.keep(node, found)

    def _register(self, unit: ResidentUnit) -> None:
        actor = self.district_officer
        row = self.at(
            unit.created_at,
            register_unit,
            actor=actor,
            district=self.of(unit.district),
            name=unit.name,
            category=unit.category,
            uscc=unit.uscc,
            located_in=self.of(unit.located_in),
            paired_community=self.of(unit.paired_community),
            superior_unit=self.of(unit.superior_unit),
            **{name: getattr(unit, name) for name in PEOPLE},
        )
        if unit.declared_on is not None:
            count, day = unit.declared_members, unit.declared_on
            row = self.at(
                unit.updated_at,
                declare_members,
                actor=actor,
                unit=row,
                count=count,
                declared_on=day,
            )
        self.keep(unit, row)

    def differences(self, planned: models.Model, but: Collection[str] = ()) -> dict[str, Any]:
        """Return field → (planned, stored) where the two are not the same."""
        stored = self.of(planned)
        found = {}
        for field in planned._meta.concrete_fields:
            if field.name in NAMING or field.name in but:
                continue
            expected, actual = getattr(planned, field.name), getattr(stored, field.name)
            if field.is_relation:
                expected = self.of(expected)
            if expected != actual:
                found[field.name] = (expected, actual)
        return found
