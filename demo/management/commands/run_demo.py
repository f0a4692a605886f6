"""`make demo`: prepares the sample district, then runs web server, worker and beat together."""

import errno
import fcntl
import re
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from demo.people import DEMO_ACCOUNTS
from demo.supervisor import Supervisor

CHILDREN = {
    "web": "gunicorn config.wsgi --bind 127.0.0.1:{port} --workers 2 --threads 2 "
    "--no-control-socket",
    "worker": "celery -A config worker --pool solo --loglevel INFO "
    "--without-gossip --without-mingle --without-heartbeat",
    "beat": "celery -A config beat --loglevel INFO",
}


class Command(BaseCommand):
    """Every refusal is one sentence on the error output and exit code 1."""

    help = "启动演示：网页服务、后台任务、定时任务一起启动，按 Ctrl-C 一起停止。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default="8000", help="端口，默认 8000")

    def handle(self, *, port: str, **options: Any) -> None:
        number = checked_port(port)
        require_free(number)
        with only_one(settings.VAR_DIR):
            try:
                self.prepare()
            except KeyboardInterrupt:
                sys.exit("已停止。")
            self.run_children(number)

    def prepare(self) -> None:
        """Bring tables, cache table and sample district up to date; what is there stays."""
        self.say("正在准备示例数据，首次约需一分钟……")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_demo")

    def run_children(self, port: int) -> None:
        """Run until somebody stops it; when one child ends alone, say which and fail."""
        supervisor = Supervisor(program=settings.BASE_DIR, logs=settings.VAR_DIR / "log")
        try:
            for name, line in CHILDREN.items():
                supervisor.start(name, *line.format(port=port).split())
            if supervisor.wait_until_it_answers(port):
                self.say(greeting(port))
                supervisor.watch()
            dead = "" if supervisor.is_asked_to_stop else supervisor.dead or "web"
        finally:
            supervisor.stop()
        if dead:
            sys.exit(f"进程 {dead} 没有正常运行，演示已停止，请看日志 {supervisor.log_of(dead)}。")
        self.say("演示已停止，数据已保留。")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def greeting(port: int) -> str:
    """What is printed when all is ready: address, accounts, password."""
    accounts = (f"  {username:<10} {label}" for username, label in DEMO_ACCOUNTS)
    return "\n".join(
        (
            f"演示已就绪（示例数据）：http://127.0.0.1:{port}/",
            f"演示账号，密码都是 {settings.DEMO_PASSWORD}：",
            *accounts,
            "按 Ctrl-C 停止。",
        )
    )


def checked_port(text: str) -> int:
    """Return the port, or end with one sentence when it is none."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        sys.exit(f"端口应为 1 至 65535 的整数，不能是“{text}”，例如：make demo PORT=8123")
    return int(text)


def require_free(port: int) -> None:
    """End with one sentence when nobody can listen on the port."""
    with socket.socket() as trial:
        # As the web server does: a port whose last connections are still closing is free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as fault:
            if fault.errno == errno.EACCES:
                sys.exit(f"端口 {port} 需要管理员权限，请换一个 1024 以上的端口。")
            sys.exit(f"端口 {port} 已被占用，请换一个端口，例如：make demo PORT={other(port)}")


def other(port: int) -> int:
    """Return a port to try instead."""
    return port + 1 if port < 65535 else 8000


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; a second demo on the same data ends with one sentence."""
    with (folder / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("演示已在运行，请先在原窗口按 Ctrl-C 停止。")
        yield
