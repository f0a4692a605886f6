"""The community's inbox: what it points out, what it filters by, several accepted at once."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from common.violations import RuleViolation
from members.models import CheckIn, Member
from members.operations.batches import accept_many
from members.operations.merges import declare_distinct
from members.operations.transfers import ask_transfer, release_transfer
from orgs.models import ResidentUnit
from orgs.operations.units import register_unit
from tests.makers.members import (
    make_entered,
    make_member,
    make_member_account,
    make_pending,
    make_registered,
)
from tests.makers.orgs import Places, make_below

LIST = "/desk/check-ins/"
BATCH = "/desk/check-ins/batch/"


def rows(client: Client, **query: object) -> list[CheckIn]:
    return list(client.get(LIST, query).context["table"].data)


@pytest.fixture
def three(unit: ResidentUnit, places: Places) -> list[CheckIn]:
    """Three who wait for the community."""
    return [
        make_pending(
            make_member_account(unit, f"m{number}", f"党员{number}", f"1380000000{number}"),
            places.community,
        )
        for number in range(3)
    ]


def test_a_doubled_number_is_marked_in_words(
    three: list[CheckIn], unit: ResidentUnit, community_secretary: User, client_of: type[Client]
) -> None:
    make_member(unit, "另一人", "13800000001")
    page = client_of(community_secretary).get(LIST).content.decode()
    assert page.count("疑似重复：手机号相同") == 1


def test_who_arrives_from_another_community_is_marked(
    member: User,
    community_secretary: User,
    neighbour: User,
    places: Places,
    client_of: type[Client],
) -> None:
    check_in = make_registered(member, neighbour, places.sibling)
    ask_transfer(
        actor=member,
        check_in=check_in,
        community=places.community,
        basis="residence",
        reason="搬家",
    )
    check_in.refresh_from_db()
    if check_in.status == CheckIn.Status.TRANSFERRING:
        release_transfer(actor=neighbour, check_in=check_in)
    client = client_of(community_secretary)
    assert "由三五八社区转入" in client.get(LIST).content.decode()
    assert len(rows(client, attention="arriving")) == 1


def test_a_late_answer_is_marked_and_found(
    three: list[CheckIn], community_secretary: User, client_of: type[Client]
) -> None:
    for check_in, days in zip(three, (7, 8, 30), strict=True):
        CheckIn.objects.filter(pk=check_in.pk).update(
            submitted_at=clock.now() - datetime.timedelta(days=days)
        )
    client = client_of(community_secretary)
    assert client.get(LIST).content.decode().count("答复已超期") == 2
    assert {row.pk for row in rows(client, attention="overdue")} == {three[1].pk, three[2].pk}


def test_an_incomplete_entry_is_marked_and_found(
    three: list[CheckIn],
    unit: ResidentUnit,
    places: Places,
    community_secretary: User,
    client_of: type[Client],
) -> None:
    bare = make_entered(
        community_secretary, places.community, unit, categories=[], availabilities=[]
    )
    client = client_of(community_secretary)
    assert "登记不全" in client.get(LIST, {"q": "李建国"}).content.decode()
    assert rows(client, attention="incomplete") == [bare]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"category": "09"}, 1),
        ({"category": "14"}, 0),
        ({"slot": "A1"}, 1),
        ({"slot": "B2"}, 0),
        ({"unit_category": "district_organ"}, 1),
        ({"unit_category": "school"}, 0),
        ({"channel": "own_phone"}, 1),
        ({"channel": "paper"}, 0),
    ],
)
def test_the_inbox_is_filtered_by_what_is_offered(
    member: User,
    community_secretary: User,
    places: Places,
    client_of: type[Client],
    query: dict[str, str],
    count: int,
) -> None:
    make_pending(member, places.community)
    assert len(rows(client_of(community_secretary), **query)) == count


def test_a_withdrawn_intention_is_not_found(
    member: User, community_secretary: User, places: Places, client_of: type[Client]
) -> None:
    check_in = make_pending(member, places.community)
    check_in.intentions.filter(category="09").update(withdrawn_on=clock.today())
    assert rows(client_of(community_secretary), category="09") == []


def test_the_unit_filter_takes_the_merged_along(
    three: list[CheckIn], district_admin: User, unit: ResidentUnit, client_of: type[Client]
) -> None:
    other = register_unit(
        actor=district_admin, district=unit.district, name="区财政局", category="district_organ"
    )
    client = client_of(district_admin)
    assert len(rows(client, unit=unit.pk)) == 3
    assert rows(client, unit=other.pk) == []


def test_several_are_accepted_at_once(
    three: list[CheckIn], community_secretary: User, places: Places, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)
    picked = {"pick": [check_in.pk for check_in in three[:2]]}
    assert "将逐份接收以下 2 份报到" in client.get(BATCH, picked).content.decode()
    assert CheckIn.objects.registered().count() == 0
    page = client.post(BATCH, picked | {"grid": places.grid.pk}, follow=True).content.decode()
    assert "已接收 2 份报到。" in page
    assert CheckIn.objects.registered().filter(grid=places.grid).count() == 2


def test_nothing_picked_leads_back_with_a_word(
    community_secretary: User, client_of: type[Client]
) -> None:
    page = client_of(community_secretary).get(BATCH, follow=True).content.decode()
    assert "请先勾选要接收的报到。" in page


def test_who_cannot_be_accepted_stops_nobody_and_is_named(
    three: list[CheckIn],
    unit: ResidentUnit,
    community_secretary: User,
    client_of: type[Client],
) -> None:
    make_member(unit, "另一人", "13800000001")
    picked = {"pick": [check_in.pk for check_in in three]}
    page = client_of(community_secretary).post(BATCH, picked).content.decode()
    assert "未接收 1 份" in page
    assert "党员1</a>：手机号与另一名党员相同" in page
    assert CheckIn.objects.registered().count() == 2


def test_a_shared_number_goes_through_once_somebody_said_they_are_two(
    three: list[CheckIn], unit: ResidentUnit, district_admin: User, community_secretary: User
) -> None:
    other = make_member(unit, "另一人", "13800000001")
    member = three[1].member
    declare_distinct(actor=district_admin, one=member, other=other, reason="夫妻共用")
    outcome = accept_many(actor=community_secretary, check_ins=three)
    assert (len(outcome.accepted), outcome.refused) == (3, [])


def test_a_foreign_grid_is_refused_row_by_row(
    three: list[CheckIn], community_secretary: User, district_admin: User, places: Places
) -> None:
    foreign = make_below(district_admin, places.sibling, "第9网格")
    outcome = accept_many(actor=community_secretary, check_ins=three, grid=foreign)
    assert outcome.accepted == []
    assert {reason for _, reason in outcome.refused} == {"所选网格不在这个社区，请重新选择。"}


def test_a_neighbour_accepts_nothing_of_ours(
    three: list[CheckIn], neighbour: User, client_of: type[Client]
) -> None:
    picked = {"pick": [check_in.pk for check_in in three]}
    assert client_of(neighbour).post(BATCH, picked).status_code == 422
    assert accept_many(actor=neighbour, check_ins=three).accepted == []
    assert CheckIn.objects.registered().count() == 0


@pytest.mark.parametrize("picked", ["x", "9" * 30, "-1", "1 OR 1=1"])
def test_odd_keys_are_no_choice(
    community_secretary: User, client_of: type[Client], picked: str
) -> None:
    assert client_of(community_secretary).post(BATCH, {"pick": picked}).status_code == 422


def test_at_most_a_hundred_at_once(community_secretary: User, member: User) -> None:
    many = [CheckIn(member=member.member) for _ in range(101)]
    with pytest.raises(RuleViolation, match="100"):
        accept_many(actor=community_secretary, check_ins=many)


def test_the_same_form_sent_twice_counts_once(
    three: list[CheckIn], community_secretary: User, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)
    picked = {"pick": three[0].pk}
    key = client.get(BATCH, picked).context["form_key"]
    sent = picked | {"form_key": key}
    assert [client.post(BATCH, sent).status_code for _ in range(2)] == [302, 302]
    assert CheckIn.objects.registered().count() == 1


def test_only_what_waits_here_can_be_picked(
    three: list[CheckIn],
    community_secretary: User,
    street_secretary: User,
    client_of: type[Client],
) -> None:
    accept_many(actor=community_secretary, check_ins=three[:1])
    assert client_of(community_secretary).get(LIST).content.decode().count('name="pick"') == 2
    assert 'name="pick"' not in client_of(street_secretary).get(LIST).content.decode()


def test_marks_cost_as_much_for_twelve_as_for_two(
    unit: ResidentUnit, places: Places, community_secretary: User, client_of: type[Client]
) -> None:
    client = client_of(community_secretary)

    def fill(numbers: range) -> None:
        for number in numbers:
            user = make_member_account(unit, f"n{number}", "同名", f"139{number:08}")
            make_pending(user, places.community)

    def count() -> int:
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert "疑似重复" in client.get(LIST).content.decode()
        return len(queries)

    fill(range(2))
    few = count()
    fill(range(2, 12))
    assert count() == few


def test_the_inbox_shows_an_inbound_member_without_a_unit(
    three: list[CheckIn], community_secretary: User, client_of: type[Client]
) -> None:
    Member.objects.filter(pk=three[0].member_id).update(unit=None, flow="inbound")
    CheckIn.objects.filter(pk=three[0].pk).update(unit=None, is_inbound=True)
    client = client_of(community_secretary)
    for page in (LIST, three[0].get_absolute_url(), three[0].member.get_absolute_url()):
        text = client.get(page).content.decode()
        assert "流入党员" in text
        assert "None" not in text
