import logging
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings

from accounts.activation import CodeFilter, digest_of, new_code
from accounts.models import Activation, AuditEntry, User
from common import clock
from common.violations import RuleViolation
from orgs.models import District
from orgs.operations.accounts import issue_activation
from orgs.operations.activations import REFUSAL, Issued, activate_account
from tests.conftest import SignedIn
from tests.makers.accounts import GOOD, make_issued, sign_in

DOOR = "/accounts/activate/"
DAY = 24 * 60 * 60


@pytest.fixture
def issued(system_admin: User, district: District) -> Issued:
    return make_issued(system_admin, district)


def address(issued: Issued) -> str:
    return f"{DOOR}{issued.code}/"


def typed(code: str, password: str = GOOD, again: str | None = None) -> dict[str, str]:
    return {"code": code, "password1": password, "password2": again or password}


def test_the_owner_sets_a_password_and_signs_in(issued: Issued) -> None:
    answer = Client().post(DOOR, typed(issued.code), follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/"
    assert "密码已设置" in answer.content.decode()
    assert sign_in("lihongmei", GOOD)[1].status_code == 302
    entry = AuditEntry.objects.get(action="account.activate")
    assert (entry.record_name, entry.detail) == ("李红梅", {"kind": "link"})


def test_opening_the_address_uses_nothing_up(issued: Issued) -> None:
    for _ in range(3):
        page = Client().get(address(issued)).content.decode()
        assert f'value="{issued.code}"' in page
    assert Activation.objects.get().used_at is None


def test_the_form_goes_to_an_address_without_the_code(issued: Issued) -> None:
    page = Client().get(address(issued)).content.decode()
    assert f'<form action="{DOOR}" method="post"' in page
    assert f'action="{address(issued)}' not in page


def test_the_code_is_in_no_session(issued: Issued) -> None:
    browser = Client()
    browser.get(address(issued))
    browser.post(DOOR, typed(issued.code, "short"))
    assert issued.code not in str(dict(browser.session))


def test_the_page_tells_nobody_else_where_it_was(issued: Issued) -> None:
    answer = Client().get(address(issued))
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]


def test_a_code_is_typed_as_people_type(issued: Issued) -> None:
    spelt = issued.code.replace("-", " ").lower().translate(str.maketrans("34679", "３４６７９"))
    assert Client().post(DOOR, typed(spelt)).status_code == 302


def used(issued: Issued) -> str:
    activate_account(code=issued.code, password=GOOD)
    return issued.code


def revoked(issued: Issued) -> str:
    Activation.objects.update(revoked_at=clock.now())
    return issued.code


def expired(issued: Issued) -> str:
    Activation.objects.update(expires_at=clock.now())
    return issued.code


def of_a_closed_account(issued: Issued) -> str:
    User.objects.filter(username="lihongmei").update(is_active=False)
    return issued.code


def unknown(issued: Issued) -> str:
    return new_code()


def almost(issued: Issued) -> str:
    return issued.code[:-1]


def hostile(issued: Issued) -> str:
    return "' OR 1=1--"


BAD = (used, revoked, expired, of_a_closed_account, unknown, almost, hostile)


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_every_code_that_does_not_open_gets_the_same_sentence(spoil: Any, issued: Issued) -> None:
    code = spoil(issued)
    password = User.objects.get(username="lihongmei").password
    posted = Client().post(DOOR, typed(code, "another-Mountain-77"))
    assert posted.status_code == 422
    opened = Client().get(f"{DOOR}{code}/")
    for answer in (posted, opened):
        assert REFUSAL in answer.content.decode()
        assert "李红梅" not in answer.content.decode()
    assert User.objects.get(username="lihongmei").password == password


@pytest.mark.parametrize("code", ["\0", "a" * 5000, "①②③", "%00", "𠮷" * 20])
def test_an_odd_code_is_no_server_error(code: str, issued: Issued) -> None:
    assert Client().post(DOOR, typed(code)).status_code == 422


@pytest.mark.parametrize(("kind", "days"), [("link", 1), ("slip", 14)])
def test_a_code_ends_to_the_second(
    kind: str, days: int, system_admin: User, district: District
) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        issued = make_issued(system_admin, district, kind=kind)
        traveller.shift(days * DAY - 1)
        assert REFUSAL not in Client().get(address(issued)).content.decode()
        traveller.shift(1)
        assert REFUSAL in Client().get(address(issued)).content.decode()


@pytest.mark.parametrize("password", ["short", "1234567890123", "lihongmei1985", "woaini1314520"])
def test_a_weak_password_does_not_use_the_code_up(password: str, issued: Issued) -> None:
    assert Client().post(DOOR, typed(issued.code, password)).status_code == 422
    assert Client().post(DOOR, typed(issued.code)).status_code == 302


def test_two_different_passwords_are_refused(issued: Issued) -> None:
    answer = Client().post(DOOR, typed(issued.code, GOOD, f"{GOOD}x"))
    assert "两次输入的密码不一样" in answer.content.decode()
    assert Activation.objects.get().used_at is None


def test_guessing_is_slowed_down_by_address(issued: Issued) -> None:
    guesser = Client(REMOTE_ADDR="10.9.9.9")
    answers = [guesser.get(f"{DOOR}{new_code()}/").status_code for _ in range(10)]
    answers += [guesser.post(DOOR, typed(new_code())).status_code for _ in range(11)]
    assert answers == [200] * 10 + [422] * 10 + [429]
    assert guesser.post(DOOR, typed(issued.code)).status_code == 429
    assert Client(REMOTE_ADDR="10.9.9.8").post(DOOR, typed(issued.code)).status_code == 302


def test_colleagues_at_one_address_do_not_slow_each_other_down(
    system_admin: User, district: District
) -> None:
    for _ in range(25):
        issued = make_issued(system_admin, district)
        assert Client().post(DOOR, typed(issued.code)).status_code == 302


def test_sessions_from_before_end_with_the_new_password(
    system_admin: User, district: District, issued: Issued
) -> None:
    used(issued)
    browser, _ = sign_in("lihongmei", GOOD)
    assert browser.get("/accounts/security/").status_code == 200
    account = User.objects.get(username="lihongmei")
    again = issue_activation(actor=system_admin, account=account, kind="slip")
    activate_account(code=again.code, password="another-Mountain-77")
    assert browser.get("/accounts/security/").status_code == 302


def test_somebody_else_in_that_browser_is_signed_out(issued: Issued, stranger: User) -> None:
    browser = SignedIn(stranger)
    browser.post(DOOR, typed(issued.code))
    assert "_auth_user_id" not in browser.session


def test_a_code_sent_twice_says_what_happened_once(issued: Issued) -> None:
    body = typed(issued.code) | {"form_key": "6f1de4a6-7a1b-4c37-9f1e-9a5cf2f0a111"}
    assert [Client().post(DOOR, body).status_code for _ in range(2)] == [302, 302]
    assert AuditEntry.objects.filter(action="account.activate").count() == 1


def test_an_operation_refuses_a_used_code(issued: Issued) -> None:
    used(issued)
    with pytest.raises(RuleViolation) as caught:
        activate_account(code=issued.code, password=GOOD)
    assert caught.value.code == "activation.code"


def logged(message: str, *arguments: object) -> str:
    record = logging.LogRecord("django.request", 30, "", 0, message, arguments, None)
    CodeFilter().filter(record)
    return record.getMessage()


def test_the_log_tells_no_code() -> None:
    code = new_code()
    line = logged("%s: %s", "Internal Server Error", f"{DOOR}{code}/?a=1")
    assert code not in line
    assert line == f"Internal Server Error: {DOOR}…/?a=1"
    assert logged("%s: %s", "Not Found", "/desk/") == "Not Found: /desk/"


def test_every_line_of_the_log_passes_that_filter(settings: Any) -> None:
    for handler in settings.LOGGING["handlers"].values():
        assert "activation" in handler["filters"]


def test_codes_are_long_and_never_the_same() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert {len(code.replace("-", "")) for code in codes} == {20}
    assert len(digest_of(new_code())) == 64


@override_settings(SURFACES="public")
def test_the_outer_entrance_activates_too(issued: Issued) -> None:
    assert Client().post(DOOR, typed(issued.code)).status_code == 302
