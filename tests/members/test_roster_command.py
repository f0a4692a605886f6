"""`manage.py import_file` for members and check-ins, by the names that people type."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from members.models import CheckIn, Member
from orgs.models import ResidentUnit
from tests.makers.files import csv_file

ROWS = (("姓名", "手机号", "所在单位"), ("赵六", "13800000006", "区教体局"))


@pytest.fixture
def roster(tmp_path: Path, unit: ResidentUnit) -> Path:
    path = tmp_path / "名单.csv"
    path.write_bytes(csv_file(ROWS, "gbk"))
    return path


def command(kind: str, path: Path, actor: str, *options: str) -> str:
    said = io.StringIO()
    call_command("import_file", kind, str(path), "--actor", actor, *options, stdout=said)
    return said.getvalue()


@pytest.mark.parametrize("kind", ["member", "members", "党员名册"])
def test_members_are_imported_under_any_of_the_names(
    liaison: User, roster: Path, kind: str
) -> None:
    assert "新增 1 行" in command(kind, roster, "liaison", "--commit")
    assert Member.objects.get().name == "赵六"


@pytest.mark.parametrize("kind", ["check_ins", "check-ins", "党员报到名单"])
def test_check_ins_are_written_once_somebody_says_that_all_agreed(
    community_secretary: User, roster: Path, kind: str
) -> None:
    with pytest.raises(CommandError, match="--pledged"):
        command(kind, roster, "community_secretary", "--commit")
    assert not CheckIn.objects.exists()
    command(kind, roster, "community_secretary", "--commit", "--pledged")
    assert CheckIn.objects.get().status == "registered"


@pytest.mark.parametrize("kind", ["ghost", "check_in_paper"])
def test_an_unknown_kind_is_refused_with_a_sentence(
    community_secretary: User, roster: Path, kind: str
) -> None:
    with pytest.raises(CommandError, match="没有这种导入"):
        command(kind, roster, "community_secretary")
