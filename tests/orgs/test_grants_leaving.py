"""A leaver's access ends at once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from accounts.models import AuditEntry, User
from common import clock
from common.violations import RuleViolation
from orgs.models import District, GrantRequest, Organization, RoleGrant
from orgs.operations.grants import grant_role
from orgs.operations.leavers import end_access
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.grants import make_account, make_request
from tests.makers.orgs import Places, make_holder

LEAVE = {"reason": "调离"}


@pytest.mark.parametrize("name", ["system_admin", "security_admin"])
def test_the_leavers_open_browser_gets_nothing_on_the_next_request(
    name: str,
    request: pytest.FixtureRequest,
    community_secretary: User,
    community: Organization,
) -> None:
    browser, page = SignedIn(community_secretary), community.get_absolute_url()
    assert browser.get(page).status_code == 200
    end_access(actor=request.getfixturevalue(name), user=community_secretary, **LEAVE)
    answer = browser.get(page)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert browser.get("/api/v1/organizations/").status_code == 403


def test_the_leavers_token_and_password_open_nothing(
    security_admin: User, community_secretary: User
) -> None:
    key = Token.objects.create(user=community_secretary).key
    machine = Client(headers={"authorization": f"Token {key}"})
    before = machine.get("/api/v1/organizations/").status_code
    end_access(actor=security_admin, user=community_secretary, **LEAVE)
    assert machine.get("/api/v1/organizations/").status_code in {401, 403}
    assert before == 200
    assert not Token.objects.filter(user=community_secretary).exists()
    assert not Client().login(username="community_secretary", password="gongjian-demo")


def test_an_old_session_does_not_come_back_with_the_account(
    security_admin: User, community_secretary: User, community: Organization
) -> None:
    browser = SignedIn(community_secretary)
    end_access(actor=security_admin, user=community_secretary, **LEAVE)
    User.objects.filter(pk=community_secretary.pk).update(is_active=True)
    place = {"role": Role.COMMUNITY, "place": community}
    grant_role(actor=None, user=community_secretary, **place)
    assert browser.get(community.get_absolute_url()).status_code == 302


def test_all_rights_end_and_what_waits_is_withdrawn(
    system_admin: User, security_admin: User, community_secretary: User, places: Places
) -> None:
    grant_role(actor=None, user=community_secretary, role=Role.GRID, place=places.grid)
    wish = make_request(system_admin, community_secretary, Role.COMMUNITY, places.sibling)
    left = end_access(actor=security_admin, user=community_secretary, **LEAVE)
    assert not left.is_active
    assert not RoleGrant.objects.unended(clock.today()).filter(user=left).exists()
    wish.refresh_from_db()
    assert wish.state == GrantRequest.State.WITHDRAWN
    entry = AuditEntry.objects.get(action="account.leave", record_id=str(left.pk))
    assert (entry.detail["grants"], entry.detail["reason"]) == (2, "调离")


def test_what_another_district_gave_is_its_own_to_end(
    security_admin: User, district: District
) -> None:
    """An account looked after here that works elsewhere too stays open for that work."""
    elsewhere = District.objects.create(code="411503", name="平桥区")
    user = make_account(district)
    for place in (district, elsewhere):
        grant_role(actor=None, user=user, role=Role.MEMBER, place=place)
    left = end_access(actor=security_admin, user=user, **LEAVE)
    assert left.is_active
    assert [grant.place for grant in left.grants.unended(clock.today())] == [elsewhere]


@pytest.mark.parametrize("name", ["district_admin", "street_secretary", "auditor", "stranger"])
def test_nobody_else_ends_access(
    name: str, request: pytest.FixtureRequest, community_secretary: User
) -> None:
    with pytest.raises(PermissionDenied):
        end_access(actor=request.getfixturevalue(name), user=community_secretary, **LEAVE)


def test_administrators_of_another_district_do_not_end_access(community_secretary: User) -> None:
    elsewhere = District.objects.create(code="411503", name="平桥区")
    actor = make_holder("their_security", Role.SECURITY_ADMIN, elsewhere)
    with pytest.raises(PermissionDenied):
        end_access(actor=actor, user=community_secretary, **LEAVE)


def test_nobody_shows_themselves_out(security_admin: User) -> None:
    with pytest.raises(RuleViolation) as caught:
        end_access(actor=security_admin, user=security_admin, **LEAVE)
    assert caught.value.code == "access.own"


def test_leaving_needs_a_reason_and_happens_once(
    security_admin: User, community_secretary: User
) -> None:
    for reason, code in ((" ", "text.empty"), ("调离", ""), ("调离", "access.ended")):
        if not code:
            end_access(actor=security_admin, user=community_secretary, reason=reason)
            continue
        with pytest.raises(RuleViolation) as caught:
            end_access(actor=security_admin, user=community_secretary, reason=reason)
        assert caught.value.code == code
