"""One loaded demo for all journeys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.makers.demo import READY, start


@pytest.fixture(scope="package")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data that a first start leaves; Ctrl-C ends it."""
    first = start(tmp_path_factory.mktemp("loaded"))
    assert first.running.says(READY), first.running.text
    first.running.interrupt()
    yield first.data
    first.running.kill()
