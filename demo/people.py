"""Accounts: the nine that people try the demo with, and those who made its history."""

import datetime
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import User
from demo.names import Registry
from demo.places import DEMO_COMMUNITY, DEMO_STREET, Places
from demo.timeline import Timeline, moment, randomness
from demo.units import Units
from orgs.models import District, Organization, ResidentUnit, RoleGrant
from orgs.operations.grants import Place
from orgs.policy import Role

# (user name, what the sign-in page and the starter call it)
DEMO_ACCOUNTS: tuple[tuple[str, str], ...] = (
    ("district", "区委组织部"),
    ("district2", "区委组织部（另一名经办人）"),
    ("street", "五星街道大工委"),
    ("community", "大拱桥社区书记"),
    ("grid", "大拱桥社区第1网格党支部书记"),
    ("liaison", "区教育体育局联络员"),
    ("member", "区教育体育局党员（尚未报到）"),
    ("sysadmin", "系统管理员"),
    ("secadmin", "安全管理员"),
    ("auditor", "审计员"),
)
NAMES = {
    "district": "周明远",
    "district2": "高洁",
    "street": "郑立新",
    "community": "李红梅",
    "grid": "陈志刚",
    "liaison": "何静",
    "member": "王晓东",
    "sysadmin": "孙伟",
    "secadmin": "沈洁",
    "auditor": "冯正华",
}


@dataclass
class People:
    """Accounts with their grants; `secretaries` and `deputies` by community code."""

    demo: dict[str, User] = field(default_factory=dict)
    secretaries: dict[str, User] = field(default_factory=dict)
    deputies: dict[str, User] = field(default_factory=dict)
    street_officers: dict[str, User] = field(default_factory=dict)
    officers: list[User] = field(default_factory=list)
    members: list[User] = field(default_factory=list)
    grants: list[RoleGrant] = field(default_factory=list)

    @property
    def users(self) -> list[User]:
        return [*self.demo.values(), *self.officers, *self.members]

    def give(self, user: User, role: str, place: Place, since: datetime.date) -> User:
        """Note a grant to be written."""
        self.grants.append(
            RoleGrant(
                user=user,
                role=role,
                valid_from=since,
                district=place if isinstance(place, District) else None,
                organization=place if isinstance(place, Organization) else None,
                unit=place if isinstance(place, ResidentUnit) else None,
            )
        )
        return user


def plan_people(timeline: Timeline, places: Places, units: Units, registry: Registry) -> People:
    """Return the unsaved accounts of committees and administrators; members follow."""
    people = People()
    since = timeline.pilot_on
    sealed = make_password(settings.DEMO_PASSWORD)
    for username, _ in DEMO_ACCOUNTS:
        user = User(username=username, name=NAMES[username], password=sealed)
        people.demo[username] = user
    _grant_demo(people, places, units, since)
    _appoint_officers(people, places, registry)
    for user in people.users:
        user.date_joined = moment(since, 9)
    return people


def silent_account(username: str, name: str) -> User:
    """Return an account that nobody can sign in with: it stands in the records only."""
    return User(username=username, name=name, password=make_password(None))


def _grant_demo(people: People, places: Places, units: Units, since: datetime.date) -> None:
    demo, district = people.demo, places.district
    place = places.community(DEMO_COMMUNITY)
    for username, role, where in (
        ("district", Role.DISTRICT, district),
        ("district2", Role.DISTRICT, district),
        ("street", Role.STREET, place.node.parent),
        ("community", Role.COMMUNITY, place.node),
        ("grid", Role.GRID, place.grids[0]),
        ("liaison", Role.LIAISON, units.of_liaison),
        ("member", Role.MEMBER, district),
        ("sysadmin", Role.SYSTEM_ADMIN, district),
        ("secadmin", Role.SECURITY_ADMIN, district),
        ("auditor", Role.AUDITOR, district),
    ):
        people.give(demo[username], role, where, since)
    people.street_officers[DEMO_STREET] = demo["street"]
    people.secretaries[DEMO_COMMUNITY] = demo["community"]


def _appoint_officers(people: People, places: Places, registry: Registry) -> None:
    """One officer per street, a secretary and a deputy per community, where none stands yet."""
    rng = randomness("officers")
    for street in places.streets:
        if street.established_on and street.code not in people.street_officers:
            user = silent_account(f"jd{street.code}", registry.person(is_male=rng.random() < 0.6))
            people.street_officers[street.code] = user
            people.officers.append(user)
            people.give(user, Role.STREET, street, street.established_on)
    for place in places.communities:
        for prefix, held in (("sj", people.secretaries), ("fs", people.deputies)):
            if place.node.code not in held:
                name = registry.person(is_male=rng.random() < 0.4)
                user = silent_account(f"{prefix}{place.node.code}", name)
                held[place.node.code] = user
                people.officers.append(user)
                people.give(user, Role.COMMUNITY, place.node, place.established_on)
