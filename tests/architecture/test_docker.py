"""The image and the compose file, read as files: no engine is needed to find what they forget."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from config.env import REQUIRED_IN_PRODUCTION

ROOT = Path(settings.BASE_DIR)
COMPOSE = (ROOT / "docker-compose.yml").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
PRODUCT = ("migrate", "web", "worker", "beat")
LASTING = ("web", "worker", "beat", "postgres", "redis")


def names_read() -> set[str]:
    """Return the environment variables that the product reads."""
    source = (ROOT / "config" / "env.py").read_text("utf-8")
    return set(re.findall(r'_read\.\w+\("([A-Z_]+)"', source))


def instructions(keyword: str) -> list[str]:
    return re.findall(rf"^{keyword} (.*)$", DOCKERFILE, re.MULTILINE)


def test_all_five_services_are_there() -> None:
    assert set(LASTING) <= SERVICES.keys()


@pytest.mark.parametrize("name", PRODUCT)
def test_every_process_gets_what_production_requires(name: str) -> None:
    given = SERVICES[name]["environment"].keys()
    assert set(REQUIRED_IN_PRODUCTION) <= given
    assert given <= names_read()


@pytest.mark.parametrize("name", PRODUCT)
def test_secrets_are_demanded_and_never_written_down(name: str) -> None:
    for key in ("SECRET_KEY", "PHONE_KEY", "AUDIT_KEY"):
        assert SERVICES[name]["environment"][key].startswith(f"${{{key}:?")


def test_both_sides_speak_of_the_same_database_password() -> None:
    password = SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"]
    address = SERVICES["web"]["environment"]["DATABASE_URL"]
    assert address.startswith(f"postgres://gongjian:{password}@postgres:")


@pytest.mark.parametrize("name", LASTING)
def test_every_lasting_service_is_watched(name: str) -> None:
    is_watched = SERVICES[name].get("healthcheck", {}).get("test")
    assert is_watched or (name == "web" and instructions("HEALTHCHECK"))


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_runs_as_root(name: str) -> None:
    assert SERVICES[name]["user"] not in {"root", "0", 0}


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_waited_for_exists_and_is_watched(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            assert SERVICES[other]["healthcheck"]["test"]
        else:
            assert (other, how["condition"]) == ("migrate", "service_completed_successfully")


@pytest.mark.parametrize("name", SERVICES)
def test_named_volumes_are_declared(name: str) -> None:
    declared = yaml.safe_load(COMPOSE)["volumes"].keys()
    assert {volume.split(":")[0] for volume in SERVICES[name].get("volumes", [])} <= declared


def test_only_the_web_server_is_reachable_and_only_from_this_machine() -> None:
    published = {name: row["ports"] for name, row in SERVICES.items() if "ports" in row}
    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_compose_asks_only_for_names_that_mean_something() -> None:
    assert set(re.findall(r"\$\{([A-Z_]+)", COMPOSE)) <= names_read() | {"POSTGRES_PASSWORD"}


def test_image_reads_only_settings_that_exist() -> None:
    named = set(re.findall(r"\b([A-Z][A-Z_]+)=", DOCKERFILE))
    of_python = {name for name in named if name.startswith(("PYTHON", "PIP_"))}
    assert named - of_python - {"DJANGO_SETTINGS_MODULE"} <= names_read()


def test_image_installs_what_the_lock_file_pins() -> None:
    [install] = [line for line in instructions("RUN") if "pip install" in line]
    assert "--require-hashes" in install
    assert "-r requirements/runtime.txt" in install


def test_image_ends_as_an_ordinary_user_with_a_health_check() -> None:
    assert instructions("FROM") == ["python:3.12-slim"]
    assert instructions("USER") == ["gongjian"]
    assert DOCKERFILE.index("USER gongjian") > DOCKERFILE.index("COPY . .")
    assert "/healthz" in instructions("HEALTHCHECK")[0]


def test_image_leaves_out_data_and_secrets() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert {".git", ".venv", "var", ".env"} <= set(ignored)


def test_celery_finds_the_application() -> None:
    for name in ("worker", "beat"):
        assert SERVICES[name]["command"][:3] == ["celery", "-A", "config"]
