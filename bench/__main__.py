"""`python -m bench`: every ratio with its goal, on PostgreSQL (DATABASE_URL names another)."""

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
os.environ.setdefault("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
django.setup()

from django.db import connection  # noqa: E402  Django must be set up before its models
from django.test.utils import setup_databases, teardown_databases  # noqa: E402  the same

from bench.exports import list_export  # noqa: E402  the same
from bench.imports import import_units  # noqa: E402  the same
from bench.ledger import long_ledger  # noqa: E402  the same
from bench.measures import Result, bulk_load  # noqa: E402  the same
from bench.member_import import import_members  # noqa: E402  the same
from bench.queries import constant_queries  # noqa: E402  the same
from bench.tree import tree_changes  # noqa: E402  the same

COMMAND = "make bench"


def main() -> int:
    """Measure, print the table, write `bench/results.json`; non-zero when a goal is missed."""
    old = setup_databases(verbosity=0, interactive=False)
    try:
        results = [
            bulk_load(),
            *list_export(),
            *long_ledger(),
            *tree_changes(),
            *import_units(),
            *import_members(),
            *constant_queries(),
        ]
    finally:
        teardown_databases(old, verbosity=0)
    print(f"database: {connection.vendor}")
    for result in results:
        mark = "ok  " if result.is_met else "OVER"
        print(f"{mark} {result.id:4} {result.ratio:6.2f}  goal <= {result.goal}  {result.what}")
    Path(__file__).with_name("results.json").write_text(
        json.dumps([as_json(result) for result in results], ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
    )
    return 0 if all(result.is_met for result in results) else 1


def as_json(result: Result) -> dict[str, object]:
    return {
        "id": result.id,
        "what": result.what,
        "ratio": round(result.ratio, 3),
        "goal": result.goal,
        "command": COMMAND,
    }


if __name__ == "__main__":
    sys.exit(main())
