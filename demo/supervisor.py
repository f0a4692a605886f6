"""Child processes that are started together and stopped together."""

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

START_SECONDS = 60
STOP_SECONDS = 10
LOOK_SECONDS = 0.2


class Supervisor:
    """Starts processes, waits until the web server answers, ends all when one is to end.

    Each child leads a process group of its own: a terminal's Ctrl-C reaches the supervisor alone
    (gunicorn told twice, by the terminal and by us, may hang), and by force a child falls with
    all that it started.
    """

    def __init__(self, *, program: Path, logs: Path) -> None:
        self.program = program
        self.logs = logs
        self.logs.mkdir(parents=True, exist_ok=True)
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.is_asked_to_stop = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        # Only a mark: an exception here could fall between a start and the note of it.
        self.is_asked_to_stop = True

    def start(self, name: str, *arguments: str) -> None:
        """Start `python -m arguments…`; what it prints goes to its own log."""
        with self.log_of(name).open("wb") as log:
            self.children[name] = subprocess.Popen(  # noqa: S603  our own arguments
                [sys.executable, "-m", *arguments],
                cwd=self.program,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    def log_of(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    @property
    def dead(self) -> str:
        """The name of a child that has ended, empty while all live."""
        ended = (name for name, child in self.children.items() if child.poll() is not None)
        return next(ended, "")

    @property
    def is_over(self) -> bool:
        return self.is_asked_to_stop or bool(self.dead)

    def wait_until_it_answers(self, port: int) -> bool:
        """Ask /healthz until it says 200; False when all is over or the time is up."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and not self.is_over:
            if is_well(port):
                return True
            time.sleep(LOOK_SECONDS)
        return False

    def watch(self) -> None:
        """Return when somebody asks to stop or a child has ended."""
        while not self.is_over:
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """End all children: politely, and after ten seconds by force."""
        living = [child for child in self.children.values() if child.poll() is None]
        for child in living:
            child.terminate()
        until = time.monotonic() + STOP_SECONDS
        for child in living:
            try:
                child.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def is_well(port: int) -> bool:
    """Whether the web server on this port answers its health check."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
