from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from common import clock
from orgs.selectors.accounts import device_label
from tests.conftest import SignedIn
from tests.makers.accounts import GOOD, PASSWORD, sign_in

OWN = "/accounts/security/"
END = "/accounts/security/end-others/"
CHANGE = "/accounts/password/change/"
MINUTE = 60
HOUR = 60 * MINUTE
PHONE = "Mozilla/5.0 (Linux; Android 13) Chrome/120 MicroMessenger/8.0"


def is_in(browser: Client) -> bool:
    return browser.get("/messages/").status_code == 200


def test_an_office_screen_is_signed_out_after_half_an_hour(community_secretary: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        browser, _ = sign_in("community_secretary")
        traveller.shift(30 * MINUTE)
        assert is_in(browser)
        traveller.shift(30 * MINUTE + 1)
        answer = browser.get("/desk/", follow=True)
        assert answer.redirect_chain[-1][0] == "/accounts/login/?next=/desk/"
        assert "请重新登录" in answer.content.decode()
        assert not is_in(browser)


def test_whoever_works_stays_in_until_the_day_is_over(community_secretary: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        browser, _ = sign_in("community_secretary")
        for _ in range(35):
            traveller.shift(20 * MINUTE)
            assert is_in(browser)
        traveller.shift(20 * MINUTE + 1)
        assert not is_in(browser)


def test_a_members_phone_stays_in_for_the_day(member: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        browser, _ = sign_in(member.username)
        traveller.shift(11 * HOUR)
        assert is_in(browser)
        traveller.shift(HOUR + 1)
        assert not is_in(browser)


def test_an_ended_session_is_worth_nothing_in_the_api(community_secretary: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        browser, _ = sign_in("community_secretary")
        traveller.shift(31 * MINUTE)
        assert browser.get("/api/v1/organizations/").status_code == 403


def test_a_session_that_does_not_say_when_it_began_has_ended(stranger: User) -> None:
    browser = SignedIn(stranger)
    session = browser.session
    del session["signed_in_at"], session["seen_at"]
    session.save()
    assert not is_in(browser)


def test_signing_out_by_time_enters_the_audit(community_secretary: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        browser, _ = sign_in("community_secretary")
        traveller.shift(31 * MINUTE)
        browser.get("/desk/")
    entry = AuditEntry.objects.filter(action="account.sign_out").get()
    assert (entry.actor_id, entry.address) == (community_secretary.pk, "127.0.0.1")


def test_a_page_within_the_minute_writes_nothing(community_secretary: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        browser, _ = sign_in("community_secretary")
        browser.get("/messages/")
        traveller.shift(59)
        with CaptureQueriesContext(connection) as queries:
            browser.get("/messages/")
        assert not [query for query in queries if query["sql"].startswith("UPDATE")]


def test_one_sees_ones_devices_and_ends_the_others(stranger: User) -> None:
    phone, _ = sign_in("stranger", browser=Client(headers={"user-agent": PHONE}))
    desk, _ = sign_in("stranger")
    page = desk.get(OWN).content.decode()
    assert "安卓手机 微信" in page
    assert "Windows 电脑 Chrome 浏览器</li>" not in page
    assert page.index("本机") < page.index("安卓手机")
    desk.post(END)
    assert not is_in(phone)
    assert is_in(desk)
    assert "安卓手机 微信" not in desk.get(OWN).content.decode()
    assert AuditEntry.objects.get(action="account.end_sessions").detail == {"count": 1}


def test_somebody_elses_devices_are_neither_seen_nor_ended(
    stranger: User, community_secretary: User
) -> None:
    phone, _ = sign_in("community_secretary", browser=Client(headers={"user-agent": PHONE}))
    desk, _ = sign_in("stranger")
    assert "安卓手机" not in desk.get(OWN).content.decode()
    desk.post(END)
    assert is_in(phone)


def test_a_new_password_ends_all_other_sessions(stranger: User) -> None:
    phone, _ = sign_in("stranger")
    desk, _ = sign_in("stranger")
    body = {"oldpassword": PASSWORD, "password1": GOOD, "password2": GOOD}
    assert desk.post(CHANGE, body).status_code == 302
    assert not is_in(phone)
    assert is_in(desk)
    assert AuditEntry.objects.filter(action="account.change_password").count() == 1
    assert Session.objects.count() == 1


def test_ones_last_sign_ins_are_shown_to_oneself_only(
    stranger: User, community_secretary: User
) -> None:
    sign_in("stranger", browser=Client(REMOTE_ADDR="10.1.2.3"))
    sign_in("community_secretary", browser=Client(REMOTE_ADDR="10.7.7.7"))
    page = SignedIn(stranger).get(OWN).content.decode()
    assert "10.1.2.3" in page
    assert "10.7.7.7" not in page


def test_the_page_costs_the_same_with_many_devices(stranger: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(OWN)
        return len(queries)

    desk, _ = sign_in("stranger")
    few = cost()
    for _ in range(8):
        sign_in("stranger")
    assert cost() == few <= 8


def test_ending_needs_a_post(stranger: User) -> None:
    assert SignedIn(stranger).get(END).status_code == 405


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Windows NT 6.1) AppleWebKit Chrome/87 Safari", "Windows 电脑 Chrome 浏览器"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari Edg/120", "Windows 电脑 Edge 浏览器"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17) Safari/604", "苹果手机 Safari 浏览器"),
        ("<script>alert(1)</script>", "其他设备"),
        ("", "其他设备"),
    ],
)
def test_a_device_is_called_as_people_call_it(agent: str, label: str) -> None:
    assert device_label(agent) == label


def test_the_message_of_an_ended_session_leads_back(community_secretary: User, db: Any) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        browser, _ = sign_in("community_secretary")
        traveller.shift(31 * MINUTE)
        url = browser.get("/desk/organizations/")["Location"]
        answer = browser.post(url, {"login": "community_secretary", "password": PASSWORD})
        assert answer["Location"] == "/desk/organizations/"
