"""The database itself keeps the administrators apart, whoever writes the row."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from common import clock
from orgs.models import District, Organization, RoleGrant
from orgs.operations.grants import grant_role, revoke_grant
from orgs.policy import EXCLUSIVE_ROLES, Role
from tests.makers.orgs import make_user

ONE_DAY = datetime.timedelta(days=1)
PAIRS = [
    (first, second)
    for first in sorted(EXCLUSIVE_ROLES)
    for second in (*sorted(EXCLUSIVE_ROLES), Role.DISTRICT, Role.MEMBER)
    if first != second
]


@pytest.fixture
def newcomer(db: None) -> User:
    return make_user("newcomer")


def plant(user: User, role: str, place: District | Organization, **days: object) -> RoleGrant:
    """Write the row past every operation."""
    column = "district" if isinstance(place, District) else "organization"
    with transaction.atomic():
        return RoleGrant.objects.create(user=user, role=role, **{column: place}, **days)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_planted_clash_is_refused_by_the_database(
    first: str, second: str, newcomer: User, district: District
) -> None:
    plant(newcomer, first, district)
    with pytest.raises(IntegrityError, match=r"nothing else|exclusive"):
        plant(newcomer, second, district)
    assert newcomer.grants.count() == 1


def test_a_planted_clash_with_a_role_held_before_is_refused(
    newcomer: User, district: District, community: Organization
) -> None:
    plant(newcomer, Role.COMMUNITY, community)
    with pytest.raises(IntegrityError):
        plant(newcomer, Role.AUDITOR, district)


def test_rows_planted_in_bulk_clash_too(newcomer: User, district: District) -> None:
    rows = [
        RoleGrant(user=newcomer, role=role, district=district)
        for role in (Role.AUDITOR, Role.DISTRICT)
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.bulk_create(rows)


@pytest.mark.parametrize(
    ("first", "last", "clashes"),
    [
        (-9, -1, False),
        (-9, 0, True),
        (0, None, True),
        (4, 5, True),
        (6, 9, False),
        (6, None, False),
    ],
)
def test_only_shared_days_clash(
    first: int, last: int | None, clashes: bool, newcomer: User, district: District
) -> None:
    """The auditor's grant lasts from today to the fifth day."""
    today = clock.today()
    plant(newcomer, Role.AUDITOR, district, valid_from=today, valid_to=today + 5 * ONE_DAY)
    days = {
        "valid_from": today + first * ONE_DAY,
        "valid_to": None if last is None else today + last * ONE_DAY,
    }
    if clashes:
        with pytest.raises(IntegrityError):
            plant(newcomer, Role.DISTRICT, district, **days)
    else:
        plant(newcomer, Role.DISTRICT, district, **days)


@pytest.mark.parametrize(
    "change",
    [
        {"role": Role.SECURITY_ADMIN},
        {"valid_to": None},
        {"valid_from": datetime.date(2020, 1, 1)},
    ],
    ids=["role", "end", "begin"],
)
def test_a_row_that_is_widened_into_a_clash_is_refused(
    change: dict[str, object], newcomer: User, district: District
) -> None:
    """District officer before and after; in between, or as something else too, no auditor."""
    today = clock.today()
    for first, last in ((-30, -10), (10, 30)):
        days = {"valid_from": today + first * ONE_DAY, "valid_to": today + last * ONE_DAY}
        plant(newcomer, Role.DISTRICT, district, **days)
    between = plant(newcomer, Role.AUDITOR, district, valid_from=today, valid_to=today)
    if "role" in change:
        plant(newcomer, Role.AUDITOR, district, valid_from=today, valid_to=today)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.filter(pk=between.pk).update(**change)


def test_who_was_revoked_on_the_first_day_may_hold_something_else_that_day(
    security_admin: User, newcomer: User, district: District
) -> None:
    """Twice within one day: every revocation goes through, whatever was held before."""
    for role in (Role.DISTRICT, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.DISTRICT):
        grant = grant_role(actor=security_admin, user=newcomer, role=role, place=district)
        revoke_grant(actor=security_admin, grant=grant)
    assert not RoleGrant.objects.unended(clock.today()).filter(user=newcomer).exists()


def test_a_revoked_grant_is_not_brought_back_into_a_clash(
    security_admin: User, newcomer: User, district: District
) -> None:
    wish = {"actor": security_admin, "user": newcomer, "place": district}
    old = revoke_grant(actor=security_admin, grant=grant_role(**wish, role=Role.AUDITOR))
    grant_role(**wish, role=Role.DISTRICT)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.filter(pk=old.pk).update(revoked_at=None, valid_to=None)


def test_a_district_officer_until_friday_may_be_auditor_from_saturday(
    newcomer: User, district: District
) -> None:
    friday = clock.today() + 3 * ONE_DAY
    wish = {"actor": None, "user": newcomer, "place": district}
    grant_role(**wish, role=Role.DISTRICT, valid_to=friday)
    assert grant_role(**wish, role=Role.AUDITOR, valid_from=friday + ONE_DAY)
