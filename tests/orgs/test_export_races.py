"""Two downloads at once on PostgreSQL, each race with a twin that shows it when the lock is off."""

import threading
from contextlib import suppress

import pytest

from accounts.models import AccessRecord, AuditEntry, User
from orgs.models import ExportApproval, ResidentUnit
from orgs.operations import export_approvals, exporting
from orgs.operations.export_approvals import approve_export
from tests.conftest import SignedIn
from tests.makers.exports import MEMBERS, make_asked, make_checked_in, with_phones
from tests.makers.orgs import Places
from tests.orgs.test_tree_races import together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
COUNT = 4


@pytest.fixture(autouse=True)
def few_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "ALONE", COUNT - 1)
    monkeypatch.setattr(export_approvals, "ALONE", COUNT - 1)


@pytest.fixture
def secretary(
    community_secretary: User, street_secretary: User, places: Places, unit: ResidentUnit
) -> User:
    make_checked_in(community_secretary, places.community, unit, COUNT)
    return community_secretary


def meet_in(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let both get as far as the check before either goes on."""
    barrier, original = threading.Barrier(2), getattr(exporting, name)

    def checked(*arguments: object) -> object:
        answer = original(*arguments)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=1)
        return answer

    monkeypatch.setattr(exporting, name, checked)


def post_twice(user: User, *orders: tuple[str, dict[str, str]]) -> None:
    browsers = [SignedIn(user) for _ in orders]

    def post(browser: SignedIn, url: str, sent: dict[str, str]) -> None:
        browser.post(url, sent)

    writers = [
        lambda browser=browser, url=url, sent=sent: post(browser, url, sent)
        for browser, (url, sent) in zip(browsers, orders, strict=True)
    ]
    assert together(*writers) == []


def use_twice(secretary: User, street_secretary: User) -> int:
    """Return how many files one approval gave."""
    ExportApproval.objects.all().delete()
    approval = approve_export(actor=street_secretary, approval=make_asked(secretary))
    use = (MEMBERS, {"approval": str(approval.pk)})
    before = AuditEntry.objects.filter(action="export.take").count()
    post_twice(secretary, use, use)
    return AuditEntry.objects.filter(action="export.take").count() - before


def test_one_approval_gives_one_file(
    secretary: User, street_secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_in(monkeypatch, "_check_approval")
    assert use_twice(secretary, street_secretary) == 1
    assert AccessRecord.objects.count() == COUNT


def test_without_the_lock_one_approval_gives_two(
    secretary: User, street_secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_in(monkeypatch, "_check_approval")
    monkeypatch.setattr(
        exporting, "hold", lambda approval: ExportApproval.objects.get(pk=approval.pk)
    )
    assert use_twice(secretary, street_secretary) == 2


def opened_by_halves(secretary: User) -> int:
    """Return of how many people two exports of two opened the numbers."""
    halves = [(f"{MEMBERS}?q=党员00{n}", with_phones()) for n in range(COUNT)]
    post_twice(secretary, *halves[:2])
    post_twice(secretary, *halves[2:])
    return AccessRecord.objects.values("subject_id").distinct().count()


def test_two_exports_at_once_see_one_another(
    secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_in(monkeypatch, "_check_alone")
    assert opened_by_halves(secretary) == COUNT - 1


def test_without_the_lock_two_exports_at_once_open_too_many(
    secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_in(monkeypatch, "_check_alone")
    monkeypatch.setattr(exporting, "lock_person", lambda actor: None)
    assert opened_by_halves(secretary) == COUNT
