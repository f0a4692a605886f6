import pytest
from django.urls import reverse

from accounts.models import Notification, User
from accounts.operations import notify, notify_each, read_notification
from common.violations import RuleViolation
from tests.conftest import SignedIn
from tests.makers.orgs import make_user

LIST = "/messages/"


@pytest.fixture
def message(community_secretary: User) -> Notification:
    return notify(recipient=community_secretary, text="月报已退回", url="/suggest/")


def test_one_reads_only_ones_own_messages(
    message: Notification, community_secretary: User, neighbour: User
) -> None:
    assert "月报已退回" in SignedIn(community_secretary).get(LIST).content.decode()
    assert "月报已退回" not in SignedIn(neighbour).get(LIST).content.decode()


def test_opening_marks_as_read_and_leads_on(
    message: Notification, community_secretary: User
) -> None:
    response = SignedIn(community_secretary).post(reverse("orgs:message-open", args=[message.pk]))
    assert response["Location"] == "/suggest/"
    message.refresh_from_db()
    assert message.read_at is not None


def test_a_message_without_a_page_leads_back_to_the_list(community_secretary: User) -> None:
    message = notify(recipient=community_secretary, text="你好")
    response = SignedIn(community_secretary).post(reverse("orgs:message-open", args=[message.pk]))
    assert response["Location"] == LIST


def test_a_get_opens_nothing(message: Notification, community_secretary: User) -> None:
    url = reverse("orgs:message-open", args=[message.pk])
    assert SignedIn(community_secretary).get(url).status_code == 405
    message.refresh_from_db()
    assert message.read_at is None


def test_somebody_elses_message_is_not_there(message: Notification, neighbour: User) -> None:
    url = reverse("orgs:message-open", args=[message.pk])
    assert SignedIn(neighbour).post(url).status_code == 404
    with pytest.raises(RuleViolation):
        read_notification(notification=message, actor=neighbour)
    message.refresh_from_db()
    assert message.read_at is None


def test_the_first_reading_counts(message: Notification, community_secretary: User) -> None:
    read_notification(notification=message, actor=community_secretary)
    message.refresh_from_db()
    first = message.read_at
    read_notification(notification=message, actor=community_secretary)
    message.refresh_from_db()
    assert message.read_at == first


def test_many_are_told_in_one_query(stranger: User, django_assert_num_queries: type) -> None:
    texts = {make_user(f"user{number}").pk: f"第{number}号" for number in range(5)}
    with django_assert_num_queries(1):
        notify_each(texts=texts)
    assert Notification.objects.count() == 5
