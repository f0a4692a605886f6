"""One administrator asks, the other decides: rules of asking, approving, refusing, withdrawing."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.violations import RuleViolation
from orgs.models import District, GrantRequest, Organization, ResidentUnit, RoleGrant
from orgs.operations.grant_requests import approve_request, refuse_request, withdraw_request
from orgs.operations.grants import grant_role, revoke_grant
from orgs.operations.tree import found_organization
from orgs.policy import Role
from tests.makers.grants import make_account, make_request
from tests.makers.orgs import Places, make_holder

ONE_DAY = datetime.timedelta(days=1)
State = GrantRequest.State


@pytest.fixture
def newcomer(district: District) -> User:
    return make_account(district)


@pytest.fixture
def request_for(
    system_admin: User, security_admin: User, newcomer: User, community: Organization
) -> GrantRequest:
    """The newcomer is proposed as secretary of the community."""
    return make_request(system_admin, newcomer, Role.COMMUNITY, community)


def code_of(step: Any, **wish: Any) -> str:
    with pytest.raises(RuleViolation) as caught:
        step(**wish)
    return caught.value.code


def code_of_wish(*wish: Any, **values: Any) -> str:
    with pytest.raises(RuleViolation) as caught:
        make_request(*wish, **values)
    return caught.value.code


def test_a_request_opens_nothing_before_it_is_approved(
    request_for: GrantRequest, newcomer: User, security_admin: User
) -> None:
    assert request_for.state == State.ASKED
    assert not newcomer.grants.exists()
    told = Notification.objects.get(recipient=security_admin)
    assert told.url == request_for.get_absolute_url()
    approve_request(actor=security_admin, request=request_for)
    grant = newcomer.grants.get()
    assert (grant.role, grant.organization) == (Role.COMMUNITY, request_for.organization)


def test_asking_and_approving_are_audited_and_told(
    request_for: GrantRequest, system_admin: User, security_admin: User, newcomer: User
) -> None:
    approved = approve_request(actor=security_admin, request=request_for)
    assert (approved.state, approved.decided_by) == (State.APPROVED, security_admin)
    actions = AuditEntry.objects.filter(action__startswith="grant.")
    done = set(actions.values_list("action", "actor_id"))
    assert ("grant.ask", system_admin.pk) in done
    assert {("grant.approve", security_admin.pk), ("grant.give", security_admin.pk)} <= done
    assert Notification.objects.filter(recipient=newcomer, text__contains="授权").exists()
    assert Notification.objects.filter(recipient=system_admin, text__contains="已批准").exists()


def test_who_asked_cannot_approve_even_as_security_administrator_later(
    request_for: GrantRequest, system_admin: User, security_admin: User, district: District
) -> None:
    revoke_grant(actor=security_admin, grant=system_admin.grants.get())
    grant_role(actor=None, user=system_admin, role=Role.SECURITY_ADMIN, place=district)
    changed = User.objects.get(pk=system_admin.pk)
    for step, more in ((approve_request, {}), (refuse_request, {"reason": "重复"})):
        code = code_of(step, actor=changed, request=request_for, **more)
        assert code == "grant.four_eyes"


def test_the_database_refuses_one_who_decides_about_the_own_request(
    request_for: GrantRequest, system_admin: User
) -> None:
    rows = GrantRequest.objects.filter(pk=request_for.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(decided_by=system_admin, state=State.APPROVED)


@pytest.mark.parametrize(
    "name", ["security_admin", "district_admin", "community_secretary", "auditor"]
)
def test_only_the_system_administrator_asks(
    name: str, request: pytest.FixtureRequest, newcomer: User, community: Organization
) -> None:
    with pytest.raises(PermissionDenied):
        make_request(request.getfixturevalue(name), newcomer, Role.COMMUNITY, community)


@pytest.mark.parametrize("name", ["system_admin", "district_admin", "auditor"])
def test_only_the_security_administrator_decides(
    name: str, request: pytest.FixtureRequest, request_for: GrantRequest
) -> None:
    actor = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        approve_request(actor=actor, request=request_for)
    with pytest.raises(PermissionDenied):
        refuse_request(actor=actor, request=request_for, reason="不同意")


def test_administrators_of_another_district_neither_ask_nor_decide(
    request_for: GrantRequest, newcomer: User, community: Organization
) -> None:
    elsewhere = District.objects.create(code="411503", name="平桥区")
    asker = make_holder("their_system", Role.SYSTEM_ADMIN, elsewhere)
    decider = make_holder("their_security", Role.SECURITY_ADMIN, elsewhere)
    with pytest.raises(PermissionDenied):
        make_request(asker, newcomer, Role.COMMUNITY, community)
    with pytest.raises(PermissionDenied):
        approve_request(actor=decider, request=request_for)
    assert not GrantRequest.objects.visible_to(decider).exists()
    assert not RoleGrant.objects.visible_to(asker).exclude(district=elsewhere).exists()


def test_a_role_that_does_not_fit_the_place_is_refused(
    system_admin: User, newcomer: User, places: Places, unit: ResidentUnit
) -> None:
    for role, place in (
        (Role.COMMUNITY, places.street),
        (Role.DISTRICT, places.community),
        (Role.LIAISON, places.community),
        (Role.STREET, unit),
    ):
        assert code_of_wish(system_admin, newcomer, role, place) == "grant.place"


def test_an_exclusive_role_is_refused_when_asked_and_when_approved(
    system_admin: User, security_admin: User, newcomer: User, places: Places
) -> None:
    wish = make_request(system_admin, newcomer, Role.AUDITOR, places.district)
    grant_role(actor=None, user=newcomer, role=Role.COMMUNITY, place=places.community)
    assert code_of_wish(system_admin, newcomer, Role.AUDITOR, places.district) == "grant.exclusive"
    assert code_of(approve_request, actor=security_admin, request=wish) == "grant.exclusive"
    wish.refresh_from_db()
    assert wish.state == State.ASKED


def test_a_dissolved_place_gets_no_new_secretary(
    system_admin: User, newcomer: User, community: Organization
) -> None:
    Organization.objects.filter(pk=community.pk).update(dissolved_on=clock.today())
    community.refresh_from_db()
    assert code_of_wish(system_admin, newcomer, Role.COMMUNITY, community) == "grant.place"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"valid_from": -1}, "grant.past"),
        ({"valid_from": 5, "valid_to": 4}, "grant.dates"),
        ({"reason": " 　"}, "text.empty"),
        ({"reason": "坏\x00"}, "text.forbidden"),
        ({"reason": "字" * 201}, "text.long"),
    ],
)
def test_odd_wishes_are_refused_with_a_sentence(
    values: dict[str, Any], code: str, system_admin: User, newcomer: User, community: Organization
) -> None:
    days = {
        name: clock.today() + value * ONE_DAY if isinstance(value, int) else value
        for name, value in values.items()
    }
    assert code_of_wish(system_admin, newcomer, Role.COMMUNITY, community, **days) == code


def test_nobody_asks_for_themselves(system_admin: User, district: District) -> None:
    assert code_of_wish(system_admin, system_admin, Role.SYSTEM_ADMIN, district) == "grant.own"


def test_an_account_that_is_switched_off_gets_no_right(
    system_admin: User, newcomer: User, community: Organization
) -> None:
    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    assert code_of_wish(system_admin, newcomer, Role.COMMUNITY, community) == "grant.inactive"


def test_the_same_wish_waits_once(
    request_for: GrantRequest, system_admin: User, newcomer: User, places: Places
) -> None:
    wish = (system_admin, newcomer, Role.COMMUNITY)
    assert code_of_wish(*wish, places.community) == "grant.asked"
    assert make_request(*wish, places.sibling)


def test_a_renewal_begins_after_the_end(
    system_admin: User, security_admin: User, newcomer: User, community: Organization
) -> None:
    last = clock.today() + 9 * ONE_DAY
    wish = (system_admin, newcomer, Role.COMMUNITY, community)
    grant_role(actor=None, user=newcomer, role=Role.COMMUNITY, place=community, valid_to=last)
    assert code_of_wish(*wish) == "grant.held"
    renewal = make_request(*wish, valid_from=last + ONE_DAY)
    approve_request(actor=security_admin, request=renewal)
    assert newcomer.grants.count() == 2


def test_a_future_right_opens_on_its_day_and_closes_after_its_last(
    system_admin: User, security_admin: User, newcomer: User, community: Organization
) -> None:
    first = clock.today() + 3 * ONE_DAY
    wish = make_request(
        system_admin, newcomer, Role.COMMUNITY, community, valid_from=first, valid_to=first
    )
    approve_request(actor=security_admin, request=wish)
    for days, is_open in ((0, False), (3, True), (4, False)):
        with time_machine.travel(clock.now() + days * ONE_DAY):
            user = User.objects.get(pk=newcomer.pk)
            assert Organization.objects.visible_to(user).exists() is is_open


def test_a_late_approval_begins_on_its_own_day(
    request_for: GrantRequest, security_admin: User, newcomer: User
) -> None:
    with time_machine.travel(clock.now() + 5 * ONE_DAY):
        approve_request(actor=security_admin, request=request_for)
        assert newcomer.grants.get().valid_from == clock.today()


def test_a_request_whose_last_day_has_passed_is_not_approved(
    system_admin: User, security_admin: User, newcomer: User, community: Organization
) -> None:
    wish = make_request(
        system_admin, newcomer, Role.COMMUNITY, community, valid_to=clock.today() + ONE_DAY
    )
    with time_machine.travel(clock.now() + 2 * ONE_DAY):
        assert code_of(approve_request, actor=security_admin, request=wish) == "grant.dates"


def test_a_refusal_says_why_and_ends_the_request(
    request_for: GrantRequest, system_admin: User, security_admin: User
) -> None:
    refused = refuse_request(actor=security_admin, request=request_for, reason="人选未定")
    assert (refused.state, refused.refusal) == (State.REFUSED, "人选未定")
    assert Notification.objects.filter(recipient=system_admin, text__contains="人选未定").exists()
    for step in (approve_request, withdraw_request):
        actor = security_admin if step is approve_request else system_admin
        assert code_of(step, actor=actor, request=refused) == "grant.decided"


def test_a_withdrawn_request_is_not_approved(
    request_for: GrantRequest, system_admin: User, security_admin: User
) -> None:
    withdrawn = withdraw_request(actor=system_admin, request=request_for)
    assert withdrawn.state == State.WITHDRAWN
    assert code_of(approve_request, actor=security_admin, request=withdrawn) == "grant.decided"


def test_a_decision_about_an_older_version_is_refused(
    request_for: GrantRequest, security_admin: User
) -> None:
    code = code_of(approve_request, actor=security_admin, request=request_for, version=9)
    assert code == "record.stale"


def test_nobody_revokes_the_own_right(security_admin: User) -> None:
    grant = security_admin.grants.get()
    assert code_of(revoke_grant, actor=security_admin, grant=grant) == "grant.own"


def test_a_new_node_may_be_given_at_once(
    district_admin: User, system_admin: User, newcomer: User, community: Organization
) -> None:
    grid = found_organization(actor=district_admin, parent=community, name="新网格")
    assert make_request(system_admin, newcomer, Role.GRID, grid)


def test_nobody_approves_for_themselves(
    system_admin: User, security_admin: User, district: District
) -> None:
    """A request for somebody who became security administrator meanwhile."""
    user = make_account(district, "becomes_security")
    wish = make_request(system_admin, user, Role.SECURITY_ADMIN, district, valid_from=clock.today())
    grant_role(actor=None, user=user, role=Role.SECURITY_ADMIN, place=district)
    assert code_of(approve_request, actor=user, request=wish) == "grant.own"
