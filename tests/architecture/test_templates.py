"""Templates keep to the house's forms: skeletons, components, no inline code."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ALL = sorted(TEMPLATES.rglob("*.html"))
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
LIBRARIES = ("django", "allauth", "admin")
PAGES = [
    path
    for path in ALL
    if path.relative_to(TEMPLATES).parts[0] not in {"components", *LIBRARIES}
    and not path.name.startswith("_")
    and path.name not in {"base.html", "500.html"}
]
INLINE = {
    "script block": r"<script(?![^>]*\bsrc=)",
    "style block": r"<style\b",
    "event attribute": r"<[^>]*\son[a-z]+\s*=",
    "style attribute": r"<[^>]*\sstyle\s*=",
    "script address": r"javascript:",
    "foreign address": r"(src|href|action)=[\"'](https?:)?//",
    "unescaped text": r"\|safe\b|autoescape off",
}
# Help texts are written by developers, never by users, and may hold a link.
MAY_BE_UNESCAPED = {"components/_field_notes.html"}


def name_of(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def findings(text: str) -> list[str]:
    return [name for name, pattern in INLINE.items() if re.search(pattern, text)]


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_template_compiles(path: Path) -> None:
    assert get_template(name_of(path))


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_template_holds_no_inline_code(path: Path) -> None:
    found = findings(path.read_text("utf-8"))
    if name_of(path) in MAY_BE_UNESCAPED:
        found.remove("unescaped text")
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>a()</script>",
        "<style>a{}</style>",
        "<a onclick='b()'>",
        "<p style='color:red'>",
        "<script src='//elsewhere/a.js'></script>",
        "{{ text|safe }}",
    ],
)
def test_the_check_finds_planted_inline_code(text: str) -> None:
    assert findings(text)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_page_extends_a_skeleton(path: Path) -> None:
    assert path.read_text("utf-8").startswith("{% extends ")


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_component_starts_by_naming_its_parameters(path: Path) -> None:
    text = path.read_text("utf-8")
    head = re.match(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", text, re.S)
    assert head
    assert "Parameters:" in head.group()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_page_hands_components_their_parameters_only(path: Path) -> None:
    includes = re.findall(r"\{% include \"components/[^%]*%\}", path.read_text("utf-8"))
    assert [tag for tag in includes if not tag.endswith(" only %}")] == []


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_form_that_writes_carries_the_token(path: Path) -> None:
    text = path.read_text("utf-8")
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.S)
    tokens = ("{% csrf_token %}", "_transition_hidden.html")
    assert [form for form in forms if not any(token in form for token in tokens)] == []


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_template_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 120
