"""The product's own processes, started for real on a database of their own."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from django.conf import settings

PATIENCE = 60


class Running:
    """One command of the product in a session of its own; what it says is kept."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ["PATH"], **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line.rstrip())

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def says(self, text: str) -> bool:
        """Wait until it has said so; False when it ends without."""
        wait_for(lambda: text in self.text or self.process.poll() is not None)
        self.reader.join(timeout=0 if self.process.poll() is None else 5)
        return text in self.text

    def end(self) -> int:
        """Return how it ended by itself."""
        code = self.process.wait(timeout=PATIENCE)
        self.reader.join(timeout=5)
        return code

    def interrupt(self) -> int:
        """Press Ctrl-C, as a terminal does: its whole process group gets the signal."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.end()

    def left(self) -> list[int]:
        """Return the processes of its session that still live."""
        listing = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, check=True)
        rows = (line.split() for line in listing.stdout.decode().splitlines())
        living = (int(pid) for pid, state in rows if not state.startswith("Z"))
        return [pid for pid in living if session_of(pid) == self.process.pid]

    def kill(self) -> None:
        """Leave nothing behind, whatever the test met."""
        for pid in self.left():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)


def session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return 0


class Link(threading.Thread):
    """A way to a server through a port of our own, so that a test can have it missing."""

    def __init__(self, port: int, target: tuple[str, int]) -> None:
        super().__init__(daemon=True)
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", port))

    def run(self) -> None:
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(self.target)
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    @staticmethod
    def _pass_on(source: socket.socket, sink: socket.socket) -> None:
        try:
            while received := source.recv(65536):
                sink.sendall(received)
        except OSError:
            return


def wait_for(question: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.1)
    return False


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def ask(folder: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Run one statement on the demo's database."""
    with closing(sqlite3.connect(folder / "demo.sqlite3", timeout=20)) as database, database:
        return database.execute(statement, values).fetchall()


def leave_job(folder: Path, kind: str = "tree_check") -> int:
    """Write a waiting job, as an operation would."""
    [[number]] = ask(
        folder,
        "INSERT INTO accounts_job (kind, arguments, state, progress, total, result, created_at)"
        " VALUES (?, '{}', 'waiting', 0, 0, '', datetime('now')) RETURNING id",
        kind,
    )
    return int(str(number))


def state_of(folder: Path, job: int) -> object:
    [[state]] = ask(folder, "SELECT state FROM accounts_job WHERE id = ?", job)
    return state


def kinds_of(folder: Path) -> set[object]:
    return {kind for (kind,) in ask(folder, "SELECT kind FROM accounts_job")}
