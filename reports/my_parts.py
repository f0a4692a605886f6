"""A part of what is held about a person: fields with their names, rows of plain values."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from members.models import Member

BRIEF = 5


@dataclass(frozen=True)
class Part:
    """One kind of facts. `fields` gives each identifier its name; a row holds a value for each."""

    code: str
    label: str
    fields: dict[str, str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    note: str = ""

    @property
    def is_brief(self) -> bool:
        """Whether a row reads as one line, its first field standing for it."""
        return len(self.fields) <= BRIEF

    @property
    def told_rows(self) -> list[list[tuple[str, str]]]:
        """The rows as people read them: name and text of what is known."""
        return [
            [(self.fields[code], told(value)) for code, value in row.items() if known(value)]
            for row in self.rows
        ]


def known(value: Any) -> bool:
    """Whether there is something to tell."""
    return value not in {None, ""}


def told(value: Any) -> str:
    """Return a value as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value)


def make_part(
    code: str, label: str, fields: dict[str, str], rows: Iterable[tuple[Any, ...]], note: str = ""
) -> Part:
    """Return a part of rows whose values stand in the order of the fields."""
    named = [dict(zip(fields, row, strict=True)) for row in rows]
    return Part(code, label, fields, named, note)


@dataclass
class Person:
    """Whose data: the account, the member behind it (None for none), rows merged into it.

    `shows_number` is for the file; on the page the number is masked as everywhere.
    """

    user: User
    member: Member | None
    shows_number: bool = False

    @cached_property
    def member_keys(self) -> list[int]:
        """The person's rows in the register: the member's and those merged into it."""
        if self.member is None:
            return []
        merged = Q(pk=self.member.pk) | Q(merged_into=self.member.pk)
        return list(Member.objects.filter(merged).values_list("pk", flat=True))
