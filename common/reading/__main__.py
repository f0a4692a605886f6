"""The process that reads one file."""

import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

from common.reading.files import Row, open_table
from common.reading.limits import (
    CPU_SECONDS,
    MAX_MEMORY,
    MAX_ROWS,
    MAX_TEXT,
    TOO_LARGE,
    TOO_MANY_ROWS,
    Refusal,
)

BATCH = 500


def limit_process() -> None:
    """Before a byte of the file is looked at."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def say(message: Any) -> None:
    sys.stdout.buffer.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")


def batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Some hundred rows at a time; too many or too long ones are refused."""
    batch: list[Row] = []
    letters = 0
    for number, texts, lost in rows:
        if number > MAX_ROWS:
            raise Refusal(TOO_MANY_ROWS)
        letters += sum(map(len, texts))
        if letters > MAX_TEXT:
            raise Refusal(TOO_LARGE)
        batch.append((number, texts, lost))
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def main() -> None:
    limit_process()
    try:
        with open(0, "rb") as source:
            table = open_table(source, frozenset(json.loads(sys.argv[1])))
            say(table.description)
            for batch in batches(table.rows):
                say(batch)
    except Refusal as refusal:
        say({"refusal": str(refusal)})
    except MemoryError:
        say({"refusal": TOO_LARGE})


if __name__ == "__main__":
    main()
