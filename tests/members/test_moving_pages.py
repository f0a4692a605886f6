"""A transfer as the people at three desks see it."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from members.models import CheckIn
from members.operations.handling import accept_check_in
from members.operations.transfers import ask_transfer, release_transfer
from orgs.models import ResidentUnit
from reports.hand_over import pack_of
from tests.makers.members import make_member_account, make_pending, make_registered
from tests.makers.orgs import Places


@pytest.fixture
def check_in(member: User, community_secretary: User, places: Places) -> CheckIn:
    return make_registered(member, community_secretary, places.community)


def ask(actor: User, check_in: CheckIn, places: Places) -> CheckIn:
    return ask_transfer(
        actor=actor, check_in=check_in, community=places.sibling, basis="residence", reason="搬家"
    )


def page_of(client: Client, check_in: CheckIn) -> str:
    return client.get(check_in.get_absolute_url()).content.decode()


def test_the_community_sends_a_member_on(
    check_in: CheckIn, community_secretary: User, places: Places, client_of: type[Client]
) -> None:
    desk = client_of(community_secretary)
    url = f"/desk/check-ins/{check_in.pk}/transfer/"
    assert url in page_of(desk, check_in)
    form = {"community": places.sibling.pk, "basis": "residence", "reason": "已搬家"}
    text = desk.post(url, form, follow=True).content.decode()
    assert "已同意转出，请三五八社区在" in text
    assert "接收之前仍在大拱桥社区在册" in text
    assert "撤回转出" in text
    assert "注销</a>" not in text


def test_a_wrong_target_comes_back_with_what_was_typed(
    check_in: CheckIn, community_secretary: User, places: Places, client_of: type[Client]
) -> None:
    desk = client_of(community_secretary)
    url = f"/desk/check-ins/{check_in.pk}/transfer/"
    for community in (places.community.pk, places.street.pk, 10**12):
        form = {"community": community, "basis": "residence", "reason": "已搬到新居"}
        answer = desk.post(url, form)
        assert answer.status_code == 422
        assert "已搬到新居" in answer.content.decode()


def test_a_wish_waits_for_the_old_community_with_a_day(
    member: User,
    check_in: CheckIn,
    community_secretary: User,
    places: Places,
    client_of: type[Client],
) -> None:
    ask(member, check_in, places)
    desk = client_of(community_secretary)
    due = clock.today() + datetime.timedelta(days=7)
    text = page_of(desk, check_in)
    assert f"请大拱桥社区在{due.month}月{due.day}日前答复" in text
    assert "待答复转出" in desk.get("/desk/").content.decode()
    desk.post(f"/desk/check-ins/{check_in.pk}/release/")
    assert "请三五八社区在" in page_of(desk, check_in)
    again = desk.post(f"/desk/check-ins/{check_in.pk}/release/", follow=True)
    assert "正等待对方社区接收" in again.content.decode()


def test_the_old_community_says_no_with_a_reason(
    member: User,
    check_in: CheckIn,
    community_secretary: User,
    places: Places,
    client_of: type[Client],
) -> None:
    ask(member, check_in, places)
    desk, url = client_of(community_secretary), f"/desk/check-ins/{check_in.pk}/refuse-transfer/"
    assert desk.post(url, {"reason": ""}).status_code == 422
    text = desk.post(url, {"reason": "请先核实<b>住址</b>"}, follow=True).content.decode()
    assert "申请转往三五八社区，未同意：请先核实&lt;b&gt;住址&lt;/b&gt;" in text
    assert "转往依据" not in text
    assert "在册" in text


def test_a_day_that_passed_says_so(
    member: User,
    check_in: CheckIn,
    community_secretary: User,
    neighbour: User,
    places: Places,
    client_of: type[Client],
) -> None:
    ask(member, check_in, places)
    long_ago = clock.now() - datetime.timedelta(days=9)
    CheckIn.objects.update(transfer_asked_at=long_ago)
    assert "日前（已过）答复" in page_of(client_of(community_secretary), check_in)
    waiting = release_transfer(actor=community_secretary, check_in=check_in)
    CheckIn.objects.filter(pk=waiting.pk).update(submitted_at=long_ago)
    assert "日前（已过）接收或退回" in page_of(client_of(neighbour), waiting)


def test_the_other_community_sees_where_the_member_comes_from(
    check_in: CheckIn,
    community_secretary: User,
    neighbour: User,
    places: Places,
    client_of: type[Client],
) -> None:
    ask(community_secretary, check_in, places)
    waiting = check_in.following.get()
    text = page_of(client_of(neighbour), waiting)
    assert "由大拱桥社区转入，请三五八社区在" in text
    assert client_of(neighbour).get(check_in.get_absolute_url()).status_code == 404


def test_the_chain_links_only_what_the_viewer_may_see(
    check_in: CheckIn,
    community_secretary: User,
    neighbour: User,
    street_secretary: User,
    places: Places,
    client_of: type[Client],
) -> None:
    ask(community_secretary, check_in, places)
    waiting = accept_check_in(actor=neighbour, check_in=check_in.following.get())
    links = [f'href="{row.get_absolute_url()}"' for row in (check_in, waiting)]
    street = client_of(street_secretary)
    assert links[1] in page_of(street, check_in)
    assert links[0] in page_of(street, waiting)
    assert links[1] not in page_of(client_of(community_secretary), check_in)
    assert "历次报到" not in page_of(client_of(neighbour), waiting)


def test_the_closing_offers_what_happens_most_first_and_tells_about_a_death(
    check_in: CheckIn, community_secretary: User, client_of: type[Client]
) -> None:
    form = client_of(community_secretary).get(f"/desk/check-ins/{check_in.pk}/close/")
    reasons = [value for value, _ in form.context["form"].fields["close_reason"].choices]
    assert set(reasons) == {"", *CheckIn.CloseReason.values}
    assert (reasons[1], reasons[-1]) == ("retired", "other")
    assert "不公示原因、不再发消息" in form.content.decode()


def test_the_pages_ask_as_often_for_a_long_chain_as_for_a_short_one(
    check_in: CheckIn,
    community_secretary: User,
    neighbour: User,
    district_admin: User,
    places: Places,
    client_of: type[Client],
) -> None:
    client = client_of(district_admin)

    def count(row: CheckIn) -> int:
        client.get(row.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(row.get_absolute_url())
        return len(queries)

    desks = [(community_secretary, places.sibling), (neighbour, places.community)]
    rows, counts = [check_in], []
    for number in range(6):
        (old, target), new = desks[number % 2], desks[(number + 1) % 2][0]
        ask_transfer(
            actor=old, check_in=rows[-1], community=target, basis="residence", reason="搬家"
        )
        rows.append(accept_check_in(actor=new, check_in=rows[-1].following.get()))
        counts.append(count(rows[-1]))
    assert len(set(counts)) == 1


def test_a_step_costs_as_many_queries_with_many_members_as_with_few(
    unit: ResidentUnit, community_secretary: User, neighbour: User, places: Places
) -> None:
    """Submit, accept, ask and accept the transfer."""

    def cost(number: int) -> list[int]:
        user = make_member_account(unit, f"m{number}", f"党员{number}", f"138{number:08}")
        counts = []

        def run(step: object) -> CheckIn:
            with CaptureQueriesContext(connection) as queries:
                result = step()
            counts.append(len(queries))
            return result

        waiting = run(lambda: make_pending(user, places.community))
        here = run(lambda: accept_check_in(actor=community_secretary, check_in=waiting))
        run(lambda: ask(community_secretary, here, places))
        arriving = here.following.get()
        run(lambda: accept_check_in(actor=neighbour, check_in=arriving))
        return counts

    cost(0)  # grants are read once
    few = cost(1)
    for number in range(2, 9):
        cost(number)
    assert cost(9) == few


def test_a_successor_at_the_post_finds_what_waits_there(
    member: User, check_in: CheckIn, community_secretary: User, places: Places
) -> None:
    ask(member, check_in, places)
    parts = {part.title: part for part in pack_of(community_secretary.grants.get()).parts}
    assert parts["待答复的转出申请"].count == 1
    assert parts["待街道审批的恢复在册申请"].count == 0


def test_a_move_inside_the_district_is_no_reason_to_close(
    check_in: CheckIn, community_secretary: User, client_of: type[Client]
) -> None:
    page = client_of(community_secretary).get(f"/desk/check-ins/{check_in.pk}/close/")
    assert "迁居外社区（区内请用“转出”）" in page.content.decode()
