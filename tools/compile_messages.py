"""Compile locale/*/LC_MESSAGES/*.po into .mo without gettext being installed.

    .venv/bin/python tools/compile_messages.py

Knows what our own catalogue needs: msgctxt, msgid, msgid_plural, msgstr, strings over several
lines. A message without a translation is left out, so that the next catalogue answers.
The .mo format: https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html
"""

import ast
import re
import struct
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAGIC, REVISION = 0x950412DE, 0
HEADER_SIZE = 7 * 4
KEYWORD = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr)(?:\[\d+\])?\s+(".*")\Z')


def read_po(text: str) -> dict[str, str]:
    """Return msgid (with context and plural as the .mo wants them) → translation."""
    messages = {}
    for block in re.split(r"\n\s*\n", text):
        parts = _parts(block)
        if parts.get("msgstr"):
            key = parts["msgid"]
            if "msgctxt" in parts:
                key = f"{parts['msgctxt']}\x04{key}"
            if "msgid_plural" in parts:
                key = f"{key}\x00{parts['msgid_plural']}"
            messages[key] = parts["msgstr"]
    return messages


def _parts(block: str) -> dict[str, str]:
    """Return the strings of one entry by keyword."""
    parts: dict[str, str] = {}
    keyword = ""
    for line in map(str.strip, block.splitlines()):
        if line.startswith("#") or not line:
            continue
        if match := KEYWORD.match(line):
            keyword, quoted = match.groups()
        else:
            quoted = line
        parts[keyword] = parts.get(keyword, "") + ast.literal_eval(quoted)
    return parts


def write_mo(messages: dict[str, str]) -> bytes:
    """Return the compiled catalogue: header, table of originals, table of translations, texts."""
    pairs = sorted((key.encode(), text.encode()) for key, text in messages.items())
    count = len(pairs)
    originals, translations = HEADER_SIZE, HEADER_SIZE + count * 8
    offset = translations + count * 8
    tables, texts = [], b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<2I", len(pair[column]), offset + len(texts)))
            texts += pair[column] + b"\x00"
    # No hash table: its size is 0 and it "begins" after the tables.
    header = struct.pack("<7I", MAGIC, REVISION, count, originals, translations, 0, offset)
    return header + b"".join(tables) + texts


def compile_file(source: Path) -> bytes:
    """Return what the .mo beside a .po must hold."""
    return write_mo(read_po(source.read_text(encoding="utf-8")))


def main() -> None:
    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        target.write_bytes(compile_file(source))
        print(f"{target.relative_to(ROOT)}: {len(read_po(source.read_text('utf-8')))} messages")


if __name__ == "__main__":
    main()
