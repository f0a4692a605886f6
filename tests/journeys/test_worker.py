"""The worker on Redis, as in production: a waiting row is done, with and without interruptions."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery

from tests.makers.processes import Link, Running, free_port, leave_job, state_of, wait_for
from tests.plugins.services import REDIS

pytestmark = [pytest.mark.processes, pytest.mark.redis]
Start = Callable[[int], Running]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    migrated = Running("manage.py", "migrate", VAR_DIR=str(folder))
    assert migrated.end() == 0, migrated.text
    return folder


@pytest.fixture
def queue() -> Iterator[str]:
    """A queue of this test alone on the shared server."""
    name = f"test-{uuid4()}"
    yield name
    with Celery(broker=address(REDIS[1])).connection_for_write() as connection:
        connection.default_channel.client.delete(name, f"_kombu.binding.{name}")


@pytest.fixture
def start(tables: Path, queue: str) -> Iterator[Start]:
    started: list[Running] = []

    def run(port: int) -> Running:
        arguments = "-m celery -A config worker --pool solo --loglevel INFO --queues"
        started.append(
            Running(
                *arguments.split(), queue,
                VAR_DIR=str(tables),
                BROKER_URL=address(port),
                DJANGO_SETTINGS_MODULE="config.settings.demo",
            )
        )  # fmt: skip
        return started[-1]

    yield run
    for running in started:
        running.kill()


def address(port: int) -> str:
    return f"redis://127.0.0.1:{port}/15"


def poke(queue: str) -> None:
    """Send what beat sends every few seconds."""
    Celery(broker=address(REDIS[1])).send_task("accounts.tasks.run_waiting_jobs", queue=queue)


def test_worker_does_what_waits(start: Start, tables: Path, queue: str) -> None:
    job = leave_job(tables)
    worker = start(REDIS[1])
    poke(queue)
    assert wait_for(lambda: state_of(tables, job) == "done"), worker.text


def test_job_outlives_a_missing_redis(start: Start, tables: Path, queue: str) -> None:
    port = free_port()
    worker = start(port)
    assert worker.says("Cannot connect to redis"), worker.text
    job = leave_job(tables)
    assert state_of(tables, job) == "waiting"
    Link(port, REDIS).start()
    poke(queue)
    assert wait_for(lambda: state_of(tables, job) == "done"), worker.text
