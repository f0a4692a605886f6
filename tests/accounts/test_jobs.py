import datetime
import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from accounts import jobs
from accounts.models import Job
from accounts.operations import request_job
from accounts.tasks import run_waiting_jobs
from common import clock
from orgs.models import District

pytestmark = pytest.mark.django_db
State = Job.State


@pytest.fixture(autouse=True)
def ran() -> Iterator[list[int]]:
    """Two kinds of jobs for the tests; the list tells which rows were run."""
    rows: list[int] = []

    @jobs.job("count")
    def count(row: Job) -> str:
        rows.append(row.pk)
        return f"已处理 {row.arguments['of']} 条。"

    @jobs.job("break")
    def break_down(row: Job) -> str:
        District.objects.create(code="411599", name="半途")
        raise ZeroDivisionError

    yield rows
    del jobs.kinds["count"], jobs.kinds["break"]


def test_a_waiting_job_is_run_and_says_what_it_did(ran: list[int]) -> None:
    row = request_job(actor=None, kind="count", of=3)
    run_waiting_jobs()
    row.refresh_from_db()
    assert (row.state, row.result) == (State.DONE, "已处理 3 条。")
    assert row.created_at <= row.started_at <= row.finished_at


def test_a_job_is_run_once_however_often_it_is_called(ran: list[int]) -> None:
    row = request_job(actor=None, kind="count", of=3)
    for _ in range(3):
        jobs.run(row.pk)
        run_waiting_jobs()
    assert ran == [row.pk]


def test_of_two_claims_one_holds() -> None:
    row = request_job(actor=None, kind="count", of=3)
    assert [jobs.claim(row.pk), jobs.claim(row.pk)] == [True, False]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_eight_claims_at_once_one_holds() -> None:
    row = request_job(actor=None, kind="count", of=3)
    start = threading.Barrier(8)
    held: list[bool] = []

    def claim() -> None:
        start.wait(timeout=10)
        held.append(jobs.claim(row.pk))
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(held) == [False] * 7 + [True]


def test_a_job_that_breaks_says_so_and_leaves_nothing_half_done() -> None:
    row = request_job(actor=None, kind="break")
    run_waiting_jobs()
    row.refresh_from_db()
    assert (row.state, row.result) == (State.FAILED, "执行时出错，已记录，请联系系统管理员。")
    assert not District.objects.exists()


def test_a_job_of_an_unknown_kind_fails_and_the_next_one_runs(ran: list[int]) -> None:
    unknown = request_job(actor=None, kind="unheard of")
    known = request_job(actor=None, kind="count", of=1)
    run_waiting_jobs()
    unknown.refresh_from_db()
    assert unknown.state == State.FAILED
    assert ran == [known.pk]


def test_a_job_whose_worker_was_killed_is_taken_over(ran: list[int]) -> None:
    row = request_job(actor=None, kind="count", of=3)
    assert jobs.claim(row.pk)
    run_waiting_jobs()
    assert ran == []
    started = clock.now() - jobs.PATIENCE - datetime.timedelta(seconds=1)
    Job.objects.filter(pk=row.pk).update(started_at=started)
    run_waiting_jobs()
    assert ran == [row.pk]
