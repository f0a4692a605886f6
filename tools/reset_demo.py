"""Deletes var/, where the demo keeps its data, unless a demo is running on it."""

import fcntl
import shutil
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "var"


def main() -> None:
    if not FOLDER.exists():
        print("没有演示数据，直接运行 make demo 即可。")
        return
    with (FOLDER / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("演示正在运行，请先按 Ctrl-C 停止，再清除数据。")
        shutil.rmtree(FOLDER)
    print("演示数据已清除，运行 make demo 重新开始。")


if __name__ == "__main__":
    main()
