"""The demo, started for real."""

from dataclasses import dataclass
from pathlib import Path

from tests.makers.processes import Running, free_port

READY = "按 Ctrl-C 停止。"


@dataclass(frozen=True)
class Demo:
    """A demo that runs, where it listens and where its data lie."""

    running: Running
    port: int
    data: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def start(data: Path, port: int = 0, **environment: str) -> Demo:
    port = port or free_port()
    arguments = ("manage.py", "run_demo", f"--port={port}")
    return Demo(Running(*arguments, VAR_DIR=str(data), **environment), port, data)
