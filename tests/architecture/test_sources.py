"""Habits of the house, read off the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = (
    "accounts", "common", "config", "covenants", "demo", "members", "orgs", "reports", "services",
)  # fmt: skip
GATED = {"admin", "api", "exports", "filters", "forms", "generic", "tasks", "views"}
UNGATED = re.compile(r"objects\.(?:all|get|first|last|filter|exclude)\(|_base_manager|\.raw\(")
WHOLE = re.compile(r"_default_manager\.all\(\)")
# Files that may name rows without the gate, how often, and why that shows nobody's rows.
REVIEWED = {
    "covenants/forms/covenants.py": (1, "the organization of a covenant that came by the gate"),
    "covenants/forms/projects.py": (1, "the lead of a project that came by the gate"),
    "services/api/serializers.py": (2, "places open to all members; the parents of one's own"),
    "services/forms.py": (1, "rows that came by the gate, as one queryset"),
}


def sources(*packages: str) -> Iterator[Path]:
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def gated() -> list[Path]:
    return [
        path
        for path in sources()
        if GATED & {*path.relative_to(ROOT).with_suffix("").parts}
        and path.relative_to(ROOT).parts[0] not in {"config", "demo", "common"}
    ]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def ungated_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if UNGATED.search(line)]


@pytest.mark.parametrize("path", gated(), ids=short)
def test_rows_come_through_the_gate_only(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    allowed, _ = REVIEWED.get(short(path), (0, ""))
    found = ungated_lines(text)
    assert len(found) == allowed, found
    if WHOLE.search(text):
        assert ".visible_to(" in text


@pytest.mark.parametrize(
    "line",
    [
        "rows = Member.objects.all()",
        "row = Member.objects.get(pk=pk)",
        "rows = Member._base_manager.filter(pk=pk)",
        "rows = Member.objects.filter(name=name)",
    ],
)
def test_a_hole_in_the_gate_would_be_found(line: str) -> None:
    assert ungated_lines(line)


def test_the_gated_layers_are_read_at_all() -> None:
    assert {"orgs/admin/base.py", "orgs/generic.py", "members/forms/own.py"} <= set(
        map(short, gated())
    )
    assert len(gated()) > 30


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_nothing_is_imported_inside_a_function() -> None:
    """But for the receivers, which register when their app is ready."""
    found = [
        short(path)
        for path in sources()
        for function in functions(parsed(path))
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    ]
    assert found == ["accounts/apps.py"]


def test_stars_are_imported_between_settings_only() -> None:
    found = {
        short(path.parent)
        for path in sources()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    }
    assert found == {"config/settings"}


def test_no_model_overrides_save_or_delete() -> None:
    found = [
        f"{short(path)} {function.name}"
        for path in sources()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
        for function in node.body
        if isinstance(function, ast.FunctionDef) and function.name in {"save", "delete"}
    ]
    assert found == []


def test_signals_are_received_in_one_file() -> None:
    found = {
        short(path)
        for path in sources()
        if re.search(r"django\.dispatch|db\.models\.signals|auth\.signals", path.read_text("utf-8"))
    }
    assert found == {"accounts/receivers.py"}


def test_only_orgs_knows_how_the_tree_is_stored() -> None:
    words = re.compile(r"\b(?:lft|rght|tree_id|mptt|get_queryset_descendants)\b")
    others = [package for package in PACKAGES if package not in {"orgs", "config"}]
    found = [short(path) for path in sources(*others) if words.search(path.read_text("utf-8"))]
    assert found == []


def test_the_tree_is_written_by_its_operations_only() -> None:
    words = re.compile(r"\b(?:move_node|insert_node|move_to|insert_at|bulk_update|rebuild)\(")
    found = {short(path) for path in sources("orgs") if words.search(path.read_text("utf-8"))}
    assert found <= {"orgs/operations/acts.py", "orgs/operations/bulk.py"}


def operations() -> list[tuple[str, ast.FunctionDef]]:
    """Functions of the operations that take an actor by keyword: what a customer calls an act."""
    return [
        (short(path), function)
        for path in sources()
        if "operations" in {*path.with_suffix("").parts}
        for function in parsed(path).body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        if "actor" in {argument.arg for argument in function.args.kwonlyargs}
    ]


def test_every_operation_is_explained() -> None:
    assert len(operations()) > 40
    assert [f"{path} {f.name}" for path, f in operations() if not ast.get_docstring(f)] == []


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines without signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_files_and_functions_stay_short() -> None:
    for path in sources():
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= 400, short(path)
        for function in functions(parsed(path)):
            assert body_length(function) <= 45, f"{short(path)} {function.name}"


def test_views_and_forms_do_not_write() -> None:
    words = re.compile(r"\.(?:save|delete|bulk_create|update_or_create|create_by)\(")
    allowed = {"orgs/generic.py"}  # the form's receipt
    found = {short(path) for path in gated() if words.search(path.read_text("utf-8"))}
    assert found - allowed == set()
