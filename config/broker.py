"""The embedded broker: kombu's filesystem transport with messages that appear whole.

kombu creates a message under its final name and then writes it; a reader that comes between finds
it empty and the worker ends. Here it is written under another name and then renamed.
"""

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Puts a message into the folder in one step."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:
        folder = Path(self.data_folder_out)
        # The reader takes names that end in `.<queue>.msg`, so a partial one is none of its own.
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        partial = folder / f"{name}.partial"
        partial.write_text(dumps(payload), encoding="utf-8")
        partial.replace(folder / name)


class Transport(filesystem.Transport):
    """`filesystem://` as the demo uses it."""

    Channel = Channel
