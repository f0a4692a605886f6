"""Two people open or submit one month at once; PostgreSQL, real threads."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from orgs.models import Organization
from reports.models import MonthlyReport, Snapshot
from reports.operations import lifecycle, monthly
from reports.operations.lifecycle import submit_report
from reports.operations.monthly import open_report
from reports.periods import last_finished_month
from tests.makers.reports import make_written

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ONCE = next(c for c in MonthlyReport._meta.constraints if c.name == "reports_monthlyreport_once")


def at_once(*calls: Callable[[], Any]) -> None:
    """Run each call in a thread of its own."""

    def work(call: Callable[[], Any]) -> None:
        try:
            call()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], None]:
    """Let both threads come to a function before either goes on, if a lock lets them."""
    barrier = threading.Barrier(2, timeout=1)

    def guard(module: Any, name: str) -> None:
        function = getattr(module, name)

        def wait(*args: Any) -> Any:
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait()
            return function(*args)

        monkeypatch.setattr(module, name, wait)

    return guard


@pytest.fixture
def open_twice(
    gate: Callable[[Any, str], None],
    community: Organization,
    community_secretary: User,
    deputy_secretary: User,
) -> Callable[[], int]:
    """Both have seen that there is no report before either makes one."""
    gate(monthly, "_check_month")
    month = last_finished_month()

    def run() -> int:
        people = (community_secretary, deputy_secretary)
        at_once(
            *(
                lambda actor=actor: open_report(actor=actor, community=community, month=month)
                for actor in people
            )
        )
        return MonthlyReport.objects.count()

    return run


@pytest.fixture
def without_constraint() -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.remove_constraint(MonthlyReport, ONCE)
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reports_monthlyreport CASCADE")
    with connection.schema_editor() as editor:
        editor.add_constraint(MonthlyReport, ONCE)


def test_two_openings_at_once_make_one_report(open_twice: Callable[[], int]) -> None:
    assert open_twice() == 1
    assert MonthlyReport.objects.get().actions.count() == 1


@pytest.mark.usefixtures("without_constraint")
def test_without_the_constraint_they_would_make_two(
    open_twice: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def create(defaults: dict[str, Any], **key: Any) -> tuple[MonthlyReport, bool]:
        return MonthlyReport.objects.create(**key, **defaults), True

    monkeypatch.setattr(MonthlyReport.objects, "get_or_create", create)
    assert open_twice() == 2


@pytest.fixture
def submit_twice(
    gate: Callable[[Any, str], None], community: Organization, community_secretary: User
) -> Callable[[], int]:
    """Both freeze before either has changed the state, if the report's lock lets them."""
    report = make_written(community_secretary, community)
    gate(lifecycle, "_freeze")

    def run() -> int:
        at_once(*[lambda: submit_report(actor=community_secretary, report=report)] * 2)
        return Snapshot.objects.count()

    return run


def test_two_submissions_at_once_freeze_once(submit_twice: Callable[[], int]) -> None:
    assert submit_twice() == 1


def test_without_the_reports_lock_they_would_freeze_twice(
    submit_twice: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(report: MonthlyReport) -> MonthlyReport:
        return MonthlyReport.objects.select_related("community__parent").get(pk=report.pk)

    monkeypatch.setattr(lifecycle, "lock_report", read)
    assert submit_twice() == 2
