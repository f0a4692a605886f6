"""P8: a list of 100,000 people as xlsx, from the click to the last byte."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import xlsxwriter
from django.db import connection
from django.test import Client

from accounts.models import User
from bench.measures import Result, paired, timed
from common import clock
from common.phones import mask_phone
from members.models import Member
from orgs.models import District, ResidentUnit
from orgs.operations.grants import grant_role
from orgs.policy import Role

ROWS = 100_000
UNITS = 300
LIST = "/desk/members/"
MEGABYTE = 1_000_000


def load_people() -> User:
    """Write the register and return the district's officer."""
    district = District.objects.create(code="999998", name="测试区")
    units = ResidentUnit.objects.bulk_create(
        [
            ResidentUnit(
                district=district, name=f"第{number}单位", category="district_organ",
                active_from=clock.today(),
            )
            for number in range(UNITS)
        ]
    )  # fmt: skip
    people = (
        Member(
            district=district,
            unit=units[number % UNITS],
            name=f"党员{number:06d}",
            mobile_masked=mask_phone(f"139{number:08d}"),
        )
        for number in range(ROWS)
    )
    Member.objects.bulk_create(people, batch_size=5_000)
    officer = User.objects.create(username="bench-officer", name="区委组织部")
    grant_role(actor=None, user=officer, role=Role.DISTRICT, place=district)
    return officer


def take(client: Client) -> int:
    """Take the whole list out; return the bytes of the file."""
    response = client.post(LIST, {"file_format": "xlsx", "reason": "测量"})
    if response.status_code != 200:
        raise RuntimeError(f"{LIST} answered {response.status_code}")
    return sum(len(part) for part in response.streaming_content)


def write_plain(rows: list[tuple[str, ...]]) -> None:
    """What the writer library takes for the same cells."""
    with (
        tempfile.NamedTemporaryFile(suffix=".xlsx") as file,
        xlsxwriter.Workbook(file.name, {"constant_memory": True}) as book,
    ):
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)


def resident_bytes(process: str = "self") -> int:
    """Return the memory that the process and its children hold now (Linux)."""
    folder = Path("/proc") / process
    try:
        status = (folder / "status").read_text().splitlines()
        children = [
            child for tasks in folder.glob("task/*/children") for child in tasks.read_text().split()
        ]
    except OSError:  # a child that has just ended
        return 0
    own = next((int(line.split()[1]) for line in status if line.startswith("VmRSS")), 0)
    return own * 1024 + sum(map(resident_bytes, children))


def growth_during(work: Callable[[], object]) -> float:
    """Return by how many megabytes the process grew at most while the work went on."""
    before, peak, is_done = resident_bytes(), 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not is_done.is_set():
            peak = max(peak, resident_bytes())
            time.sleep(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    work()
    is_done.set()
    watcher.join()
    return (peak - before) / MEGABYTE


def growth_of_a_fresh_process(work: str = "export") -> float:
    """Return the megabytes; in this one, what loading has left behind would hide them."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=connection.settings_dict["NAME"])
    answer = subprocess.run(  # noqa: S603  our own module
        [sys.executable, "-m", "bench.memory", work],
        env={**os.environ, "DATABASE_URL": url.geturl()},
        check=True,
        stdout=subprocess.PIPE,
    )
    return float(answer.stdout)


def list_export() -> list[Result]:
    """P8: the request ÷ the writer library alone on ready tuples; and its memory in MB."""
    client = Client()
    client.force_login(load_people())
    memory = growth_of_a_fresh_process()
    people = Member.objects.select_related("unit").order_by("name")
    rows = [
        (row.name, row.mobile_masked, row.unit.name, row.get_kind_display(), "是")
        for row in people.iterator(5_000)
    ]
    ratio = paired(lambda: timed(lambda: take(client)), lambda: timed(lambda: write_plain(rows)))
    return [
        Result("P8", f"导出 {ROWS} 名党员 xlsx ÷ 只用写表格的库", ratio, 1.5),
        Result("P8m", f"导出 {ROWS} 名党员 xlsx 多占的内存（MB）", memory, 80),
    ]
