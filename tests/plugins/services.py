"""What the tests need beside Python: used when it is there, named at the end when it is not.

With REQUIRE_ALL=1 (CI) a test that cannot have what it needs fails, and so does any other skip.
"""

import os
import shutil
import socket
from collections.abc import Generator
from functools import cache

import pytest

REDIS = ("127.0.0.1", 6379)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
ADVICE = {
    "postgresql": "PostgreSQL: start one on 127.0.0.1:5432 (or set DATABASE_URL), then: make test",
    "redis": "Redis: start one on 127.0.0.1:6379, e.g. redis-server --bind 127.0.0.1",
    "browser": "Chromium: install it, on Debian: apt-get install chromium fonts-noto-cjk",
    "office": "LibreOffice: on Debian: apt-get install libreoffice-writer-nogui poppler-utils",
}
IS_EVERYTHING_REQUIRED = os.environ.get("REQUIRE_ALL") == "1"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "processes: starts the product's processes on a database of their own"
    )
    config.addinivalue_line("markers", "office: opens documents with LibreOffice")


@cache
def chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@cache
def has_redis() -> bool:
    try:
        with socket.create_connection(REDIS, timeout=2):
            return True
    except OSError:
        return False


@cache
def has_office() -> bool:
    return all(map(shutil.which, ("soffice", "pdftotext")))


@cache
def is_there(marker: str) -> bool:
    if marker == "postgresql":
        return os.environ.get("DATABASE_URL", "").startswith("postgres")
    if marker == "office":
        return has_office()
    return has_redis() if marker == "redis" else chromium() is not None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, advice in ADVICE.items():
        if item.get_closest_marker(marker) and not is_there(marker):
            if IS_EVERYTHING_REQUIRED:
                pytest.fail(f"left out for want of {advice}", pytrace=False)
            pytest.skip(advice)


def skipped(config: pytest.Config) -> list[str]:
    """Return the reason of every test that was skipped, known where the summary is written."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return [str(report.longrepr[2]).removeprefix("Skipped: ") for report in reports]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> Generator[None]:
    yield
    reasons = skipped(config)
    for reason in sorted(set(reasons)):
        terminalreporter.write_line(f"Left out ({reasons.count(reason)}): {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if IS_EVERYTHING_REQUIRED and skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's browser, for tests marked `browser`."""
    path = chromium()
    assert path, ADVICE["browser"]
    return path
