import uuid

import pytest
from django.test import Client

from accounts.models import FormReceipt, Suggestion, User
from tests.conftest import SignedIn

pytestmark = pytest.mark.django_db
URL = "/suggest/"


def body(text: str = "月报里有一项要填两遍。", **values: str) -> dict[str, str]:
    return {"text": text, "contact": "", "page": "/desk/", "form_key": str(uuid.uuid4())} | values


def test_anybody_may_complain() -> None:
    response = Client().post(URL, body(), follow=True)
    assert "已收到" in response.content.decode()
    row = Suggestion.objects.get()
    assert (row.text, row.page, row.user) == ("月报里有一项要填两遍。", "/desk/", None)


def test_who_is_signed_in_is_remembered(stranger: User) -> None:
    SignedIn(stranger).post(URL, body())
    assert Suggestion.objects.get().user == stranger


def test_the_page_one_came_from_comes_along() -> None:
    assert 'value="/desk/"' in Client().get(URL, {"page": "/desk/"}).content.decode()


def test_the_eleventh_anonymous_message_of_an_hour_is_refused() -> None:
    browser = Client(REMOTE_ADDR="10.0.0.1")
    for number in range(10):
        assert browser.post(URL, body(f"第{number}条")).status_code == 302
    response = browser.post(URL, body("第11条"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "提交得太频繁了" in page
    assert "第11条" in page
    assert Client(REMOTE_ADDR="10.0.0.2").post(URL, body()).status_code == 302
    assert Suggestion.objects.count() == 11


def test_the_same_form_sent_twice_counts_once() -> None:
    wish = body()
    first, second = Client().post(URL, wish), Client().post(URL, wish)
    assert first["Location"] == second["Location"]
    assert Suggestion.objects.count() == FormReceipt.objects.count() == 1


def test_two_forms_count_twice() -> None:
    Client().post(URL, body())
    Client().post(URL, body())
    assert Suggestion.objects.count() == 2


def test_a_refused_form_may_be_sent_again_with_the_same_key() -> None:
    wish = body(text="\u202e")
    assert Client().post(URL, wish).status_code == 422
    assert Client().post(URL, wish | {"text": "好了"}).status_code == 302
    assert Suggestion.objects.get().text == "好了"


def test_somebody_elses_form_key_is_refused(stranger: User) -> None:
    wish = body()
    Client().post(URL, wish)
    response = SignedIn(stranger).post(URL, wish)
    assert response.status_code == 422
    assert "请刷新页面" in response.content.decode()
    assert Suggestion.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x", "' OR 1=1--", "<script>"])
def test_a_form_without_a_proper_key_counts(key: str) -> None:
    assert Client().post(URL, body(form_key=key)).status_code == 302


@pytest.mark.parametrize("text", ["", "　", "a\0b", "看\u200b不见", "长" * 1001, "\u202e倒着写"])
def test_what_cannot_be_stored_gets_a_sentence_and_keeps_what_was_typed(text: str) -> None:
    response = Client().post(URL, body(text, contact="请打电话"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "请打电话" in page
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "' OR 1=1--", "=1+1", "𠮷" * 1000])
def test_odd_text_is_text(text: str) -> None:
    assert Client().post(URL, body(text)).status_code == 302
    assert Suggestion.objects.get().text == text
