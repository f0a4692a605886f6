"""Two of the district's staff at once on PostgreSQL; each race has a twin with the lock off."""

import datetime
import time
from collections.abc import Callable

import pytest
from django.db.models import QuerySet

from accounts.models import Notification, Suggestion, User
from accounts.operations import send_suggestion
from common.violations import RuleViolation
from orgs.models import Holiday
from orgs.operations import suggestions
from orgs.operations.calendar import add_holiday
from orgs.operations.suggestions import answer_suggestion
from tests.orgs.test_tree_races import together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
DAY = datetime.date(2026, 10, 1)


@pytest.fixture
def suggestion(community_secretary: User) -> Suggestion:
    return send_suggestion(actor=community_secretary, text="好", contact="", page="/")


def answers(actor: User, suggestion: Suggestion) -> list[Callable[[], object]]:
    return [
        lambda reply=reply: answer_suggestion(actor=actor, suggestion=suggestion, reply=reply)
        for reply in ("甲", "乙")
    ]


def dawdle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both read before either writes, unless a lock keeps them apart."""
    unhurried = suggestions.normalise_text

    def slowly(*args: object, **kwargs: object) -> str:
        time.sleep(0.5)
        return unhurried(*args, **kwargs)

    monkeypatch.setattr(suggestions, "normalise_text", slowly)


def test_of_two_answers_at_once_one_is_told(
    district_admin: User, suggestion: Suggestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    dawdle(monkeypatch)
    [error] = together(*answers(district_admin, suggestion))
    assert isinstance(error, RuleViolation)
    assert error.code == "suggestion.answered"
    assert Notification.objects.count() == 1


def test_without_the_lock_both_would_be_told(
    district_admin: User, suggestion: Suggestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    dawdle(monkeypatch)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **kwargs: rows.all())
    assert together(*answers(district_admin, suggestion)) == []
    assert Notification.objects.count() == 2


def test_of_two_entries_of_one_day_one_stands(district_admin: User) -> None:
    enter = [
        lambda name=name: add_holiday(actor=district_admin, day=DAY, name=name, is_workday=False)
        for name in ("国庆节", "国庆")
    ]
    [error] = together(*enter)
    assert isinstance(error, RuleViolation)
    assert error.code == "holiday.known"
    assert Holiday.objects.count() == 1
