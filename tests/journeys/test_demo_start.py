"""`make demo` as a person meets it: started, used, stopped, started again."""

import http.client
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.people import DEMO_ACCOUNTS
from demo.supervisor import is_well
from tests.makers.demo import READY, Demo, start
from tests.makers.processes import kinds_of, leave_job, state_of, wait_for

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def demo(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A second start, which the tests share."""
    data = shutil.copytree(loaded, tmp_path_factory.mktemp("shared") / "var")
    leave_job(data, kind="kept")
    second = start(data)
    assert second.running.says(READY), second.running.text
    yield second
    second.running.kill()


@pytest.fixture
def data(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "var"))


def test_demo_says_where_it_is_and_who_may_enter(demo: Demo) -> None:
    assert f"http://127.0.0.1:{demo.port}/" in demo.running.text
    assert "gongjian-demo" in demo.running.text
    assert all(username in demo.running.text for username, _ in DEMO_ACCOUNTS)


@pytest.mark.parametrize("path", ["/healthz", "/accounts/login/", "/static/css/app.css"])
def test_pages_and_their_style_are_served(demo: Demo, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", demo.port)
    connection.request("GET", path)
    assert connection.getresponse().status == 200


def test_second_start_keeps_the_data(demo: Demo) -> None:
    assert "示例数据已在库中，未作改动。" in demo.running.lines
    assert kinds_of(demo.data) >= {"kept"}


def test_waiting_job_is_done_by_the_worker_within_seconds(demo: Demo) -> None:
    job = leave_job(demo.data)
    assert wait_for(lambda: state_of(demo.data, job) == "done", seconds=20)


def test_second_demo_on_the_same_data_is_refused(demo: Demo) -> None:
    second = start(demo.data).running
    assert second.end() == 1
    assert second.lines == ["演示已在运行，请先在原窗口按 Ctrl-C 停止。"]


def test_busy_port_is_said_in_one_sentence(demo: Demo) -> None:
    second = start(demo.data, demo.port).running
    assert second.end() == 1
    other = f"make demo PORT={demo.port + 1}"
    assert second.lines == [f"端口 {demo.port} 已被占用，请换一个端口，例如：{other}"]


@pytest.mark.parametrize(
    "ask",
    [lambda pid: os.killpg(pid, signal.SIGINT), lambda pid: os.kill(pid, signal.SIGTERM)],
    ids=["ctrl-c", "termination"],
)
def test_all_processes_stop_together(data: Path, ask: Callable[[int], None]) -> None:
    demo = start(data)
    assert demo.running.says(READY), demo.running.text
    ask(demo.running.process.pid)
    assert demo.running.end() == 0
    assert demo.running.lines[-1] == "演示已停止，数据已保留。"
    assert demo.running.left() == []
    assert not is_well(demo.port)


def test_when_one_process_ends_the_others_end_too(data: Path) -> None:
    demo = start(data, BROKER_URL="nonsense://").running
    assert demo.end() == 1
    assert "没有正常运行，演示已停止，请看日志" in demo.lines[-1]
    assert demo.left() == []
