"""Judging a ledger of agreements: by the rules of signing, against the register and itself."""

import datetime
import re
from collections.abc import Sequence
from typing import Any

from accounts.models import User
from common.text import normalise_line, normalise_name, normalise_text
from common.violations import require
from covenants.imports.duties import Told, read_duties
from covenants.imports.rows import LedgerRow, NamedUnits, read_place, split_names
from covenants.models import Obligation
from covenants.operations.dates import (
    check_not_over,
    check_past,
    check_term,
    check_termination,
)
from covenants.selectors.ledgers import CovenantKey, registered_covenants
from covenants.selectors.places import signing_organizations
from orgs.imports.cells import parse_day
from orgs.imports.kinds import Judgement, SourceRow, Verdict
from orgs.imports.places import NamedPlaces
from orgs.models import ResidentUnit

SIGNER = re.compile(r"(.+?)\s*[（(](.+)[）)]\Z", re.S)
NEEDED = {"title": "协议名称", "units": "乙方单位", "signed_on": "签订日期"}
DAYS = {
    "signed_on": "签订日期", "effective_from": "生效日期", "effective_to": "到期日期",
    "terminated_on": "终止日期",
}  # fmt: skip


class CovenantJudge:
    """Judges all rows of one file for one user, with a fixed number of queries."""

    def __init__(self, user: User) -> None:
        mine = signing_organizations(user)
        places = list(mine.select_related("parent"))
        self.places = NamedPlaces(places)
        self.only = places[0].pk if len(places) == 1 else None
        self.units = NamedUnits(mine)
        self.known = registered_covenants(mine)
        self.seen: dict[CovenantKey, int] = {}

    def judge(self, rows: Sequence[SourceRow]) -> list[Judgement]:
        return [self._judge(LedgerRow(source)) for source in rows]

    def _judge(self, row: LedgerRow) -> Judgement:
        place, units = self._read(row)
        if row.findings or place is None:
            return row.judged(Verdict.ERROR)
        days = row.values
        key = CovenantKey(place, units[0].pk, days["signed_on"], row.values["title"])
        row.values = storable(row.values, place, units)
        if key in self.seen:
            row.notes = [("title", f"与第 {self.seen[key]} 行是同一份协议，请只留一行。")]
            return row.judged(Verdict.CONFLICT)
        self.seen[key] = row.source.number
        known = self.known.get(key)
        if known is None:
            return row.judged(Verdict.NEW)
        row.notes.insert(0, ("title", "已登记有同一甲方、同一单位、同日签订的同名协议，请核对。"))
        return row.judged(Verdict.DUPLICATE, known=known)

    def _read(self, row: LedgerRow) -> tuple[int | None, list[ResidentUnit]]:
        """Read the cells and ask the rules of drafting and signing as far as that goes."""
        place = read_place(row, "organization", self.places, self.only)
        for column, label in NEEDED.items():
            row.need(column, label)
        row.read("title", lambda text: normalise_line(text, label="协议名称", limit=100))
        units = self.units.read(row, "units", "乙方单位")
        for column, label in DAYS.items():
            row.read(column, lambda text, label=label: parse_day(text, label=label))
        self._check_days(row)
        unit_count = len(split_names(row.source.texts.get("units", "")))
        read_signers(row, units, unit_count)
        read_words(row, unit_count + 1)
        return place, units

    def _check_days(self, row: LedgerRow) -> None:
        signed_on = row.values.get("signed_on")
        if signed_on is None:
            return
        row.values.setdefault("effective_from", signed_on)
        with row.finding("signed_on"):
            check_past(signed_on, label="签订日期", code="covenant.signed_on")
        with row.finding("effective_to"):
            check_term(row.values["effective_from"], row.values.get("effective_to"))
            check_not_over(signed_on, row.values.get("effective_to"))
        self._check_end(row, signed_on)

    def _check_end(self, row: LedgerRow, signed_on: datetime.date) -> None:
        is_ended = row.is_filled("terminated_on")
        row.read("reason", lambda text: normalise_line(text, label="终止原因", limit=200))
        with row.finding("reason"):
            told = is_ended == row.is_filled("reason")
            text = "提前终止的协议请同时填写终止日期和终止原因。"
            require(told, text, code="covenant.reason")
        if "terminated_on" in row.values:
            with row.finding("terminated_on"):
                check_termination(
                    row.values["terminated_on"],
                    signed_on=signed_on,
                    effective_to=row.values.get("effective_to"),
                )


def read_signers(row: LedgerRow, units: Sequence[ResidentUnit], unit_count: int) -> None:
    """Who signed for 甲方 (key 0), and for the units in their order."""
    signers: dict[int, list[str]] = {}
    row.read("first_signer", lambda text: signers.update({0: signer(text)}))
    names = split_names(row.source.texts.get("signers", ""))
    with row.finding("signers"):
        text = "签字人比单位多，请按乙方单位的顺序填写，一个单位一人。"
        require(len(names) <= unit_count, text, code="party.signers")
        signers |= {unit.pk: signer(name) for unit, name in zip(units, names, strict=False)}
    row.values["signers"] = signers


def signer(text: str) -> list[str]:
    """Read 张三 or 张三（党委书记） as name and post."""
    found = SIGNER.match(text.strip())
    name, post = found.groups() if found else (text, "")
    return [
        normalise_name(name, label="签字人"),
        normalise_line(post, label="职务", limit=50, required=False),
    ]


def read_words(row: LedgerRow, side_count: int) -> None:
    """Duties of the sides; the former number and what names no side become the text."""
    told = Told()
    if row.is_filled("duties"):
        with row.finding("duties"):
            told = read_duties(row.source.texts["duties"], side_count)
            row.notes.append(("duties", summary(told)))
    row.read("old_no", lambda text: normalise_line(text, label="原编号", limit=50))
    words = [f"原编号：{row.values['old_no']}"] if "old_no" in row.values else []
    words += ["共建内容：", *told.rest] if told.rest else []
    with row.finding("duties"):
        row.values["text"] = normalise_text(
            "\n".join(words), label="协议正文", limit=20_000, required=False
        )
    row.values["duties"] = [list(duty) for duty in told.duties]


def summary(told: Told) -> str:
    """Say what was understood, so that the person can compare it with the paper."""
    again = sum(cadence != Obligation.Cadence.ONCE for _, _, cadence in told.duties)
    text = f"读出协议事项 {len(told.duties)} 项，其中定期事项 {again} 项。"
    if told.rest:
        text += f"另有 {len(told.rest)} 行没有写明哪一方，记入协议正文，不作为可核对的事项。"
    return text


def storable(values: dict[str, Any], place: int, units: Sequence[ResidentUnit]) -> dict[str, Any]:
    """Return all that writing needs, as JSON holds it."""
    days = {name: values[name].isoformat() for name in DAYS if name in values}
    words = {name: values.get(name, "") for name in ("title", "text", "reason")}
    return {
        **days,
        **words,
        "organization": place,
        "units": [unit.pk for unit in units],
        "signers": {str(key): who for key, who in values["signers"].items()},
        "duties": values["duties"],
    }
