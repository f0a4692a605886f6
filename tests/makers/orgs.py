"""Places and people, made by the operations that the product itself uses."""

import datetime
from dataclasses import dataclass

from accounts.models import User
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.grants import grant_role
from orgs.operations.tree import found_organization
from orgs.operations.units import register_unit
from orgs.policy import Role

FOUNDED = datetime.date(2024, 1, 1)


def make_user(username: str, name: str = "") -> User:
    return User.objects.create_user(username, "gongjian-demo", name=name or username)


def make_admin(district: District, username: str = "district_admin") -> User:
    user = make_user(username, "区委组织部")
    grant_role(actor=None, user=user, role=Role.DISTRICT, place=district, valid_from=FOUNDED)
    return user


def make_holder(username: str, role: str, place: District | Organization | ResidentUnit) -> User:
    user = make_user(username)
    grant_role(actor=None, user=user, role=role, place=place, valid_from=FOUNDED)
    return user


@dataclass
class Places:
    """A small district: two streets; 大拱桥 and 三五八 in the first, 八一 in the second."""

    district: District
    street: Organization
    community: Organization
    grid: Organization
    building: Organization
    sibling: Organization
    other_street: Organization
    other_community: Organization


def make_places(actor: User, district: District) -> Places:
    street = make_street(actor, district, "五星街道", "411502005000")
    community = make_community(actor, street, "大拱桥社区", "411502005001")
    grid = make_below(actor, community, "第1网格")
    other_street = make_street(actor, district, "湖东街道", "411502006000")
    return Places(
        district=district,
        street=street,
        community=community,
        grid=grid,
        building=make_below(actor, grid, "1号楼"),
        sibling=make_community(actor, street, "三五八社区", "411502005002"),
        other_street=other_street,
        other_community=make_community(actor, other_street, "八一社区", "411502006001"),
    )


def make_street(actor: User, district: District, name: str, code: str) -> Organization:
    return found_organization(
        actor=actor, parent=district, name=name, region_code=code, established_on=FOUNDED
    )


def make_community(
    actor: User, street: Organization, name: str, code: str, day: datetime.date = FOUNDED
) -> Organization:
    return found_organization(
        actor=actor, parent=street, name=name, region_code=code, established_on=day
    )


def make_below(
    actor: User, parent: Organization, name: str, day: datetime.date = FOUNDED
) -> Organization:
    return found_organization(actor=actor, parent=parent, name=name, established_on=day)


def make_unit(
    actor: User, district: District, name: str = "区教体局", category: str = "district_organ"
) -> ResidentUnit:
    return register_unit(actor=actor, district=district, name=name, category=category)
