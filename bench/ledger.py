"""P9: a ledger of 10,000 covenants, from the click to the last byte, and its memory."""

import io
import tempfile
import time
from html import escape

from django.db import connection
from django.test import Client

from accounts.models import User
from bench.exports import growth_of_a_fresh_process
from bench.measures import Result, paired, timed
from common import clock
from covenants.models import Covenant, CovenantParty
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.grants import grant_role
from orgs.operations.tree import found_organization
from orgs.policy import Role

ROWS = 10_000
UNITS = 300
LEDGER = "/desk/print/covenants/ledger/"
# What the ledger says of a covenant, by one statement of the database.
PLAIN = """
    SELECT c.no, c.title, o.name, string_agg(u.name, '、' ORDER BY p.position),
           c.signed_on, c.effective_from, c.effective_to, c.status, c.reason
      FROM covenants_covenant c
      JOIN orgs_organization o ON o.id = c.organization_id
      JOIN covenants_covenantparty p ON p.covenant_id = c.id
      LEFT JOIN orgs_residentunit u ON u.id = p.unit_id
  GROUP BY c.id, o.id ORDER BY c.signed_on DESC, c.id DESC
"""


def load_covenants() -> User:
    """Write the register, two units to a covenant, and return the district's officer."""
    district = District.objects.create(code="999994", name="测试四区")
    officer = User.objects.create_user("bench-ledger", name="区委组织部")
    grant_role(actor=None, user=officer, role=Role.DISTRICT, place=district)
    day = clock.today()
    street = found_organization(
        actor=officer, parent=district, name="测试街道", region_code="999994001000",
        established_on=day,
    )  # fmt: skip
    units = ResidentUnit.objects.bulk_create(
        ResidentUnit(district=district, name=f"第{number}单位", category="other", active_from=day)
        for number in range(UNITS)
    )
    covenants = Covenant.objects.bulk_create(
        (_covenant(street, officer, number) for number in range(ROWS)), batch_size=2_000
    )
    CovenantParty.objects.bulk_create(
        (
            CovenantParty(covenant=covenant, unit=unit, position=position)
            for number, covenant in enumerate(covenants)
            for position, unit in enumerate(
                (None, units[number % UNITS], units[(number + 1) % UNITS])
            )
        ),
        batch_size=5_000,
    )
    return officer


def _covenant(street: Organization, officer: User, number: int) -> Covenant:
    day = clock.today()
    return Covenant(
        no=f"XY20250301-{number:06d}", title=f"测试街道与第{number}单位共驻共建协议",
        organization=street, status="signed", signed_on=day, effective_from=day,
        text="各方联合开展志愿服务。" * 50, created_by=officer, updated_by=officer,
    )  # fmt: skip


def take(client: Client, query: str = "") -> int:
    """Take the whole ledger; return its bytes."""
    response = client.get(LEDGER + query)
    if response.status_code != 200:
        raise RuntimeError(f"{LEDGER} answered {response.status_code}")
    return sum(len(part) for part in response.streaming_content)


def first_byte(client: Client) -> float:
    """Return the seconds until the head of the page is there."""
    start = time.perf_counter()
    next(iter(client.get(LEDGER).streaming_content))
    return time.perf_counter() - start


def write_plain() -> int:
    """The same rows, asked for in one statement and written by string formatting alone."""
    page = io.StringIO()
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)
        for number, row in enumerate(cursor.fetchall(), start=1):
            cells = (f"<td>{escape(str(value or ''))}</td>" for value in (number, *row))
            page.write(f"<tr>{''.join(cells)}</tr>\n")
    with tempfile.TemporaryFile() as file:
        return file.write(page.getvalue().encode())


def long_ledger() -> list[Result]:
    """P9: page and docx ÷ one statement and plain formatting; the memory of each in MB; and the
    wait for the first byte as a share of the whole page."""
    client = Client()
    client.force_login(load_covenants())
    page_memory = growth_of_a_fresh_process("ledger")
    file_memory = growth_of_a_fresh_process("ledger-docx")
    plain = lambda: timed(write_plain)  # noqa: E731  one side of both pairs
    page = paired(lambda: timed(lambda: take(client)), plain)
    file = paired(lambda: timed(lambda: take(client, "?file=docx")), plain)
    wait = paired(lambda: first_byte(client), lambda: timed(lambda: take(client)))
    return [
        Result("P9", f"打印 {ROWS} 份协议的台账 ÷ 一条查询加字符串拼接", page, 6),
        Result("P9d", "同上，docx ÷ 一条查询加字符串拼接", file, 8),
        Result("P9f", "台账首字节 ÷ 整页", wait, 0.2),
        Result("P9m", "台账网页多占的内存（MB）", page_memory, 80),
        Result("P9n", "台账 docx 多占的内存（MB）", file_memory, 80),
    ]
