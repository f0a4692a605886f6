"""Production starts on settings of its own, or not at all."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as active_settings
from pytest_django import Settings

from config.checks import refuse_sample_data
from config.env import REQUIRED_IN_PRODUCTION
from orgs.models import District

ROOT = Path(active_settings.BASE_DIR)
pytestmark = pytest.mark.processes


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What an administrator sets; nothing listens at these addresses."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "VAR_DIR": str(tmp_path),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "PHONE_KEY": secrets.token_urlsafe(48),
        "AUDIT_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": "postgres://gongjian@127.0.0.1:9/gongjian",
        "BROKER_URL": "redis://127.0.0.1:9/0",
        "ALLOWED_HOSTS": "gongjian.example.cn",
        "TRUSTED_ORIGINS": "https://gongjian.example.cn",
    }


def python(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def refusal(environment: dict[str, str]) -> str:
    """Return the line with which production refuses to start, empty when it starts."""
    started = python(environment, "-c", "import config.settings.production")
    assert (started.returncode == 0) == (started.stderr == "")
    return started.stderr.strip().rpartition("\n")[2]


def test_production_starts_with_settings_of_its_own(environment: dict[str, str]) -> None:
    assert refusal(environment) == ""


@pytest.mark.parametrize("name", REQUIRED_IN_PRODUCTION)
def test_production_names_the_missing_setting(environment: dict[str, str], name: str) -> None:
    del environment[name]
    assert refusal(environment).endswith(f"Set before starting production: {name}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "demo-only-secret-key-" + "0" * 40),
        ("PHONE_KEY", "demo-only-phone-key-" + "1" * 40),
        ("AUDIT_KEY", "too-short-to-be-a-key"),
        ("DATABASE_URL", "sqlite:////srv/demo.sqlite3"),
        ("BROKER_URL", "filesystem://"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "gongjian.example.cn,127.0.0.1"),
        ("TRUSTED_ORIGINS", "http://gongjian.example.cn"),
        ("SURFACES", "everything"),
    ],
)
def test_production_refuses_a_value_of_the_demo(
    environment: dict[str, str], name: str, value: str
) -> None:
    line = refusal(environment | {name: value})
    assert "ImproperlyConfigured" in line
    assert name in line


def test_each_key_has_a_value_of_its_own(environment: dict[str, str]) -> None:
    line = refusal(environment | {"AUDIT_KEY": environment["PHONE_KEY"]})
    assert "needs a value of its own" in line


def test_deployment_check_finds_nothing(environment: dict[str, str]) -> None:
    checked = python(environment, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr


def test_static_files_are_collected_under_hashed_names(
    environment: dict[str, str], tmp_path: Path
) -> None:
    program = (
        "import django; django.setup(); from django.conf import settings; "
        "settings.STATIC_ROOT = settings.VAR_DIR; "
        "from django.core.management import call_command; "
        "call_command('collectstatic', interactive=False)"
    )
    collected = python(environment, "-c", program)
    assert collected.returncode == 0, collected.stderr
    assert re.search(r"/app\.[0-9a-f]{12}\.css$", str(next(tmp_path.glob("css/app.*.css"))))


def test_health_is_told_without_https(environment: dict[str, str]) -> None:
    program = (
        "import django; django.setup(); from django.test import Client; "
        "ask = Client(headers={'host': 'localhost:8000'}).get; "
        "print(ask('/healthz').status_code, ask('/accounts/login/').status_code)"
    )
    assert python(environment, "-c", program).stdout.split() == ["200", "301"]


def test_production_refuses_a_database_with_sample_data(
    settings: Settings, district: District
) -> None:
    settings.DEMO = False
    assert refuse_sample_data(None, databases=["default"]) == []
    District.objects.update(is_sample=True)
    assert [fault.id for fault in refuse_sample_data(None, databases=["default"])] == [
        "config.E001"
    ]
