"""A test that cannot have what it needs is named at the end; in CI it is a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.processes
SAMPLE = """
import pytest

@pytest.mark.browser
def test_with_a_browser():
    pass

@pytest.mark.postgresql
def test_with_a_server():
    pass

def test_with_nothing():
    pass
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n  postgresql\n", "utf-8")
    (tmp_path / "test_sample.py").write_text(SAMPLE, "utf-8")
    return tmp_path


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the sample where there is neither a browser nor a PostgreSQL."""
    plugins = ("-p", "tests.plugins.services", "-p", "no:django", "-p", "no:cacheprovider")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, "-c", f"{folder}/pytest.ini", folder],
        cwd=settings.BASE_DIR, env={"PATH": os.devnull, **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_last_lines_name_what_was_left_out_and_how_to_get_it(folder: Path) -> None:
    *_, browser, server, closing = run(folder).stdout.splitlines()
    assert browser.startswith("Left out (1): Chromium: install it")
    assert server.startswith("Left out (1): PostgreSQL: start one on 127.0.0.1:5432")
    assert closing.startswith("1 passed, 2 skipped")


def test_what_was_left_out_is_no_failure_at_home_and_one_in_ci(folder: Path) -> None:
    assert run(folder).returncode == 0
    in_ci = run(folder, REQUIRE_ALL="1")
    assert in_ci.returncode == 1
    assert in_ci.stdout.splitlines()[-1].startswith("1 passed, 2 errors")


def test_any_other_skip_is_a_failure_in_ci_too(folder: Path) -> None:
    skipped = "import pytest\n\n@pytest.mark.skip\ndef test_nothing():\n    pass\n"
    (folder / "test_sample.py").write_text(skipped, "utf-8")
    assert run(folder).returncode == 0
    assert run(folder, REQUIRE_ALL="1").returncode == 1
