import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditEntry, User
from common import clock
from common.violations import RuleViolation
from orgs.models import District, Organization, ResidentUnit, RoleGrant
from orgs.operations.grants import grant_role, revoke_grant
from orgs.policy import EXCLUSIVE_ROLES, Role
from tests.conftest import SignedIn
from tests.makers.orgs import Places, make_holder, make_user

ONE_DAY = datetime.timedelta(days=1)
FITTING = {
    Role.DISTRICT: {"district"},
    Role.STREET: {"street"},
    Role.COMMUNITY: {"community"},
    Role.GRID: {"grid", "building"},
    Role.LIAISON: {"unit"},
    Role.MEMBER: {"district"},
    Role.SYSTEM_ADMIN: {"district"},
    Role.SECURITY_ADMIN: {"district"},
    Role.AUDITOR: {"district"},
}
PLACES = ("district", "street", "community", "grid", "building", "unit")


@pytest.fixture
def newcomer(db: None) -> User:
    return make_user("newcomer")


def code_of_refusal(**wish: object) -> str:
    with pytest.raises(RuleViolation) as caught:
        grant_role(**wish)
    return caught.value.code


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", Role)
def test_a_role_is_granted_at_its_kind_of_place_only(
    role: Role, place: str, newcomer: User, places: Places, unit: ResidentUnit
) -> None:
    target = unit if place == "unit" else getattr(places, place)
    wish = {"actor": None, "user": newcomer, "role": role, "place": target}
    if place in FITTING[role]:
        assert grant_role(**wish).place == target
    else:
        assert code_of_refusal(**wish) == "grant.place"


def test_the_database_refuses_a_role_at_another_kind_of_place(
    newcomer: User, district: District
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=newcomer, role=Role.COMMUNITY, district=district)


@pytest.mark.parametrize("role", sorted(EXCLUSIVE_ROLES))
@pytest.mark.parametrize("other", [*sorted(EXCLUSIVE_ROLES), Role.DISTRICT, Role.MEMBER])
def test_administrators_hold_nothing_else(
    role: Role, other: Role, newcomer: User, district: District
) -> None:
    if role == other:
        return
    wish = {"actor": None, "user": newcomer, "place": district}
    first = grant_role(**wish, role=role)
    assert code_of_refusal(**wish, role=other) == "grant.exclusive"
    first.delete()
    grant_role(**wish, role=other)
    assert code_of_refusal(**wish, role=role) == "grant.exclusive"


def test_an_administrator_to_be_holds_nothing_else(newcomer: User, district: District) -> None:
    wish = {"actor": None, "user": newcomer, "place": district}
    grant_role(**wish, role=Role.AUDITOR, valid_from=clock.today() + ONE_DAY)
    assert code_of_refusal(**wish, role=Role.DISTRICT) == "grant.exclusive"


def test_a_former_administrator_may_hold_something_else(
    security_admin: User, newcomer: User, district: District
) -> None:
    wish = {"actor": security_admin, "user": newcomer, "place": district}
    revoke_grant(actor=security_admin, grant=grant_role(**wish, role=Role.AUDITOR))
    assert grant_role(**wish, role=Role.DISTRICT)


def test_several_business_roles_go_together(
    newcomer: User, places: Places, unit: ResidentUnit
) -> None:
    wish = {"actor": None, "user": newcomer}
    grant_role(**wish, role=Role.COMMUNITY, place=places.community)
    grant_role(**wish, role=Role.LIAISON, place=unit)
    grant_role(**wish, role=Role.MEMBER, place=places.district)
    assert newcomer.grants.count() == 3


def test_the_security_administrator_grants_and_it_is_audited(
    security_admin: User, newcomer: User, community: Organization
) -> None:
    grant = grant_role(actor=security_admin, user=newcomer, role=Role.COMMUNITY, place=community)
    entry = AuditEntry.objects.get(action="grant.give", record_id=str(grant.pk))
    assert entry.actor_id == security_admin.pk
    assert entry.detail == {"role": "community", "user": newcomer.pk}


def test_nobody_grants_to_themselves(security_admin: User, district: District) -> None:
    wish = {"actor": security_admin, "user": security_admin, "place": district}
    assert code_of_refusal(**wish, role=Role.SECURITY_ADMIN) == "grant.own"


@pytest.mark.parametrize(
    "name", ["district_admin", "street_secretary", "system_admin", "auditor", "stranger"]
)
def test_nobody_else_grants_or_revokes(
    name: str,
    request: pytest.FixtureRequest,
    newcomer: User,
    community_secretary: User,
    community: Organization,
) -> None:
    actor = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        grant_role(actor=actor, user=newcomer, role=Role.COMMUNITY, place=community)
    with pytest.raises(PermissionDenied):
        revoke_grant(actor=actor, grant=community_secretary.grants.get())


def test_a_grant_of_another_district_is_out_of_reach(security_admin: User, newcomer: User) -> None:
    elsewhere = District.objects.create(code="411503", name="平桥区")
    with pytest.raises(PermissionDenied):
        grant_role(actor=security_admin, user=newcomer, role=Role.AUDITOR, place=elsewhere)


def test_a_grant_that_ends_before_it_begins_is_refused(newcomer: User, district: District) -> None:
    wish = {"actor": None, "user": newcomer, "role": Role.AUDITOR, "place": district}
    assert code_of_refusal(**wish, valid_to=clock.today() - ONE_DAY) == "grant.dates"
    grant_role(**wish, valid_from=clock.today(), valid_to=clock.today())


@pytest.mark.parametrize(
    ("first", "last", "is_in_force"),
    [
        (-1, None, True),
        (0, None, True),
        (1, None, False),
        (-9, -1, False),
        (-9, 0, True),
        (0, 0, True),
        (1, 9, False),
    ],
)
def test_a_grant_opens_something_between_its_days_only(
    first: int, last: int | None, is_in_force: bool, newcomer: User, community: Organization
) -> None:
    grant_role(
        actor=None,
        user=newcomer,
        role=Role.COMMUNITY,
        place=community,
        valid_from=clock.today() + first * ONE_DAY,
        valid_to=None if last is None else clock.today() + last * ONE_DAY,
    )
    assert (community in Organization.objects.visible_to(newcomer)) is is_in_force


def test_a_revoked_grant_ends_access_at_once(
    security_admin: User, community_secretary: User, community: Organization
) -> None:
    page = reverse("orgs:organization-detail", args=[community.pk])
    browser = SignedIn(community_secretary)
    assert browser.get(page).status_code == 200
    grant = revoke_grant(actor=security_admin, grant=community_secretary.grants.get())
    assert browser.get(page).status_code == 403
    assert browser.get(reverse("orgs:landing")).status_code == 403
    assert AuditEntry.objects.filter(action="grant.revoke", record_id=str(grant.pk)).exists()


def test_a_grant_is_revoked_once(security_admin: User, community_secretary: User) -> None:
    grant = revoke_grant(actor=security_admin, grant=community_secretary.grants.get())
    with pytest.raises(RuleViolation) as caught:
        revoke_grant(actor=security_admin, grant=grant)
    assert caught.value.code == "grant.ended"


def test_a_grant_from_tomorrow_on_is_revoked_before_it_begins(
    security_admin: User, newcomer: User, district: District
) -> None:
    grant = grant_role(
        actor=security_admin,
        user=newcomer,
        role=Role.AUDITOR,
        place=district,
        valid_from=clock.today() + ONE_DAY,
    )
    revoke_grant(actor=security_admin, grant=grant)
    assert not RoleGrant.objects.unended(clock.today()).filter(user=newcomer).exists()


def test_the_security_administrator_sees_all_grants_of_the_district_and_nobody_else_does(
    security_admin: User, liaison: User, grid_secretary: User, district_admin: User
) -> None:
    elsewhere = District.objects.create(code="411503", name="平桥区")
    foreign = make_holder("foreign", Role.DISTRICT, elsewhere)
    seen = set(RoleGrant.objects.visible_to(security_admin).values_list("user", flat=True))
    assert seen == {user.pk for user in (security_admin, liaison, grid_secretary, district_admin)}
    for user in (liaison, grid_secretary, district_admin, foreign):
        assert not RoleGrant.objects.visible_to(user).exists()
