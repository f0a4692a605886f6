"""Reading a file through a child process that a hostile file may ruin without ruining us."""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.conf import settings

from common.reading.limits import DAMAGED, TOO_LARGE
from common.violations import RuleViolation

WALL_SECONDS = 180
NAME = "common.reading"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: the spreadsheet's own number, texts, columns that lost digits."""

    number: int
    texts: list[str]
    lost: list[int]


@dataclass(frozen=True)
class Table:
    """What stood in the file; columns are counted from 0, rows as the spreadsheet counts them."""

    sheet: str
    rows: list[Row]
    hidden: frozenset[int] = frozenset()
    merged: list[list[int]] = field(default_factory=list)
    marks: dict[int, dict[int, str]] = field(default_factory=dict)


def read_table(file: IO[bytes], labels: Iterable[str]) -> Table:
    """Return the table in the file; `labels` are squashed headers by which its sheet is found.

    Refuses `import.unreadable` with a sentence that says what to do.
    """
    with tempfile.TemporaryFile() as source:
        shutil.copyfileobj(file, source)
        source.seek(0)
        return _as_table(_messages(source, json.dumps(sorted(labels))))


def _as_table(messages: Iterator[Any]) -> Table:
    description = next(messages, None)
    if not isinstance(description, dict):
        raise _unreadable(DAMAGED)
    # The same words stand in many rows; they are kept once.
    rows = [
        Row(number, [sys.intern(text) for text in texts], lost)
        for batch in messages
        for number, texts, lost in batch
    ]
    marks: dict[int, dict[int, str]] = {}
    for number, column, kind in description["marks"]:
        marks.setdefault(number, {})[column] = kind
    return Table(
        sheet=description["sheet"],
        rows=rows,
        hidden=frozenset(description["hidden"]),
        merged=description["merged"],
        marks=marks,
    )


def _messages(source: IO[bytes], labels: str) -> Iterator[Any]:
    """Run the child; its lines as they come. An end that it did not choose is a refusal too."""
    process = subprocess.Popen(  # noqa: S603  our own module; the file is its input, not its name
        [sys.executable, "-m", NAME, labels],
        cwd=settings.BASE_DIR,
        # Nothing of ours is in its surroundings: no key, no database.
        env={"LANG": "C.UTF-8"},
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    watch = threading.Timer(WALL_SECONDS, process.kill)
    watch.start()
    try:
        for line in process.stdout or ():
            message = json.loads(line)
            if isinstance(message, dict) and "refusal" in message:
                raise _unreadable(message["refusal"])
            yield message
        if process.wait() != 0:
            raise _unreadable(TOO_LARGE)
    finally:
        watch.cancel()
        process.kill()
        process.communicate()


def _unreadable(sentence: str) -> RuleViolation:
    return RuleViolation(sentence, code="import.unreadable", field="file")
