"""A reader that says something and then dies, as one does that ran out of memory."""

import os
import signal

if __name__ == "__main__":
    print('{"sheet": "", "hidden": [], "marks": [], "merged": []}', flush=True)  # noqa: T201
    os.kill(os.getpid(), signal.SIGKILL)
