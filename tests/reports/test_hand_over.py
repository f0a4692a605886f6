"""A post goes to a successor in one step, asked for by one and approved by another."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AuditEntry, Notification, User
from accounts.operations import notify
from common import clock
from common.violations import RuleViolation
from orgs.models import District, GrantRequest, HandOver, Organization
from orgs.operations.grant_requests import approve_request, refuse_request
from orgs.operations.hand_overs import ask_for_hand_over, hand_over_post
from orgs.operations.leavers import end_access
from orgs.policy import Role
from reports.operations.hand_over import approve_hand_over, pass_on_messages
from reports.tasks import pass_on_hand_over_messages
from tests.conftest import SignedIn
from tests.makers.covenants import key
from tests.makers.grants import (
    make_account,
    make_hand_over,
    make_hand_over_request,
    make_request,
)
from tests.makers.reports import make_written

ONE_DAY = datetime.timedelta(days=1)


def hand_over(asker: User, decider: User, old: User, new: User, **values: Any) -> HandOver:
    return make_hand_over(asker, decider, old.grants.get(), new, **values)


def code_of(step: Any, **wish: Any) -> str:
    with pytest.raises(RuleViolation) as caught:
        step(**wish)
    return caught.value.code


def test_a_post_goes_to_the_successor_in_one_step(
    system_admin: User, security_admin: User, community_secretary: User, successor: User,
    work: Organization,
) -> None:  # fmt: skip
    leaving, coming = SignedIn(community_secretary), SignedIn(successor)
    page = reverse("members:check-in-list")
    assert (leaving.get(page).status_code, coming.get(page).status_code) == (200, 403)
    request = make_hand_over_request(
        system_admin, community_secretary.grants.get(), successor, note="换届"
    )
    assert leaving.get(page).status_code == 200
    done = SignedIn(security_admin).post(
        reverse("reports:hand-over-approve", args=[request.pk]), {"version": request.version}
    )
    assert done["Location"] == request.get_absolute_url()
    assert (leaving.get(page).status_code, coming.get(page).status_code) == (403, 200)
    over = HandOver.objects.get()
    assert (over.old_grant.user, over.new_grant.user) == (community_secretary, successor)
    assert (over.new_grant.role, over.new_grant.place) == (Role.COMMUNITY, work)
    assert "王小红" in coming.get(reverse("reports:hand-over-pack")).content.decode()
    assert AuditEntry.objects.filter(action="post.hand_over", actor_id=security_admin.pk).exists()


def test_messages_about_the_post_go_to_the_successor_and_others_stay(
    system_admin: User, security_admin: User, community_secretary: User, successor: User,
    neighbour: User, work: Organization,
) -> None:  # fmt: skip
    report = work.monthly_reports.get()
    elsewhere = make_written(neighbour, neighbour.grants.get().organization)
    invitation = f"{reverse('reports:report-open')}?community={work.pk}&month=2026-10"
    for url in (report.get_absolute_url(), invitation):
        notify(recipient=community_secretary, text="岗位的事", url=url)
    for url in (elsewhere.get_absolute_url(), "", "/nowhere/", "//["):
        notify(recipient=community_secretary, text="别的事", url=url)
    over = hand_over(system_admin, security_admin, community_secretary, successor)
    texts = set(Notification.objects.filter(recipient=successor).values_list("text", flat=True))
    assert "岗位的事" in texts
    assert "别的事" not in texts
    mine = Notification.objects.filter(recipient=successor, text="岗位的事")
    assert mine.count() == 2
    assert pass_on_messages(over) == 0
    for user in (community_secretary, successor):
        assert Notification.objects.filter(recipient=user, url=over.get_absolute_url()).exists()


def test_a_hand_over_to_come_leaves_the_post_until_its_day(
    system_admin: User, security_admin: User, community_secretary: User, successor: User,
    work: Organization,
) -> None:  # fmt: skip
    day = clock.today() + 3 * ONE_DAY
    report = work.monthly_reports.get().get_absolute_url()
    notify(recipient=community_secretary, text="岗位的事", url=report)
    hand_over(system_admin, security_admin, community_secretary, successor, handed_on=day)
    for days, holder in ((0, community_secretary), (2, community_secretary), (3, successor)):
        with time_machine.travel(clock.now() + days * ONE_DAY):
            pass_on_hand_over_messages()
            readers = [
                user
                for user in (community_secretary, successor)
                if Organization.objects.visible_to(User.objects.get(pk=user.pk)).exists()
            ]
            assert readers == [holder]
            assert Notification.objects.get(text="岗位的事").recipient == holder


def test_a_deputy_keeps_the_own_right_and_messages(
    system_admin: User, security_admin: User, community_secretary: User, deputy_secretary: User,
    successor: User, work: Organization,
) -> None:  # fmt: skip
    url = work.monthly_reports.get().get_absolute_url()
    notify(recipient=deputy_secretary, text="岗位的事", url=url)
    hand_over(system_admin, security_admin, community_secretary, successor)
    assert SignedIn(deputy_secretary).get(url).status_code == 200
    assert Notification.objects.get(text="岗位的事").recipient == deputy_secretary


def test_two_persons_take_part_in_every_hand_over(
    system_admin: User, security_admin: User, community_secretary: User, successor: User
) -> None:
    grant = community_secretary.grants.get()
    for actor in (security_admin, community_secretary):
        with pytest.raises(PermissionDenied):
            ask_for_hand_over(actor=actor, grant=grant, successor=successor)
    request = make_hand_over_request(system_admin, grant, successor)
    for actor in (system_admin, community_secretary):
        with pytest.raises(PermissionDenied):
            approve_hand_over(actor=actor, request=request)
    code = code_of(approve_request, actor=security_admin, request=request)
    assert code == "grant.hand_over"
    assert not HandOver.objects.exists()


def test_a_plain_request_is_no_hand_over(
    system_admin: User, security_admin: User, successor: User, community: Organization
) -> None:
    request = make_request(system_admin, successor, Role.COMMUNITY, community)
    assert code_of(hand_over_post, actor=security_admin, request=request) == "grant.kind"


def test_a_post_is_handed_over_once_and_asked_for_once(
    system_admin: User, security_admin: User, community_secretary: User, successor: User,
    district: District,
) -> None:  # fmt: skip
    other = make_account(district, "other")
    grant = community_secretary.grants.get()
    wish = {"actor": system_admin, "grant": grant, "successor": other}
    request = make_hand_over_request(system_admin, grant, successor)
    assert code_of(ask_for_hand_over, **wish) == "hand_over.asked"
    approve_hand_over(actor=security_admin, request=request)
    assert code_of(ask_for_hand_over, **wish) == "hand_over.done"


def test_a_refused_hand_over_leaves_everything_as_it_was(
    system_admin: User, security_admin: User, community_secretary: User, successor: User
) -> None:
    request = make_hand_over_request(system_admin, community_secretary.grants.get(), successor)
    refuse_request(actor=security_admin, request=request, reason="人选未定")
    assert not HandOver.objects.exists()
    assert not community_secretary.grants.get().is_ended(clock.today())


def test_odd_successors_are_refused(
    system_admin: User, community_secretary: User, deputy_secretary: User, auditor: User
) -> None:
    wish = {"actor": system_admin, "grant": community_secretary.grants.get()}
    for successor, code in (
        (community_secretary, "hand_over.same"),
        (deputy_secretary, "grant.held"),
        (auditor, "grant.exclusive"),
        (system_admin, "grant.own"),
    ):
        assert code_of(ask_for_hand_over, **wish, successor=successor) == code


def test_a_hand_over_that_fails_half_way_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, system_admin: User, security_admin: User,
    community_secretary: User, successor: User,
) -> None:  # fmt: skip
    request = make_hand_over_request(system_admin, community_secretary.grants.get(), successor)
    monkeypatch.setattr("reports.operations.hand_over.pass_on_messages", lambda over: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        approve_hand_over(actor=security_admin, request=request)
    assert not successor.grants.exists()
    assert not community_secretary.grants.get().is_ended(clock.today())
    assert GrantRequest.objects.get().state == GrantRequest.State.ASKED


def test_a_leavers_hand_over_request_ends_with_the_successors_access(
    system_admin: User, security_admin: User, community_secretary: User, successor: User
) -> None:
    make_hand_over_request(system_admin, community_secretary.grants.get(), successor)
    end_access(actor=security_admin, user=successor, reason="调离")
    assert GrantRequest.objects.get().state == GrantRequest.State.WITHDRAWN


def test_a_hand_over_is_asked_for_on_the_page_and_seen_by_those_concerned(
    system_admin: User, security_admin: User, community_secretary: User, successor: User,
    neighbour: User,
) -> None:  # fmt: skip
    address = reverse("orgs:grant-hand-over", args=[community_secretary.grants.get().pk])
    typed = {"account": "successor", "handed_on": f"{clock.today()}", "note": "换届"} | key()
    answer = SignedIn(system_admin).post(address, typed)
    request = GrantRequest.objects.get()
    assert answer["Location"] == request.get_absolute_url()
    over = approve_hand_over(actor=security_admin, request=request)
    page = over.get_absolute_url()
    for user, status in (
        (system_admin, 200), (security_admin, 200), (successor, 200), (community_secretary, 200),
        (neighbour, 404),
    ):  # fmt: skip
        assert SignedIn(user).get(page).status_code == status
    listed = SignedIn(security_admin).get(reverse("reports:hand-over-list"), {"q": "successor"})
    assert "钱接任" in listed.content.decode()


def test_a_post_is_handed_over_through_the_api(
    system_admin: User, security_admin: User, community_secretary: User, successor: User
) -> None:
    grant = community_secretary.grants.get()
    asker, decider = SignedIn(system_admin), SignedIn(security_admin)
    body = {"account": "successor", "note": "换届"}
    asked = asker.post(f"/api/v1/grants/{grant.pk}/hand-over/", body, "application/json")
    assert asked.status_code == 201
    request = asked.json()["id"]
    plain = decider.post(f"/api/v1/grant-requests/{request}/approve/", {}, "application/json")
    assert (plain.status_code, plain.json()["code"]) == (409, "grant.hand_over")
    done = decider.post(f"/api/v1/hand-over-requests/{request}/approve/", {}, "application/json")
    assert done.json()["successor"] == "successor"
    assert decider.get("/api/v1/hand-overs/").json()["count"] == 1
