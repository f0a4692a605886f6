"""Two files at once on PostgreSQL: the record is held; the twin runs without the lock."""

import threading
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.models import User
from covenants.models import Covenant
from orgs.models import Attachment, Organization, ResidentUnit
from orgs.operations import attachments
from orgs.operations.attachments import attach_file
from tests.makers.covenants import make_covenant
from tests.makers.pictures import make_pdf, make_upload
from tests.members.test_races import run_at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Both have counted before either adds, if nothing keeps them apart."""
    barrier = threading.Barrier(2)
    patience = 10 if "no_lock" in request.fixturenames else 0.5
    check = attachments.check_room

    def check_and_wait(*facts: Any) -> None:
        check(*facts)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=patience)

    monkeypatch.setattr(attachments, "check_room", check_and_wait)


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


def send(actor: User, covenant: Covenant, *texts: str) -> list[str]:
    return run_at_once(
        *(
            partial(attach_file, actor=actor, record=covenant, upload=make_upload(make_pdf(text)))
            for text in texts
        )
    )


@pytest.fixture
def covenant(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_covenant(community_secretary, community, unit)


@pytest.mark.usefixtures("meeting")
def test_the_same_file_sent_twice_at_once_is_kept_once(
    community_secretary: User, covenant: Covenant
) -> None:
    assert send(community_secretary, covenant, "a", "a") == ["RuleViolation", "done"]
    assert Attachment.objects.count() == 1


@pytest.mark.usefixtures("meeting", "no_lock")
def test_without_the_lock_it_would_be_kept_twice(
    community_secretary: User, covenant: Covenant
) -> None:
    assert send(community_secretary, covenant, "a", "a") == ["done", "done"]
    assert Attachment.objects.count() == 2


@pytest.mark.usefixtures("meeting")
def test_the_twentieth_file_comes_once(
    community_secretary: User, covenant: Covenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_FILES", 1)
    assert send(community_secretary, covenant, "a", "b") == ["RuleViolation", "done"]
