"""What the settings and the lock files promise is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from config import celery_app

ROOT = Path(settings.BASE_DIR)
APPS = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}


def locked(name: str) -> set[str]:
    """Return the pinned releases of a lock file, name==version."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    return set(re.findall(r"^([\w.-]+==[^\s;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_every_scheduled_task_exists(name: str) -> None:
    celery_app.loader.import_default_modules()
    assert settings.CELERY_BEAT_SCHEDULE[name]["task"] in celery_app.tasks


def test_tests_run_on_the_releases_that_are_shipped() -> None:
    assert locked("runtime") - locked("test") == set()


@pytest.mark.parametrize("name", ["runtime", "test"])
def test_lock_file_holds_names_versions_and_hashes_only(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    assert "://" not in text
    assert len(locked(name)) <= text.count("--hash=sha256:")


def test_only_one_module_reads_the_environment() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"os\.environ\b(?!\.setdefault)|os\.getenv|environ\.Env\(", path.read_text())
    }
    assert readers == {"config/env.py"}
