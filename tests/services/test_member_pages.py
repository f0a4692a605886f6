import uuid

import pytest
from django.urls import reverse

from accounts.models import User
from members.models import Member
from orgs.models import Organization, ResidentUnit
from services.models import ServiceLog
from services.operations.confirmation import confirm_service_log, return_service_log
from tests.conftest import SignedIn
from tests.makers.orgs import Places
from tests.makers.services import (
    days_ago,
    make_confirmed_log,
    make_log_for,
    make_own_log,
    make_server,
)

LIST = "/me/services/"


def form(place: Organization, **more: str) -> dict[str, str]:
    filled = {"place": str(place.pk), "served_on": str(days_ago(1)), "category": "09"}
    return filled | {"start": "09:00", "end": "11:00", "text": "清扫楼道"} | more


def send(member: Member, place: Organization, **more: str) -> object:
    return SignedIn(member.user).post("/me/services/new/", form(place, **more))


def test_a_member_logs_a_service_at_the_own_grid(member: Member, places: Places) -> None:
    response = send(member, places.grid)
    assert (response.status_code, response.url) == (302, LIST)
    log = ServiceLog.objects.get()
    assert (log.community, log.grid, log.status) == (places.community, places.grid, "pending")


def test_the_form_offers_the_own_community_first_then_the_others(
    member: Member, places: Places
) -> None:
    page = SignedIn(member.user).get("/me/services/new/").content.decode()
    assert f'<option value="{places.community.pk}" selected>' in page
    assert page.index("第1网格") < page.index("区内其他社区") < page.index("八一社区")


def test_a_double_click_makes_one_log(member: Member, community: Organization) -> None:
    key = str(uuid.uuid4())
    first, second = (send(member, community, form_key=key) for _ in range(2))
    assert first.url == second.url
    assert ServiceLog.objects.count() == 1


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        (("09:00", "09:00"), "结束时间应晚于开始时间"),
        (("09:00", "08:00"), "结束时间应晚于开始时间"),
        (("00:00", "24:06"), "00:00 到 23:59"),
        (("-1", "10:00"), "00:00 到 23:59"),
        (("06:00", "18:30"), "最多登记 12 小时"),
        (("09:00", "1\x000:00"), "00:00 到 23:59"),
    ],
)
def test_odd_hours_get_one_sentence_and_nothing_typed_is_lost(
    times: tuple[str, str], sentence: str, member: Member, community: Organization
) -> None:
    response = send(member, community, start=times[0], end=times[1], text="看望老人")
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "看望老人" in page
    assert not ServiceLog.objects.exists()


@pytest.mark.parametrize("place", ["", "0", "99999999999999999999999", "x", "1\x00"])
def test_an_odd_place_is_refused(place: str, member: Member) -> None:
    response = SignedIn(member.user).post(
        "/me/services/new/", form(member.check_ins.get().community) | {"place": place}
    )
    assert response.status_code == 422


def test_a_service_of_tomorrow_is_refused(member: Member, community: Organization) -> None:
    response = send(member, community, served_on=str(days_ago(-1)))
    assert "服务还没有结束" in response.content.decode()


def test_who_has_not_checked_in_is_led_there(unit: ResidentUnit, community: Organization) -> None:
    newcomer = make_server(unit, None)
    page = SignedIn(newcomer.user).get(LIST).content.decode()
    assert "请先报到" in page
    assert reverse("members:my-check-in") in page
    assert send(newcomer, community).status_code == 422


def test_the_list_shows_own_logs_and_the_hours_of_the_year(
    member: Member, guest: Member, community_secretary: User, community: Organization
) -> None:
    make_confirmed_log(community_secretary, member, community, "09:00", "10:30")
    make_own_log(guest, community, category="12")
    page = SignedIn(member.user).get(LIST).content.decode()
    assert "1.5 <span" in page
    assert "助老陪护" not in page


def test_a_member_acknowledges_by_one_button(
    member: Member, community_secretary: User, community: Organization
) -> None:
    log = make_log_for(community_secretary, member, community)
    address = reverse("services:my-log-acknowledge", args=[log.pk])
    client = SignedIn(member.user)
    assert address in client.get(LIST).content.decode()
    assert client.post(address).url == LIST
    log.refresh_from_db()
    assert (log.status, log.confirmed_by) == ("confirmed", member.user)


def test_somebody_elses_log_is_not_there_to_acknowledge(
    member: Member, guest: Member, community_secretary: User, community: Organization
) -> None:
    log = make_log_for(community_secretary, member, community)
    address = reverse("services:my-log-acknowledge", args=[log.pk])
    assert SignedIn(guest.user).post(address).status_code == 404
    assert SignedIn(member.user).get(address).status_code == 405


def test_a_returned_log_shows_why_and_is_sent_again(
    member: Member, community_secretary: User, community: Organization
) -> None:
    log = make_own_log(member, community)
    return_service_log(actor=community_secretary, log=log, reason="日期不对")
    client = SignedIn(member.user)
    address = reverse("services:my-log-correct", args=[log.pk])
    page = client.get(LIST).content.decode()
    assert "日期不对" in page
    assert address in page
    assert client.post(address, form(community, start="10:00", end="11:00")).url == LIST
    assert ServiceLog.objects.pending().get().corrects == log


def test_a_stale_correction_keeps_what_was_typed(
    member: Member, community_secretary: User, street_secretary: User, community: Organization
) -> None:
    log = make_confirmed_log(community_secretary, member, community)
    address = reverse("services:my-log-correct", args=[log.pk])
    response = SignedIn(member.user).post(address, form(community, version="1", text="改为浇花"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "刚刚被别人修改过" in page
    assert "改为浇花" in page


def test_others_have_no_page_of_a_member(
    member: Member, guest: Member, community_secretary: User, community: Organization
) -> None:
    log = make_confirmed_log(community_secretary, member, community)
    address = reverse("services:my-log-correct", args=[log.pk])
    assert SignedIn(guest.user).get(address).status_code == 404
    assert SignedIn(community_secretary).get(address).status_code == 403
    for path in (LIST, "/me/services/new/"):
        assert SignedIn(community_secretary).get(path).status_code == 403


def test_markup_is_text(member: Member, community_secretary: User, places: Places) -> None:
    log = make_own_log(member, places.community, text="<script>alert(1)</script>")
    return_service_log(actor=community_secretary, log=log, reason="<b>不对</b>")
    page = SignedIn(member.user).get(LIST).content.decode()
    assert "&lt;b&gt;不对&lt;/b&gt;" in page
    assert "<b>不对</b>" not in page
    page = SignedIn(community_secretary).get(log.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_a_confirmation_reaches_the_members_messages(
    member: Member, community_secretary: User, community: Organization
) -> None:
    log = make_own_log(member, community)
    confirm_service_log(actor=community_secretary, log=log)
    page = SignedIn(member.user).get("/messages/").content.decode()
    assert "的服务已确认" in page
