"""Everybody who might knock at a page, by the names that the table uses.

Seen from the records, which lie in 大拱桥: the district above, the street above, the secretary's
own community, the grid below, a sibling community, another street with a community of its own,
another district; the unit and member concerned and others of their kind.
"""

from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.models import User
from members.models import Member
from orgs.models import District, ResidentUnit
from orgs.operations.units import change_unit
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.members import make_member_account
from tests.makers.orgs import Places, make_admin, make_holder, make_places, make_unit, make_user

NAMES = (
    "district", "other_district", "street", "other_street", "community", "neighbour", "faraway",
    "grid", "liaison", "other_liaison", "member", "other_member", "system_admin",
    "security_admin", "auditor", "stranger", "anonymous",
)  # fmt: skip


class People:
    """One person of each name, each with the grants of their role, in one small district."""

    def __init__(self) -> None:
        district = District.objects.create(code="411502", name="浉河区")
        self.official = make_admin(district, "district")
        self.places: Places = make_places(self.official, district)
        self.unit = self._unit("区教体局")
        self.by_name: dict[str, User | AnonymousUser] = {
            "district": self.official,
            "other_district": make_admin(
                District.objects.create(code="411503", name="平桥区"), "other_district"
            ),
            "stranger": make_user("stranger"),
            "anonymous": AnonymousUser(),
        }
        self._add_secretaries()
        self._add_administrators()
        self._add_units_and_members()
        self.browsers = {name: SignedIn(self[name]) for name in NAMES[:-1]}
        self.browsers["anonymous"] = Client()

    def browser(self, name: str) -> Client:
        """The browser in which the person is signed in."""
        return self.browsers[name]

    def __getitem__(self, name: str) -> User:
        return self.by_name[name]

    @property
    def party_member(self) -> Member:
        return Member.objects.get(user=self["member"])

    def _unit(self, name: str) -> ResidentUnit:
        unit = make_unit(self.official, self.places.district, name)
        return change_unit(actor=self.official, unit=unit, located_in=self.places.community)

    def _add(self, name: str, role: str, place: object) -> None:
        self.by_name[name] = make_holder(name, role, place)

    def _add_secretaries(self) -> None:
        self._add("street", Role.STREET, self.places.street)
        self._add("other_street", Role.STREET, self.places.other_street)
        self._add("community", Role.COMMUNITY, self.places.community)
        self._add("neighbour", Role.COMMUNITY, self.places.sibling)
        self._add("faraway", Role.COMMUNITY, self.places.other_community)
        self._add("grid", Role.GRID, self.places.grid)

    def _add_administrators(self) -> None:
        for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR):
            self._add(role.value, role, self.places.district)

    def _add_units_and_members(self) -> None:
        other = make_unit(self.official, self.places.district, "区财政局")
        self._add("liaison", Role.LIAISON, self.unit)
        self._add("other_liaison", Role.LIAISON, other)
        self.by_name["member"] = make_member_account(self.unit, "member")
        self.by_name["other_member"] = make_member_account(
            other, "other_member", "赵大山", "13700007777"
        )
