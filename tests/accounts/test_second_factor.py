import importlib
import re
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from rest_framework.authtoken.models import Token

from accounts.models import AuditEntry, User
from common import clock
from orgs.models import District
from orgs.operations.grants import grant_role
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.accounts import PASSWORD, SECRET, code_now, make_second_factor, sign_in
from tests.makers.orgs import make_user

SET_UP = "/accounts/2fa/activate/"
CODES = "/accounts/2fa/recovery-codes/"
ASK = "/accounts/2fa/authenticate/"
OFFICES = ["district_admin", "system_admin", "security_admin", "auditor"]


@pytest.fixture(autouse=True)
def required(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Required; and the library tells what happened at once, as no test is ever committed."""
    settings.REQUIRE_SECOND_FACTOR = True
    monkeypatch.setattr(transaction, "on_commit", lambda tell: tell())


@pytest.fixture
def guarded(district_admin: User) -> User:
    """District staff whose second factor is set up."""
    make_second_factor(district_admin)
    return district_admin


def set_up(browser: Client) -> str:
    """Set the second factor up as a person does; returns its secret."""
    page = browser.get(SET_UP).content.decode()
    secret = re.search(r"密钥：<code>([A-Z2-7]+)</code>", page).group(1)
    answer = browser.post(SET_UP, {"code": code_now(secret=secret)})
    assert answer["Location"] == CODES
    return secret


@pytest.mark.parametrize("name", OFFICES)
def test_an_office_is_led_to_set_it_up_and_gets_nothing_before(
    name: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(name)
    browser, answer = sign_in(name)
    assert answer.status_code == 302
    for url in ("/", "/desk/", "/admin/", "/messages/", "/accounts/security/", "/stats/"):
        assert browser.get(url)["Location"] == SET_UP, url
    assert browser.post("/accounts/password/change/", {})["Location"] == SET_UP
    assert browser.get(SET_UP).status_code == 200


@pytest.mark.parametrize("name", OFFICES)
def test_the_api_stays_shut_to_such_a_session(name: str, request: pytest.FixtureRequest) -> None:
    browser = SignedIn(request.getfixturevalue(name))
    for url in ("/api/v1/organizations/", "/api/v1/schema/"):
        answer = browser.get(url)
        assert answer.status_code == 403
        assert "两步验证" in answer.json()["message"]


@pytest.mark.parametrize("name", ["street_secretary", "community_secretary", "liaison", "stranger"])
def test_other_roles_go_on_without(name: str, request: pytest.FixtureRequest) -> None:
    browser = SignedIn(request.getfixturevalue(name))
    assert browser.get("/messages/").status_code == 200


def test_a_role_granted_later_shuts_the_open_session(stranger: User, district: District) -> None:
    browser = SignedIn(stranger)
    assert browser.get("/messages/").status_code == 200
    grant_role(actor=None, user=stranger, role=Role.DISTRICT, place=district)
    assert browser.get("/messages/")["Location"] == SET_UP


def test_setting_up_opens_everything_and_shows_recovery_codes_once(district_admin: User) -> None:
    browser, _ = sign_in("district_admin")
    set_up(browser)
    first = browser.get(CODES).content.decode()
    codes = re.findall(r"<code>([0-9]{8})</code>", first)
    assert len(codes) == 10
    assert "打印" in first
    assert codes[0] not in browser.get(CODES).content.decode()
    assert browser.get("/desk/").status_code == 200
    assert AuditEntry.objects.filter(action="account.add_second_factor").count() == 1


def test_a_wrong_first_code_sets_nothing_up(district_admin: User) -> None:
    browser, _ = sign_in("district_admin")
    browser.get(SET_UP)
    answer = browser.post(SET_UP, {"code": "000000"})
    assert "验证码不对" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_sessions_from_before_the_second_factor_begin_anew(district_admin: User) -> None:
    before, _ = sign_in("district_admin")
    set_up(sign_in("district_admin")[0])
    assert before.get("/desk/")["Location"].startswith("/accounts/login/")


def test_a_session_that_never_showed_a_code_begins_anew(guarded: User) -> None:
    browser = SignedIn(guarded)
    assert browser.get("/desk/")["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in browser.session


def test_signing_in_needs_password_and_code(guarded: User) -> None:
    browser, answer = sign_in("district_admin")
    assert answer["Location"] == ASK
    assert browser.get("/desk/")["Location"].startswith("/accounts/login/")
    browser.post(ASK, {"code": code_now()})
    assert browser.get("/desk/").status_code == 200


@pytest.mark.parametrize("code", ["000000", "", "\0", "9" * 400, "１２３", "abc"])
def test_another_code_does_not_open(code: str, guarded: User) -> None:
    browser, _ = sign_in("district_admin")
    assert browser.post(ASK, {"code": code}).status_code in {200, 302}
    assert "_auth_user_id" not in browser.session


def test_a_code_opens_once_even_while_it_still_holds(guarded: User) -> None:
    with time_machine.travel(clock.now().replace(second=1), tick=False) as traveller:
        code = code_now(1)
        first, _ = sign_in("district_admin")
        first.post(ASK, {"code": code})
        assert "_auth_user_id" in first.session
        traveller.shift(45)
        second, _ = sign_in("district_admin")
        second.post(ASK, {"code": code})
        assert "_auth_user_id" not in second.session


def test_half_a_minute_of_a_wrong_clock_is_forgiven_and_no_more(guarded: User) -> None:
    def opens(steps: int) -> bool:
        browser, _ = sign_in("district_admin")
        browser.post(ASK, {"code": code_now(steps)})
        return "_auth_user_id" in browser.session

    assert [opens(steps) for steps in (-2, 2, -1, 1)] == [False, False, True, True]


def test_codes_cannot_be_tried_through(guarded: User) -> None:
    browser, _ = sign_in("district_admin")
    for number in range(6):
        browser.post(ASK, {"code": f"{number:06}"})
    answer = browser.post(ASK, {"code": code_now()})
    assert "输错次数过多" in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_a_recovery_code_opens_once(district_admin: User) -> None:
    browser, _ = sign_in("district_admin")
    set_up(browser)
    code = re.findall(r"<code>([0-9]{8})</code>", browser.get(CODES).content.decode())[0]
    for is_in in (True, False):
        again, _ = sign_in("district_admin")
        again.post(ASK, {"code": code})
        assert ("_auth_user_id" in again.session) is is_in


def test_new_recovery_codes_void_the_old_ones(district_admin: User) -> None:
    browser, _ = sign_in("district_admin")
    set_up(browser)
    old = re.findall(r"<code>([0-9]{8})</code>", browser.get(CODES).content.decode())
    assert browser.post(f"{CODES}generate/")["Location"] == CODES
    new = re.findall(r"<code>([0-9]{8})</code>", browser.get(CODES).content.decode())
    assert len(set(new) | set(old)) == 20
    assert AuditEntry.objects.filter(action="account.renew_recovery_codes").exists()


def test_an_office_cannot_give_it_up(guarded: User) -> None:
    browser, _ = sign_in("district_admin")
    browser.post(ASK, {"code": code_now()})
    answer = browser.post("/accounts/2fa/deactivate/")
    assert "不能关闭" in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_others_may_have_it_and_give_it_up(stranger: User) -> None:
    browser, _ = sign_in("stranger")
    set_up(browser)
    browser.post("/accounts/2fa/deactivate/")
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(action="account.remove_second_factor").exists()


def test_the_secret_lies_sealed_in_the_database(guarded: User) -> None:
    stored = str(list(Authenticator.objects.values()))
    assert SECRET not in stored
    assert Authenticator.objects.get().wrap().validate_code(code_now())


def test_the_secret_of_the_session_is_not_used_twice(district_admin: User) -> None:
    browser, _ = sign_in("district_admin")
    secret = set_up(browser)
    assert secret not in str(dict(browser.session))


def test_the_second_factor_of_one_account_opens_no_other(guarded: User, auditor: User) -> None:
    browser = SignedIn(auditor)
    session = browser.session
    session["second_factor"] = guarded.pk
    session.save()
    assert browser.get("/desk/")["Location"] == SET_UP


def test_a_machines_token_is_no_session(district_admin: User) -> None:
    token = Token.objects.create(user=district_admin)
    machine = Client(headers={"authorization": f"Token {token.key}"})
    assert machine.get("/api/v1/organizations/").status_code == 200


def test_signing_out_stays_possible(district_admin: User) -> None:
    browser, _ = sign_in("district_admin")
    browser.post("/accounts/logout/")
    assert "_auth_user_id" not in browser.session


def test_health_is_told_to_anybody(district_admin: User) -> None:
    assert SignedIn(district_admin).get("/healthz").status_code == 200


@pytest.mark.parametrize(("name", "is_required"), [("base", True), ("demo", False)])
def test_only_the_demo_goes_without(name: str, is_required: bool) -> None:
    chosen = importlib.import_module(f"config.settings.{name}")
    assert chosen.REQUIRE_SECOND_FACTOR is is_required


def test_production_leaves_it_on() -> None:
    source = importlib.util.find_spec("config.settings.production").loader.get_data(
        importlib.util.find_spec("config.settings.production").origin
    )
    assert b"REQUIRE_SECOND_FACTOR" not in source


def test_the_demo_says_why_it_goes_without(settings: Any, db: None) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    make_user("somebody")
    assert "不要求两步验证" in Client().get("/accounts/login/").content.decode()
    browser, _ = sign_in("somebody", PASSWORD)
    assert "演示环境多人共用账号" in browser.get("/accounts/security/").content.decode()


def test_the_pages_speak_chinese(district_admin: User) -> None:
    browser, _ = sign_in("district_admin")
    page = browser.get(SET_UP).content.decode()
    assert all(word in page for word in ("二维码", "密钥", "验证码"))
    assert not re.search(r">[^<]*(?:Authenticator code|Activate|Code)[^<]*<", page)
