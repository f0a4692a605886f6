"""A column that people fill in is a column that somebody reads."""

from typing import Any

import pytest

from accounts.models import User
from orgs.imports.kinds import SourceRow, all_kinds, kind_of

SHOWN_ONLY = {"no"}  # 序号: for whoever compares the file with the paper
WITHIN = ("district_admin", "street_secretary", "community_secretary", "liaison")


class ReadTexts(dict[str, str]):
    """The cells of a row, and which of them were asked for by name."""

    def __init__(self, cells: dict[str, str]) -> None:
        super().__init__(cells)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


@pytest.mark.django_db
@pytest.mark.parametrize("code", [kind.code for kind in all_kinds()])
def test_every_column_of_a_file_is_read(code: str, request: pytest.FixtureRequest) -> None:
    kind = kind_of(code)
    cells = {one.name: one.example or next(iter(one.choices), "1") for one in kind.columns}
    asked: set[str] = set()
    for role in WITHIN:
        texts = ReadTexts(cells)
        actor: User = request.getfixturevalue(role)
        list(kind.judge(actor, [SourceRow(2, texts)]))
        asked |= texts.asked
    assert set(cells) - asked - SHOWN_ONLY == set()
