import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from members.models import Member
from orgs.models import Organization, ResidentUnit
from services.models import ServiceLog
from tests.conftest import SignedIn
from tests.makers.orgs import Places, make_below
from tests.makers.services import (
    days_ago,
    make_confirmed_log,
    make_log_for,
    make_own_log,
    make_server,
)

LIST = "/desk/services/"


def form(member: Member, place: Organization, **more: str) -> dict[str, str]:
    filled = {"member": str(member.pk), "place": str(place.pk), "served_on": str(days_ago(1))}
    return filled | {"start": "09:00", "end": "11:00", "category": "09"} | more


def text_of(user: User, path: str) -> str:
    return SignedIn(user).get(path).content.decode()


def test_a_secretary_logs_for_a_member(
    community_secretary: User, member: Member, places: Places
) -> None:
    response = SignedIn(community_secretary).post(f"{LIST}new/", form(member, places.community))
    log = ServiceLog.objects.get()
    assert response.url == log.get_absolute_url()
    assert (log.entry, log.entered_by) == ("community", community_secretary)


def test_a_double_click_makes_one_log(
    community_secretary: User, member: Member, community: Organization
) -> None:
    filled = form(member, community, form_key=str(uuid.uuid4()))
    for _ in range(2):
        assert SignedIn(community_secretary).post(f"{LIST}new/", filled).status_code == 302
    assert ServiceLog.objects.count() == 1


def test_a_grid_secretary_is_offered_the_own_grid_and_its_members(
    grid_secretary: User,
    district_admin: User,
    unit: ResidentUnit,
    member: Member,
    places: Places,
) -> None:
    other = make_below(district_admin, places.community, "第2网格")
    make_server(unit, places.community, other, name="王小兰")
    page = text_of(grid_secretary, f"{LIST}new/")
    assert f'<option value="{places.grid.pk}" selected>' in page
    assert member.name in page
    assert "第2网格" not in page
    assert "王小兰" not in page


def test_foreign_members_and_places_are_no_choices(
    community_secretary: User, member: Member, guest: Member, places: Places
) -> None:
    client = SignedIn(community_secretary)
    for who, place in ((guest, places.community), (member, places.sibling)):
        response = client.post(f"{LIST}new/", form(who, place))
        assert response.status_code == 422
    assert not ServiceLog.objects.exists()


@pytest.mark.parametrize("who", ["street_secretary", "district_admin", "liaison", "auditor"])
def test_who_may_not_enter_has_no_form(who: str, request: pytest.FixtureRequest) -> None:
    assert SignedIn(request.getfixturevalue(who)).get(f"{LIST}new/").status_code == 403


def test_a_secretary_confirms_by_one_button(
    community_secretary: User, member: Member, community: Organization
) -> None:
    log = make_own_log(member, community)
    address = reverse("services:log-confirm", args=[log.pk])
    assert address in text_of(community_secretary, log.get_absolute_url())
    assert SignedIn(community_secretary).post(address).url == log.get_absolute_url()
    assert ServiceLog.objects.confirmed().count() == 1
    assert address not in text_of(community_secretary, log.get_absolute_url())


def test_who_entered_finds_no_button_and_a_sentence(
    community_secretary: User, member: Member, community: Organization
) -> None:
    log = make_log_for(community_secretary, member, community)
    address = reverse("services:log-confirm", args=[log.pk])
    assert address not in text_of(community_secretary, log.get_absolute_url())
    response = SignedIn(community_secretary).post(address, follow=True)
    assert "请由另一位同志确认" in response.content.decode()


def test_a_neighbour_finds_nothing(
    neighbour: User, community_secretary: User, member: Member, community: Organization
) -> None:
    log = make_confirmed_log(community_secretary, member, community)
    client = SignedIn(neighbour)
    for name in ("log-detail", "log-return", "log-correct"):
        assert client.get(reverse(f"services:{name}", args=[log.pk])).status_code == 404
    assert client.post(reverse("services:log-confirm", args=[log.pk])).status_code == 404
    assert member.name not in text_of(neighbour, LIST)


def test_a_grid_secretary_sees_only_logs_of_the_own_grid(
    grid_secretary: User, member: Member, guest: Member, places: Places
) -> None:
    make_own_log(member, places.community, grid=places.grid)
    log = make_own_log(guest, places.community)
    page = text_of(grid_secretary, LIST)
    assert member.name in page
    assert guest.name not in page
    assert SignedIn(grid_secretary).get(log.get_absolute_url()).status_code == 404


def test_a_district_reads_and_changes_nothing(
    district_admin: User, member: Member, community: Organization
) -> None:
    log = make_own_log(member, community)
    client = SignedIn(district_admin)
    assert member.name in text_of(district_admin, LIST)
    assert client.get(log.get_absolute_url()).status_code == 200
    assert client.post(reverse("services:log-confirm", args=[log.pk])).status_code == 403
    for name in ("log-return", "log-correct"):
        assert client.get(reverse(f"services:{name}", args=[log.pk])).status_code == 403


def test_a_return_needs_a_reason(
    community_secretary: User, member: Member, community: Organization
) -> None:
    log = make_own_log(member, community)
    client = SignedIn(community_secretary)
    address = reverse("services:log-return", args=[log.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "日期不对"}).url == log.get_absolute_url()
    assert "日期不对" in text_of(community_secretary, log.get_absolute_url())


def test_a_secretary_corrects_and_both_records_name_each_other(
    community_secretary: User, member: Member, community: Organization
) -> None:
    log = make_confirmed_log(community_secretary, member, community)
    address = reverse("services:log-correct", args=[log.pk])
    assert 'value="09:00"' in text_of(community_secretary, address)
    response = SignedIn(community_secretary).post(address, form(member, community, end="09:30"))
    new = ServiceLog.objects.get(corrects=log)
    assert response.url == new.get_absolute_url()
    assert log.no in text_of(community_secretary, new.get_absolute_url())
    assert new.no in text_of(community_secretary, log.get_absolute_url())


def test_several_are_confirmed_together(
    community_secretary: User, member: Member, guest: Member, community: Organization
) -> None:
    logs = [make_own_log(who, community) for who in (member, guest)]
    page = text_of(community_secretary, f"{LIST}?status=pending")
    assert all(f'name="log" value="{log.pk}"' in page for log in logs)
    response = SignedIn(community_secretary).post(
        f"{LIST}confirm/", {"log": [log.pk for log in logs]}, follow=True
    )
    assert "已确认 2 条。" in response.content.decode()


def test_a_batch_leaves_alone_what_is_not_ones_own_to_confirm(
    community_secretary: User, member: Member, places: Places
) -> None:
    mine = make_own_log(member, places.community)
    entered = make_log_for(community_secretary, member, places.community, "14:00", "15:00")
    foreign = make_own_log(member, places.sibling, "16:00", "17:00")
    picked = [mine.pk, entered.pk, foreign.pk, "x", "9" * 30]
    response = SignedIn(community_secretary).post(f"{LIST}confirm/", {"log": picked}, follow=True)
    assert "已确认 1 条。另有 2 条" in response.content.decode()
    assert ServiceLog.objects.confirmed().get() == mine


def test_an_empty_batch_gets_a_sentence(community_secretary: User) -> None:
    response = SignedIn(community_secretary).post(f"{LIST}confirm/", follow=True)
    assert "请先选择要确认的服务记录" in response.content.decode()
    assert SignedIn(community_secretary).get(f"{LIST}confirm/").status_code == 405


def test_own_entries_cannot_be_picked(
    community_secretary: User, member: Member, community: Organization
) -> None:
    make_log_for(community_secretary, member, community)
    assert 'name="log"' not in text_of(community_secretary, LIST)


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("status=pending", True),
        ("status=confirmed", False),
        ("category=09", True),
        ("category=12", False),
        ("q=建国", True),
        ("q=%25", False),
        (f"month={days_ago(1):%Y-%m}", True),
        ("month=2020-01", False),
    ],
)
def test_filters_narrow_the_list(
    query: str, is_there: bool, district_admin: User, member: Member, community: Organization
) -> None:
    make_own_log(member, community)
    assert (member.name in text_of(district_admin, f"{LIST}?{query}")) is is_there


def test_odd_filters_never_break_the_page(district_admin: User, places: Places) -> None:
    for query in ("month=2026-13", "community=x", "page=100000", "sort=-nothing", "status='"):
        assert SignedIn(district_admin).get(f"{LIST}?{query}").status_code in {200, 404}
    assert "请按“2026-10”的样子" in text_of(district_admin, f"{LIST}?month=2026-13")


def _queries(user: User, path: str) -> int:
    client = SignedIn(User.objects.get(pk=user.pk))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", [LIST, f"{LIST}new/", "/me/services/", "/me/services/new/"])
def test_a_page_takes_as_many_queries_for_twelve_rows_as_for_two(
    path: str, unit: ResidentUnit, member: Member, places: Places, community_secretary: User
) -> None:
    user = member.user if path.startswith("/me/") else community_secretary
    counts = []
    for days in (range(1, 3), range(3, 13)):
        for day in days:
            make_own_log(member, places.community, served_on=days_ago(day), grid=places.grid)
            make_confirmed_log(
                community_secretary, member, places.community, "14:00", "15:00",
                served_on=days_ago(day),
            )  # fmt: skip
            make_server(unit, places.community, places.grid)
        counts.append(_queries(user, path))
    assert counts[0] == counts[1] <= 13
