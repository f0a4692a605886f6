"""Pages of duties and balances, on the desk and on the unit's side."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common import clock
from covenants.models import Covenant, Fulfilment, Obligation
from covenants.operations.duties import DutyPlan
from orgs.models import Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.covenants import key, make_signed
from tests.makers.duties import CLINIC, HALL, duty_of, make_act, make_promised

MANY = 10_000


@pytest.fixture
def covenant(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_promised(community_secretary, community, unit)


@pytest.fixture
def desk(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


@pytest.fixture
def own(liaison: User) -> Client:
    return SignedIn(liaison)


def shown(client: Client, name: str, *args: int, **query: str) -> str:
    response = client.get(reverse(f"covenants:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def listed(client: Client, name: str = "duty-list", **query: str) -> set[str]:
    response = client.get(reverse(f"covenants:{name}"), query)
    return {row.record.text for row in response.context["table"].rows}


def fulfil(
    client: Client, duty: Obligation, name: str = "obligation-fulfil", **typed: str
) -> object:
    typed = {"done_on": "2025-04-01", "text": "义诊 30 人", **key(), **typed}
    return client.post(reverse(f"covenants:{name}", args=[duty.pk]), typed)


def test_a_duty_is_fulfilled_from_its_page(own: Client, covenant: Covenant) -> None:
    duty = duty_of(covenant)
    answer = fulfil(own, duty, "unit-obligation-fulfil")
    assert answer.url == f"/unit/covenants/{covenant.pk}/balance/"
    assert "义诊 30 人" in shown(own, "unit-covenant-balance", covenant.pk)


def test_a_double_tap_makes_one_entry(own: Client, covenant: Covenant) -> None:
    once = key()
    answers = [fulfil(own, duty_of(covenant), "unit-obligation-fulfil", **once) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Fulfilment.objects.count() == 1


def test_full_width_digits_are_a_date(desk: Client, covenant: Covenant) -> None:
    assert fulfil(desk, duty_of(covenant), done_on="２０２５-０４-０１").status_code == 302
    assert Fulfilment.objects.get().done_on == date(2025, 4, 1)


@pytest.mark.parametrize("typed", [{"done_on": "2999-01-01"}, {"done_on": "2025-02-30"}])
def test_a_wrong_day_comes_back_with_what_was_typed(
    typed: dict[str, str], desk: Client, covenant: Covenant
) -> None:
    answer = fulfil(desk, duty_of(covenant), **typed)
    assert answer.status_code == 422
    assert "义诊 30 人" in answer.content.decode()
    assert not Fulfilment.objects.exists()


def test_an_entry_is_voided_from_the_balance(
    own: Client, liaison: User, covenant: Covenant
) -> None:
    act = make_act(liaison, duty_of(covenant), "2025-04-01")
    url = reverse("covenants:unit-fulfilment-void", args=[act.pk])
    assert url in shown(own, "unit-covenant-balance", covenant.pk)
    own.post(url, {"reason": "记错了", **key()})
    assert Fulfilment.objects.get().is_void


def test_what_the_keeper_entered_for_the_unit_says_so(
    own: Client, community_secretary: User, covenant: Covenant
) -> None:
    make_act(community_secretary, duty_of(covenant), "2025-04-01")
    assert f"{community_secretary}代登记" in shown(own, "unit-covenant-balance", covenant.pk)


def test_markup_in_words_is_shown_as_text(own: Client, liaison: User, covenant: Covenant) -> None:
    make_act(liaison, duty_of(covenant), "2025-04-01", "<b>义诊</b>")
    page = shown(own, "unit-covenant-balance", covenant.pk)
    assert "&lt;b&gt;义诊&lt;/b&gt;" in page
    assert "<b>义诊</b>" not in page


def test_the_list_is_about_covenants_in_force(
    desk: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    ended = date(2025, 12, 31)
    gone = DutyPlan(party=1, text="过去的事")
    make_promised(community_secretary, community, unit, duties=(gone,), effective_to=ended)
    make_promised(community_secretary, community, unit)
    assert listed(desk) == {HALL.text, CLINIC.text}


def test_the_list_finds_what_is_overdue_and_what_is_near(
    desk: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    today = clock.today()
    ends = {"已过": -1, "今天": 0, "三十天": 30, "三十一天": 31}
    duties = tuple(
        DutyPlan(party=1, text=text, due_on=today + timedelta(days=days))
        for text, days in ends.items()
    )
    make_promised(community_secretary, community, unit, duties=duties)
    assert listed(desk, due="overdue") == {"已过"}
    assert listed(desk, due="soon") == {"今天", "三十天"}


def test_the_list_is_narrowed_by_side_and_unit(
    desk: Client, own: Client, covenant: Covenant
) -> None:
    assert listed(desk, side="first") == {HALL.text}
    assert listed(desk, side="unit") == {CLINIC.text}
    assert listed(desk, unit="教体") == {HALL.text, CLINIC.text}
    assert listed(desk, unit="财政") == set()
    assert listed(own, "unit-duty-list", side="own") == {CLINIC.text}
    assert listed(own, "unit-duty-list", side="other") == {HALL.text}


def test_a_unit_sees_what_the_other_side_owes_but_enters_only_its_own(
    own: Client, covenant: Covenant
) -> None:
    page = shown(own, "unit-duty-list")
    assert HALL.text in page
    assert page.count("登记履行") == 1
    assert reverse("covenants:unit-obligation-fulfil", args=[duty_of(covenant).pk]) in page


def test_a_done_duty_says_so(desk: Client, community_secretary: User, covenant: Covenant) -> None:
    once = DutyPlan(party=1, text="捐书")
    other = make_signed(
        community_secretary, covenant.organization, covenant.unit_parties[0].unit,
        obligations=[once],
    )  # fmt: skip
    assert "已履行" not in shown(desk, "duty-list", q="捐书")
    make_act(community_secretary, duty_of(other, "捐书"), "2025-04-01")
    assert "已履行" in shown(desk, "duty-list", q="捐书")


def test_empty_pages_say_what_to_do(desk: Client, own: Client, unit: ResidentUnit) -> None:
    assert "起草协议时写明各方承诺的事项" in shown(desk, "duty-list")
    assert "可与社区商定后写进协议" in shown(own, "unit-duty-list")
    assert "可与社区商定后由社区起草" in shown(own, "unit-balance")


def test_a_balance_says_who_does_what_next(desk: Client, covenant: Covenant) -> None:
    page = shown(desk, "covenant-balance", covenant.pk)
    assert "承诺的“义诊”应于 2025-05-31 完成，请尽快办理并登记履行。" in page


def test_a_balance_of_an_ended_covenant_says_what_is_still_possible(
    desk: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    ended = date(2025, 12, 31)
    covenant = make_promised(community_secretary, community, unit, effective_to=ended)
    page = shown(desk, "covenant-balance", covenant.pk)
    assert "协议最后有效日是 2025-12-31，只能补登当日及以前的履行情况。" in page


def test_a_unit_reads_its_own_balance(own: Client, liaison: User, covenant: Covenant) -> None:
    make_act(liaison, duty_of(covenant), "2025-04-01")
    page = shown(own, "unit-balance")
    assert reverse("covenants:unit-covenant-balance", args=[covenant.pk]) in page
    assert "合计 1 份" in page


def test_another_units_balance_is_not_there(own: Client, unit: ResidentUnit) -> None:
    assert (
        own.get(reverse("covenants:unit-balance"), {"unit": str(unit.pk + 99)}).status_code == 404
    )


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.fixture
def add(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> Callable[[int], None]:
    def add_covenants(count: int) -> None:
        for _ in range(count):
            duty = duty_of(make_promised(community_secretary, community, unit))
            make_act(community_secretary, duty, "2025-04-01")

    return add_covenants


@pytest.mark.parametrize(
    ("role", "name", "most"),
    [
        ("community_secretary", "covenants:duty-list", 12),
        ("liaison", "covenants:unit-duty-list", 12),
        ("liaison", "covenants:unit-balance", 20),  # no list: covenants, resources and projects
        ("community_secretary", "api:obligation-list", 12),
        ("liaison", "api:fulfilment-list", 12),
    ],
)
def test_a_page_of_many_costs_what_a_page_of_two_costs(
    role: str, name: str, most: int, request: pytest.FixtureRequest, add: Callable[[int], None]
) -> None:
    client, url = SignedIn(request.getfixturevalue(role)), reverse(name)
    add(2)
    few = queries(client, url)
    add(10)
    assert queries(client, url) == few
    assert few <= most


def test_ten_thousand_duties_are_read_a_page_at_a_time(desk: Client, covenant: Covenant) -> None:
    party = covenant.parties.get(position=1)
    Obligation.objects.bulk_create(
        Obligation(covenant=covenant, party=party, text="义诊", next_due_on=date(2025, 5, 31))
        for _ in range(MANY)
    )
    url = reverse("covenants:duty-list")
    assert queries(desk, url) <= 12
    assert len(desk.get(url).context["table"].page.object_list) == 25
