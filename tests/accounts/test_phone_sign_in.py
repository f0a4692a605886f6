"""Signing in with one's own mobile number."""

from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.http import HttpResponse
from django.test import Client

from accounts import lockout
from accounts.models import User
from common.phones import blind_index
from tests.makers.orgs import make_user

pytestmark = pytest.mark.django_db
PHONE = "13800001234"
PASSWORD = "gongjian-demo"
SPELLINGS = [
    PHONE, "138 0000 1234", "138-0000-1234", "+86 13800001234", "１３８００００１２３４",
    "＋86 138 0000 1234", "0086 13800001234", "　13800001234 ", "13800001234.0",
]  # fmt: skip
MISMATCH = "账号或密码不对，请核对后重新输入。"
LOCKED = "输错次数过多，请五分钟后再试。"


@pytest.fixture
def owner() -> User:
    user = make_user("dy00000001")
    User.objects.filter(pk=user.pk).update(mobile_index=blind_index(PHONE))
    return user


def sign_in(typed: str, password: str = PASSWORD, address: str = "10.0.0.1") -> HttpResponse:
    return Client(REMOTE_ADDR=address).post(
        "/accounts/login/", {"login": typed, "password": password}
    )


@pytest.mark.parametrize("typed", SPELLINGS)
def test_the_number_signs_in_however_it_is_written(owner: User, typed: str) -> None:
    assert sign_in(typed).status_code == 302


def test_the_account_name_still_signs_in(owner: User) -> None:
    assert sign_in("dy00000001").status_code == 302


def test_another_number_and_a_wrong_password_get_the_same_sentence(owner: User) -> None:
    answers = [sign_in(PHONE, "wrong"), sign_in("13900001234", "wrong")]
    assert all(MISMATCH in answer.content.decode() for answer in answers)


def test_an_unknown_number_costs_as_much_hashing_as_a_wrong_password(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    hasher = type(get_hasher())
    encode = hasher.encode

    def count(self: Any, password: str, salt: str, *more: Any) -> str:
        hashed.append(password)
        return encode(self, password, salt, *more)

    monkeypatch.setattr(hasher, "encode", count)
    sign_in(PHONE, "wrong")
    known = len(hashed)
    sign_in("13900001234", "wrong")
    assert known > 0
    assert len(hashed) - known == known


def test_other_spellings_and_the_account_name_are_one_count(owner: User) -> None:
    for typed in [*SPELLINGS[:4], "dy00000001"]:
        assert MISMATCH in sign_in(typed, "wrong").content.decode()
    for typed in (PHONE, "１３８ ００００１２３４", "dy00000001"):
        assert LOCKED in sign_in(typed).content.decode()
    assert sign_in(PHONE, address="10.0.0.2").status_code == 302


def test_an_unknown_number_is_locked_like_a_known_one() -> None:
    for typed in SPELLINGS[:5]:
        assert MISMATCH in sign_in(typed, "wrong").content.decode()
    assert LOCKED in sign_in(SPELLINGS[5], "wrong").content.decode()


def test_unlocking_the_account_unlocks_the_number(owner: User) -> None:
    for _ in range(5):
        sign_in(PHONE, "wrong")
    assert LOCKED in sign_in(PHONE).content.decode()
    lockout.unlock(owner.username)
    assert sign_in(PHONE).status_code == 302


def test_a_closed_account_does_not_get_in_by_its_number(owner: User) -> None:
    User.objects.update(is_active=False)
    assert MISMATCH in sign_in(PHONE).content.decode()


@pytest.mark.parametrize("typed", ["138\x0000001234", "' OR 1=1--", "%", "1" * 150, "138****1234"])
def test_nonsense_is_refused_politely(owner: User, typed: str) -> None:
    assert sign_in(typed).status_code in {200, 400}


def test_an_account_without_a_number_is_not_found_by_an_empty_one(owner: User) -> None:
    make_user("plain")
    assert sign_in(" ", PASSWORD).status_code == 200
