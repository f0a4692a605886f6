import secrets

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.passwords import MESSAGE, is_guessable, names_of
from tests.makers.accounts import GOOD, PASSWORD, sign_in

PERSON = User(username="lihongmei", name="李红梅")
WEAK = [
    "woaini1314", "woaini1314520", "5201314woaini", "xinyang2024", "XinYang@2024!", "shihequ123456",
    "dangjian20210701", "zuzhibu#2025", "gongjian-demo", "weirenminfuwu", "buwangchuxin2024",
    "lihongmei1985", "LiHongMei@850612", "hongmei13800000000", "lhm19850612!!", "meihongli2020",
    "1qaz2wsx3edc", "qwertyuiop123", "asdfghjkl;;", "zxcvbnm,./123", "abcdefghij", "0987654321a",
    "aaaaaaaaaaaa", "abcabcabcabc", "121212121212a", "a1234567890", "qq13800000000", "P@ssw0rd2024",
    "admin123456", "password!!", "!@#$%^&*()", "zhongguo1949", "xinyangmaojian1", "iloveyou520",
]  # fmt: skip
STRONG = [
    GOOD, "first-Mountain-77", "quiet.tiger.boots", "chunfeng-lvye-62", "8d3kq72m5z",
    "Vr4t-hq9w-Lp2x", "mingyue songjian zhao", "雨后春山晴空万里明月照", "correct horse battery",
    "wanwan+Guo+4Haizi",
]  # fmt: skip


@pytest.mark.parametrize("password", WEAK)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, PERSON)


@pytest.mark.parametrize("password", STRONG)
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    validate_password(password, PERSON)


@pytest.mark.parametrize("password", ["woaini1314", "xinyang2024", "lihongmei1985", "1qaz2wsx3edc"])
def test_the_refusal_is_one_sentence(password: str) -> None:
    with pytest.raises(ValidationError) as caught:
        validate_password(password, PERSON)
    assert MESSAGE in caught.value.messages


def test_chance_is_practically_never_refused() -> None:
    made = [secrets.token_urlsafe(9) for _ in range(3000)]
    assert sum(is_guessable(password, names_of(PERSON)) for password in made) <= 3


@pytest.mark.parametrize("name", ["", "王", "阿卜杜拉·买买提", "𠮷", "<b>", "Mary"])
def test_any_name_is_read(name: str) -> None:
    assert not is_guessable(GOOD, names_of(User(username="x", name=name)))


def test_a_very_long_password_is_judged_quickly() -> None:
    assert is_guessable("a" * 20_000)
    assert not is_guessable("abcdefgh-Kwz9" * 1000)


def test_the_rules_hold_where_one_changes_the_password(stranger: User) -> None:
    browser, _ = sign_in("stranger")
    for password in ("shihe2024!!", "short", "3141592653589"):
        body = {"oldpassword": PASSWORD, "password1": password, "password2": password}
        answer = browser.post("/accounts/password/change/", body)
        assert answer.status_code == 200
        assert "处错误" in answer.content.decode()
    assert sign_in("stranger")[1].status_code == 302


def test_the_page_of_the_rules_names_them(stranger: User) -> None:
    browser: Client = sign_in("stranger")[0]
    assert "姓名拼音" in browser.get("/accounts/password/change/").content.decode()
