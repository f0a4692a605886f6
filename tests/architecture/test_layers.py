"""The rooms and doors of docs/architecture.md, checked on the imports themselves."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "orgs", "members", "covenants", "services", "reports")
LAYERS = {
    "admin", "api", "apps", "filters", "forms", "management", "migrations", "models",
    "operations", "querysets", "selectors", "tables", "tasks", "urls", "views",
}  # fmt: skip


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_apps_import_to_the_right_only() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_an_import_to_the_left_would_be_found(tmp_path: Path) -> None:
    for app in ("common", "accounts"):
        (tmp_path / app).mkdir()
        (tmp_path / app / "__init__.py").touch()
    (tmp_path / "common" / "clock.py").write_text("import accounts\n")
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_packages =\n    common\n    accounts\n"
        "[importlinter:contract:1]\nname = layers\ntype = layers\n"
        "layers =\n    accounts\n    common\n"
    )
    assert lint(tmp_path).returncode != 0


@pytest.mark.parametrize("app", APPS)
def test_no_layer_is_called_a_service_or_helper(app: str) -> None:
    named = {path.stem for path in (ROOT / app).rglob("*.py")}
    assert not named & {"services", "utils", "helpers", "misc", "common_utils", "managers"} - (
        {"services"} if app == "services" else set()
    )


@pytest.mark.parametrize("app", APPS)
def test_no_layer_is_empty(app: str) -> None:
    for path in (ROOT / app).rglob("*.py"):
        if path.stem in LAYERS:
            assert path.read_text(encoding="utf-8").strip(), path
