"""Two people at once in one place's registers on PostgreSQL, with a twin without the lock."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from common.violations import RuleViolation
from orgs.models import CommunityWorker, Organization
from orgs.operations.support import budgets, rules, workers
from orgs.operations.support.budgets import change_budget_line
from tests.makers.orgs import Places
from tests.makers.support import make_budget_line, make_worker

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def together(*writers: Callable[[], object]) -> list[type[Exception]]:
    """Start all writers at the same moment; return what they met."""
    errors: list[type[Exception]] = []
    start = threading.Barrier(len(writers))

    def run(writer: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            writer()
        except Exception as error:  # noqa: BLE001  the test asks which ones there were
            errors.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[writer]) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return errors


def linger(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Let whoever has looked for a double wait a moment before writing."""
    look = getattr(module, name)

    def slowly(*args: Any) -> None:
        look(*args)
        time.sleep(0.3)

    monkeypatch.setattr(module, name, slowly)


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(organization: Organization) -> Organization:
        nodes = Organization.objects.select_related("parent", "district")
        return nodes.get(pk=organization.pk)

    for module in (rules, workers, budgets):
        monkeypatch.setattr(module, "lock_place", read)


def same_worker_twice(actor: User, places: Places) -> tuple[list[type[Exception]], int]:
    met = together(*[lambda: make_worker(actor, places.community)] * 2)
    return met, CommunityWorker.objects.count()


def two_lines_one_name(actor: User, places: Places) -> list[type[Exception]]:
    lines = [make_budget_line(actor, places.community, item=item) for item in ("甲", "乙")]
    return together(
        *[lambda line=line: change_budget_line(actor=actor, line=line, item="丙") for line in lines]
    )


def test_a_worker_entered_twice_at_once_is_there_once(
    community_secretary: User, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    linger(monkeypatch, workers, "check_single")
    assert same_worker_twice(community_secretary, places) == ([RuleViolation], 1)


def test_without_the_lock_the_worker_would_be_there_twice(
    community_secretary: User, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    linger(monkeypatch, workers, "check_single")
    without_lock(monkeypatch)
    assert same_worker_twice(community_secretary, places) == ([], 2)


def test_two_lines_that_get_one_name_at_once_are_told_apart_in_a_sentence(
    community_secretary: User, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    linger(monkeypatch, budgets, "_check_single")
    assert two_lines_one_name(community_secretary, places) == [RuleViolation]


def test_without_the_lock_the_database_would_refuse(
    community_secretary: User, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    linger(monkeypatch, budgets, "_check_single")
    without_lock(monkeypatch)
    assert two_lines_one_name(community_secretary, places) == [IntegrityError]
