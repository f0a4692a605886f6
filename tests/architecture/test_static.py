"""What the browser is sent: unchanged vendored files, old engines, small pages, AA colours."""

import re
import shutil
from pathlib import Path

import brotli
import pytest

from tools import vendor

STATIC = Path(__file__).resolve().parents[2] / "static"
OWN_CSS = sorted((STATIC / "css").glob("*.css"))
OWN_JS = sorted((STATIC / "js").glob("*.js"))

# What the oldest supported engine, Chromium 87, does not know.
NEW_CSS = {
    ":has()": r":has\(",
    ":is() and :where()": r":(is|where)\(",
    "container queries": r"@container|container-type",
    "cascade layers": r"@layer",
    "color functions": r"color-mix\(|oklch\(|oklab\(|lab\(|lch\(",
    "media ranges": r"@media[^{]*[<>]",
    "aspect-ratio": r"aspect-ratio\s*:",
    "accent-color": r"accent-color\s*:",
    "viewport units": r"\d(dvh|svh|lvh|dvw|svw|lvw)\b",
    "nesting": r"&",
    "subgrid": r"subgrid",
    "text-wrap": r"text-wrap",
}
NEW_JS = {
    "optional chaining": r"\?\.[^\d]",
    "nullish": r"\?\?",
    "logical assignment": r"(\|\||&&)=",
    "private members": r"\bthis\.#|^\s+#\w+\s*[=(;]",
    "Array.at": r"\.at\(",
    "structuredClone": r"structuredClone",
    "Object.hasOwn": r"Object\.hasOwn\b",
    "replaceAll": r"\.replaceAll\(",
    "top-level await": r"^await\b",
    "numeric separators": r"\d_\d",
    "eval": r"\beval\(|new Function",
    "inline styles and markup": r"innerHTML|insertAdjacentHTML|document\.write",
}
PHONE_PAGE = (
    "vendor/tabler/tabler.min.css", "css/app.css", "css/layout.css", "css/components.css",
    "css/tables.css", "css/forms.css", "css/print.css",
    "js/early.js", "js/app.js", "js/draft.js", "js/picker.js", "img/mark.svg",
)  # fmt: skip
PAIRS = (
    ("red", "surface"), ("red", "page"), ("red-dark", "surface"), ("ink", "page"),
    ("quiet", "surface"), ("quiet", "page"), ("navy-ink", "navy"), ("surface", "navy"),
    ("surface", "red"), ("surface", "red-dark"), ("good", "good-surface"), ("good", "surface"),
    ("warn", "warn-surface"), ("warn", "surface"), ("bad", "bad-surface"), ("bad", "surface"),
    ("neutral", "neutral-surface"),
)  # fmt: skip


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|^\s*//.*?$", "", text, flags=re.S | re.M)


def findings(text: str, patterns: dict[str, str]) -> list[str]:
    code = without_comments(text)
    return [name for name, pattern in patterns.items() if re.search(pattern, code, re.M)]


def colours() -> dict[str, str]:
    text = (STATIC / "css" / "app.css").read_text("utf-8")
    return dict(re.findall(r"^  --([a-z-]+): (#[0-9a-f]{6});$", text, re.M))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_vendored_files_are_those_of_the_manifest() -> None:
    assert vendor.faults() == []


def test_a_changed_or_foreign_vendored_file_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(vendor.VENDOR, tmp_path / "vendor")
    monkeypatch.setattr(vendor, "VENDOR", tmp_path / "vendor")
    (tmp_path / "vendor" / "tabler" / "tabler.min.css").write_text("a{}")
    (tmp_path / "vendor" / "foreign.js").write_text("")
    (tmp_path / "vendor" / "tabler" / "LICENSE").unlink()
    assert vendor.faults() == [
        "missing: tabler/LICENSE",
        "not in the manifest: foreign.js",
        "changed: tabler/tabler.min.css",
    ]


def test_every_vendored_package_brings_its_licence() -> None:
    for row in vendor.packages():
        assert any("LICENSE" in entry["file"] for entry in row["files"]), row["name"]


def test_tabler_is_the_last_one_for_old_engines() -> None:
    assert [row["version"] for row in vendor.packages() if row["name"] == "@tabler/core"] == [
        "1.0.0"
    ]


@pytest.mark.parametrize("path", [*OWN_CSS, *OWN_JS], ids=lambda path: path.name)
def test_own_files_ask_for_nothing_newer_than_the_oldest_engine(path: Path) -> None:
    patterns = NEW_CSS if path.suffix == ".css" else NEW_JS
    assert findings(path.read_text("utf-8"), patterns) == []


@pytest.mark.parametrize(
    ("code", "patterns"),
    [
        ("a:has(b) {}", NEW_CSS),
        ("a { & b {} }", NEW_CSS),
        ("a { color: color-mix(in srgb, red, blue) }", NEW_CSS),
        ("@container (min-width: 1px) {}", NEW_CSS),
        ("a?.b", NEW_JS),
        ("a ?? b", NEW_JS),
        ("a ||= b", NEW_JS),
        ("eval(a)", NEW_JS),
    ],
)
def test_the_check_finds_planted_new_syntax(code: str, patterns: dict[str, str]) -> None:
    assert findings(code, patterns)


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.*s")), ids=lambda path: path.name)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"@import|url\(\s*[\"']?(https?:)?//", text)
    # A reference to a source map that is not shipped stops the collecting of static files.
    assert "sourceMappingURL" not in text


def test_a_phone_page_is_small() -> None:
    htmx_and_page = 25_000
    sent = sum(len(brotli.compress((STATIC / name).read_bytes())) for name in PHONE_PAGE)
    assert sent + htmx_and_page <= 150_000


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_colours_pass_aa(text: str, ground: str) -> None:
    assert contrast(colours()[text], colours()[ground]) >= 4.5


def test_the_contrast_check_knows_a_failing_pair() -> None:
    assert contrast("#2fb344", "#e6f4ea") < 4.5
