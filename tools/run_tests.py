"""Runs the tests on SQLite, then on PostgreSQL when one answers; arguments go to pytest.

A run that fails is the last one, so that pytest's closing line always tells the outcome.
"""

import os
import subprocess
import sys

import psycopg2

PROCESSES = "2"
LOCAL_DATABASE = "postgres://postgres@127.0.0.1:5432/gongjian"
NOTHING_COLLECTED = 5


def main() -> None:
    arguments = sys.argv[1:]
    address = os.environ.pop("DATABASE_URL", "") or LOCAL_DATABASE
    if not answers(address):
        # The tests that need it are skipped, and the summary says how to get it.
        sys.exit(run("the tests on SQLite", *arguments))
    code = run("the tests on SQLite", "-m", "not postgresql", *arguments)
    if code == 0:
        os.environ["DATABASE_URL"] = address
        # What a browser shows and how processes start does not depend on the database.
        code = run("the tests on PostgreSQL", "-m", "not browser and not processes", *arguments)
    sys.exit(code)


def answers(address: str) -> bool:
    """Whether the server lets us in; the test database itself is made by the tests."""
    server, _, _ = address.rpartition("/")
    try:
        psycopg2.connect(f"{server}/postgres", connect_timeout=5).close()
    except psycopg2.OperationalError:
        return False
    return True


def run(title: str, *arguments: str) -> int:
    """Run pytest once; a selection that holds no test is no failure."""
    print(f"== {title}", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", PROCESSES, "--dist", "loadscope", *arguments]
    code = subprocess.run(command, check=False).returncode
    return 0 if code == NOTHING_COLLECTED else code


if __name__ == "__main__":
    main()
