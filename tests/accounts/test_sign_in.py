from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import AuditEntry, User
from common import clock
from tests.conftest import SignedIn
from tests.makers.orgs import make_user

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
PASSWORD = "gongjian-demo"
HOME = "10.0.0.1"
ELSEWHERE = "10.0.0.2"
MISMATCH = "账号或密码不对，请核对后重新输入。"
LOCKED = "输错次数过多，请五分钟后再试。"


def sign_in(account: str, password: str = PASSWORD, address: str = HOME) -> HttpResponse:
    return Client(REMOTE_ADDR=address).post(LOGIN, {"login": account, "password": password})


def lock_out(account: str) -> None:
    for _ in range(5):
        assert MISMATCH in sign_in(account, "wrong").content.decode()


def test_the_page_speaks_chinese() -> None:
    page = Client().get(LOGIN).content.decode()
    assert all(word in page for word in ("登录", "密码", "账号或手机号"))
    assert "Sign In" not in page


def test_the_right_password_leads_to_the_landing(stranger: User) -> None:
    response = sign_in("stranger")
    assert (response.status_code, response["Location"]) == (302, reverse("orgs:landing"))


def test_the_word_after_sign_in_names_no_account(stranger: User) -> None:
    login = {"login": "stranger", "password": PASSWORD}
    page = Client().post(f"{LOGIN}?next=/messages/", login, follow=True).content.decode()
    assert "登录成功。" in page
    assert "以 stranger" not in page


def test_a_wrong_password_and_an_unknown_account_get_the_same_sentence(stranger: User) -> None:
    for account in ("stranger", "nobody"):
        response = sign_in(account, "wrong")
        assert response.status_code != 302
        assert MISMATCH in response.content.decode()


def test_a_closed_account_does_not_get_in(stranger: User) -> None:
    User.objects.update(is_active=False)
    assert MISMATCH in sign_in("stranger").content.decode()
    assert not AuditEntry.objects.filter(action="account.sign_in").exists()


def test_five_wrong_passwords_lock_the_account_at_that_address(stranger: User) -> None:
    lock_out("stranger")
    response = sign_in("stranger")
    assert response.status_code != 302
    assert LOCKED in response.content.decode()


def test_the_same_account_still_gets_in_from_another_address(stranger: User) -> None:
    lock_out("stranger")
    assert sign_in("stranger", address=ELSEWHERE).status_code == 302


def test_another_account_still_gets_in_from_the_same_address(stranger: User) -> None:
    lock_out("stranger")
    make_user("colleague")
    assert sign_in("colleague").status_code == 302


def test_capitals_do_not_make_another_account_of_it(stranger: User) -> None:
    lock_out("stranger")
    assert LOCKED in sign_in("Stranger").content.decode()


def test_a_forwarded_address_counts_only_behind_a_named_proxy(stranger: User) -> None:
    lock_out("stranger")
    browser = Client(REMOTE_ADDR=HOME, headers={"X-Forwarded-For": ELSEWHERE})
    body = {"login": "stranger", "password": PASSWORD}
    assert browser.post(LOGIN, body).status_code != 302
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert browser.post(LOGIN, body).status_code == 302


def test_five_minutes_later_the_lock_is_gone(stranger: User) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        lock_out("stranger")
        traveller.shift(301)
        assert sign_in("stranger").status_code == 302


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "password/reset/", "password/set/", "confirm-email/", "login/code/"],
)
def test_there_is_no_sign_up_and_no_password_by_mail(
    path: str, stranger: User, mailoutbox: list[object]
) -> None:
    wish = {
        "username": "intruder", "email": "a@example.com", "password1": PASSWORD,
        "password2": PASSWORD,
    }  # fmt: skip
    for browser in (Client(), SignedIn(stranger)):
        for answer in (browser.get(f"/accounts/{path}"), browser.post(f"/accounts/{path}", wish)):
            assert answer.status_code == 404
    assert [user.username for user in User.objects.all()] == ["stranger"]
    assert mailoutbox == []


def test_the_door_says_where_help_is() -> None:
    page = Client().get(LOGIN).content.decode()
    assert "忘记密码的，党员请联系报到社区，其他同志请联系本级系统管理员。" in page
    assert "/accounts/activate/" in page


def test_the_admin_is_entered_through_the_same_door(district_admin: User) -> None:
    response = Client().get("/admin/")
    assert response.status_code == 302
    response = Client().get(response["Location"], follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"


def test_the_door_leads_back_to_the_admin(district_admin: User) -> None:
    body = {"login": "district_admin", "password": PASSWORD}
    assert Client().post(f"{LOGIN}?next=/admin/", body)["Location"] == "/admin/"


def test_the_door_leads_to_no_other_site(stranger: User) -> None:
    body = {"login": "stranger", "password": PASSWORD, "next": "https://example.com/"}
    assert Client().post(LOGIN, body)["Location"] == reverse("orgs:landing")


@pytest.mark.parametrize("name", ["community_secretary", "street_secretary", "liaison", "stranger"])
def test_who_has_no_business_in_the_admin_gets_403(
    name: str, request: pytest.FixtureRequest
) -> None:
    browser = SignedIn(request.getfixturevalue(name))
    for url in ("/admin/", "/admin/orgs/organization/", "/admin/login/"):
        assert browser.get(url).status_code == 403


def test_signing_in_and_out_enters_the_audit(stranger: User) -> None:
    browser = Client(REMOTE_ADDR=HOME)
    browser.post(LOGIN, {"login": "stranger", "password": PASSWORD})
    browser.post("/accounts/logout/")
    entries = AuditEntry.objects.filter(actor_id=stranger.pk).order_by("pk")
    assert [entry.action for entry in entries] == ["account.sign_in", "account.sign_out"]
    assert [entry.address for entry in entries] == [HOME, HOME]


def test_signing_out_needs_a_post(stranger: User) -> None:
    browser = SignedIn(stranger)
    browser.get("/accounts/logout/")
    assert "_auth_user_id" in browser.session
    browser.post("/accounts/logout/")
    assert "_auth_user_id" not in browser.session


def test_a_long_account_name_signs_in(db: None) -> None:
    User.objects.create_user("l" * 150, PASSWORD)
    assert sign_in("l" * 150).status_code == 302


def test_nul_in_the_sign_in_form_is_refused_politely() -> None:
    response = sign_in("a\0b", "c\0d")
    assert response.status_code in {200, 400, 422}


def test_a_flood_of_sign_ins_gets_a_chinese_429(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "3/m/ip"}
    answers = [sign_in(f"account{number}", "wrong") for number in range(4)]
    assert [answer.status_code for answer in answers][-1] == 429
    assert "请等一分钟后再试" in answers[-1].content.decode()
    assert sign_in("account", "wrong", ELSEWHERE).status_code != 429
