"""The embedded broker hands over whole messages only."""

import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from config.broker import Channel
from config.celery import app

MESSAGES = 300


@pytest.fixture
def channel(tmp_path: Path) -> Channel:
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    options = folders | {"control_folder": str(tmp_path / "control")}
    return Connection("filesystem://", transport_options=options).channel()


def test_the_product_uses_it(channel: Channel) -> None:
    assert app.connection("filesystem://").transport_cls == "filesystem"
    assert isinstance(channel, Channel)


def test_a_message_comes_back(channel: Channel) -> None:
    channel._put("work", {"body": "党建"})
    assert channel._get("work") == {"body": "党建"}
    with pytest.raises(Empty):
        channel._get("work")


def test_a_message_half_written_is_not_taken(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "1_a.work.msg.partial").write_text('{"body": ')
    with pytest.raises(Empty):
        channel._get("work")


def test_a_reader_beside_a_writer_gets_every_message_whole(channel: Channel) -> None:
    writer = threading.Thread(
        target=lambda: [channel._put("work", {"body": "x" * 9000}) for _ in range(MESSAGES)]
    )
    writer.start()
    got = 0
    while got < MESSAGES:
        try:
            got += len(channel._get("work")["body"]) == 9000
        except Empty:
            continue
    writer.join()
    assert got == MESSAGES
