"""The commands of the README on a machine where something is missing: one sentence each."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
TOOLS = ("sh", "make", "cmp", "cp", "rm", "sed", "expand")
pytestmark = pytest.mark.processes


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What `make` needs of the project before anything is installed."""
    folder = tmp_path / "a checkout"
    for name in ("Makefile", "tools/prepare", "requirements/runtime.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine that has a shell and make, no python and no network."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(str(shutil.which(name)))
    return {"PATH": str(folder), "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}


def give_python(machine: dict[str, str], script: str) -> None:
    """Put a python3 there that is a shell script."""
    python = Path(machine["PATH"], "python3")
    python.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    python.chmod(0o755)


def make(
    checkout: Path, machine: dict[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=checkout, env=machine, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def sentence(ended: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that was said before make's own."""
    assert ended.returncode != 0
    [line] = [line for line in ended.stderr.splitlines() if not line.startswith("make: ")]
    return line


def test_help_lists_the_commands(machine: dict[str, str]) -> None:
    lines = make(ROOT, machine).stdout.splitlines()
    assert len(lines) <= 10
    assert {"demo", "demo-reset", "test", "lint"} <= {line.split()[1] for line in lines}


def test_missing_python_is_said(checkout: Path, machine: dict[str, str]) -> None:
    assert "没有找到 Python 3.11 或更高版本" in sentence(make(checkout, machine, "demo"))


def test_too_old_python_is_said(checkout: Path, machine: dict[str, str]) -> None:
    give_python(machine, 'case "$2" in *version_info*) exit 1;; esac')
    assert "没有找到 Python 3.11 或更高版本" in sentence(make(checkout, machine, "demo"))


def test_missing_venv_is_said(checkout: Path, machine: dict[str, str]) -> None:
    give_python(machine, 'case "$2" in *ensurepip*) exit 1;; esac')
    assert "Python 缺少 venv 或 pip" in sentence(make(checkout, machine, "demo"))


def test_folder_that_cannot_be_written_is_said(checkout: Path, machine: dict[str, str]) -> None:
    give_python(machine, 'case "$2" in venv) exit 1;; esac')
    assert "无法建立虚拟环境" in sentence(make(checkout, machine, "demo"))


def test_broken_download_is_said_and_tried_again(checkout: Path, machine: dict[str, str]) -> None:
    give_python(machine, f'exec "{sys.executable}" "$@"')
    for _ in range(2):
        assert "依赖没有装好，请检查网络后重试" in sentence(make(checkout, machine, "demo"))
    assert not (checkout / ".venv" / "installed-runtime.txt").exists()


def test_second_run_installs_nothing(checkout: Path, machine: dict[str, str]) -> None:
    stamp = checkout / ".venv" / "installed-runtime.txt"
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(str(shutil.which("true")))
    shutil.copy(checkout / "requirements" / "runtime.txt", stamp)
    assert make(checkout, machine, "demo").stdout == ""


@pytest.mark.parametrize("port", ["", "abc", "0", "65536", "-1", "８０００", "80 81", "1e3"])
def test_port_that_is_none_is_said(port: str) -> None:
    with pytest.raises(SystemExit, match=f"端口应为 1 至 65535 的整数，不能是“{port}”"):
        call_command("run_demo", port=port)
