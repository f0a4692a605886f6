"""Suggestions are answered in the web admin; who sent one signed in gets the reply."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, Notification, Suggestion, User
from accounts.operations import send_suggestion
from common.violations import RuleViolation
from orgs.models import District
from orgs.operations.suggestions import answer_suggestion
from tests.conftest import SignedIn
from tests.makers.orgs import make_admin

LIST = "/admin/accounts/suggestion/"
TEXT = "月报里有一项要填两遍，我的电话 13800001234。"


def sent(actor: User | None) -> Suggestion:
    return send_suggestion(actor=actor, text=TEXT, contact="", page="/desk/")


@pytest.fixture
def suggestion(community_secretary: User) -> Suggestion:
    return sent(community_secretary)


@pytest.fixture
def other_district(db: None) -> User:
    return make_admin(District.objects.create(code="411503", name="平桥区"), "other_district")


def reply(user: User, suggestion: Suggestion, text: str) -> str:
    url = f"{LIST}{suggestion.pk}/change/"
    response = SignedIn(user).post(url, {"reply": text}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_reply_is_kept_and_reaches_who_sent_it(
    district_admin: User, community_secretary: User, suggestion: Suggestion
) -> None:
    reply(district_admin, suggestion, " 下个版本就只填一遍了。 ")
    suggestion.refresh_from_db()
    assert (suggestion.reply, suggestion.replied_by) == ("下个版本就只填一遍了。", district_admin)
    message = Notification.objects.get(recipient=community_secretary)
    assert message.text == "您的投诉建议已有答复：下个版本就只填一遍了。"


def test_the_audit_names_the_answer_without_its_words(
    district_admin: User, suggestion: Suggestion
) -> None:
    reply(district_admin, suggestion, "请打 13800001234")
    entry = AuditEntry.objects.get(action="suggestion.answer")
    assert "13800001234" not in f"{entry} {entry.detail}"


def test_an_anonymous_suggestion_is_answered_without_a_message(district_admin: User) -> None:
    suggestion = sent(None)
    reply(district_admin, suggestion, "谢谢。")
    suggestion.refresh_from_db()
    assert suggestion.replied_at
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "请填写此项。"),
        ("　", "请填写"),
        ("字" * 281, "280"),
        ("好\x00的", "看不见的特殊字符"),
        ("好\u202e的", "看不见的特殊字符"),
    ],
)
def test_an_odd_reply_is_refused_with_a_sentence(
    district_admin: User, suggestion: Suggestion, text: str, sentence: str
) -> None:
    assert sentence in reply(district_admin, suggestion, text)
    suggestion.refresh_from_db()
    assert suggestion.replied_at is None


def test_a_whole_reply_fits_into_the_message(district_admin: User, suggestion: Suggestion) -> None:
    reply(district_admin, suggestion, "字" * 280)
    assert Notification.objects.get().text.endswith("字" * 280)


def test_a_second_reply_is_refused(district_admin: User, suggestion: Suggestion) -> None:
    reply(district_admin, suggestion, "第一次")
    url = f"{LIST}{suggestion.pk}/change/"
    assert SignedIn(district_admin).post(url, {"reply": "第二次"}).status_code == 403
    with pytest.raises(RuleViolation) as refusal:
        answer_suggestion(actor=district_admin, suggestion=suggestion, reply="第二次")
    assert refusal.value.code == "suggestion.answered"
    assert Notification.objects.count() == 1


def test_a_reply_that_came_too_late_stays_typed(
    district_admin: User, suggestion: Suggestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody answered between the page's check and the operation's."""

    def refuse(**values: object) -> None:
        raise RuleViolation("刚刚已有人答复。", code="suggestion.answered")

    monkeypatch.setattr("orgs.admin.accounts.answer_suggestion", refuse)
    page = reply(district_admin, suggestion, "我写了很久的答复")
    assert "刚刚已有人答复。" in page
    assert "我写了很久的答复" in page


def test_what_was_sent_cannot_be_rewritten(district_admin: User, suggestion: Suggestion) -> None:
    client = SignedIn(district_admin)
    client.post(f"{LIST}{suggestion.pk}/change/", {"reply": "好", "text": "改过的", "user": ""})
    suggestion.refresh_from_db()
    assert (suggestion.text, suggestion.user is None) == (TEXT, False)


def test_another_district_neither_reads_nor_answers_it(
    other_district: User, suggestion: Suggestion
) -> None:
    client = SignedIn(other_district)
    assert "填两遍" not in client.get(LIST).content.decode()
    url = f"{LIST}{suggestion.pk}/change/"
    assert client.post(url, {"reply": "好"}).status_code == 404
    with pytest.raises(PermissionDenied):
        answer_suggestion(actor=other_district, suggestion=suggestion, reply="好")


@pytest.mark.parametrize("sender", [None, "stranger"])
def test_what_belongs_to_no_district_every_district_reads(
    other_district: User, sender: str | None, request: pytest.FixtureRequest
) -> None:
    sent(request.getfixturevalue(sender) if sender else None)
    assert "填两遍" in SignedIn(other_district).get(LIST).content.decode()


@pytest.mark.parametrize("name", ["street_secretary", "auditor", "system_admin"])
def test_nobody_else_answers(
    name: str, request: pytest.FixtureRequest, suggestion: Suggestion
) -> None:
    user = request.getfixturevalue(name)
    url = f"{LIST}{suggestion.pk}/change/"
    assert SignedIn(user).post(url, {"reply": "好"}).status_code == 403
    with pytest.raises(PermissionDenied):
        answer_suggestion(actor=user, suggestion=suggestion, reply="好")


def test_open_ones_are_a_filter(district_admin: User, suggestion: Suggestion) -> None:
    client = SignedIn(district_admin)
    reply(district_admin, suggestion, "好")
    counts = [
        client.get(f"{LIST}?answered={value}").context["cl"].result_count for value in ("no", "yes")
    ]
    assert counts == [0, 1]
