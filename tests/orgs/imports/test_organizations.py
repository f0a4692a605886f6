"""党组织（网格、楼栋） from a file."""

import pytest

from accounts.models import User
from orgs.models import ImportBatch, Organization
from orgs.operations.imports import undo_import
from orgs.selectors.tree import tree_faults
from tests.makers.files import read_rows, told, verdicts, worked, write
from tests.makers.orgs import Places

HEADER = ("所属社区", "网络党支部", "楼栋名称", "成立时间", "类型")


def brought(actor: User, *rows: tuple[str, ...]) -> ImportBatch:
    return read_rows(actor, HEADER, *rows, kind="organization")


def test_a_community_brings_its_grids_and_buildings(
    community_secretary: User, places: Places
) -> None:
    batch = write(
        community_secretary,
        brought(
            community_secretary,
            ("大拱桥", "第2网格", "", "2025-03-01", "联合党支部"),
            ("大拱桥社区", "第2网络党支部", "1号楼党小组", "2025年3月2日", ""),
            ("大拱桥社区大党委", "第3网格", "", "", ""),
            ("411502005001", "第1网格", "", "", ""),
        ),
    )
    assert verdicts(batch) == {2: "new", 3: "new", 4: "new", 5: "same"}
    grid = Organization.objects.get(name="第2网格")
    assert (grid.parent, grid.party_org_type) == (places.community, "joint_branch")
    building = Organization.objects.get(name="1号楼", parent=grid)
    assert str(building.established_on) == "2025-03-02"
    assert Organization.objects.get(name="第3网格").to_be_established
    assert tree_faults() == []


def test_a_planned_grid_is_established_by_a_file_with_its_day(
    community_secretary: User, places: Places
) -> None:
    write(community_secretary, brought(community_secretary, ("大拱桥", "第2网格", "", "", "")))
    batch = brought(community_secretary, ("大拱桥", "第2网格", "", "2025-03-01", ""))
    assert verdicts(batch) == {2: "update"}
    write(community_secretary, batch)
    assert str(Organization.objects.get(name="第2网格").established_on) == "2025-03-01"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("", "第2网格", "", "", ""), "请填写社区"),
        (("大拱桥", "", "", "", ""), "请填写网格"),
        (("大拱桥", "第9网格", "1号楼", "", ""), "请在前面的行先登记这个网格"),
        (("三五八社区", "第2网格", "", "", ""), "不在您的管理范围内"),
        (("没有的社区", "第2网格", "", "", ""), "不在您的管理范围内"),
        (("大拱桥", "第2网格", "", "2999-01-01", ""), "不能晚于今天"),
        (("大拱桥", "第2网格", "", "", "党总委"), "不在可选范围内"),
        (("大拱桥", "网" * 51, "", "", ""), "最多 50 个字"),
    ],
)
def test_a_wrong_row_is_told_in_one_sentence(
    community_secretary: User, places: Places, typed: tuple[str, ...], sentence: str
) -> None:
    batch = brought(community_secretary, typed)
    assert verdicts(batch) == {2: "error"}
    assert sentence in told(batch, 2)


def test_a_row_twice_is_a_conflict_that_names_the_first(
    community_secretary: User, places: Places
) -> None:
    same = ("大拱桥", "第2网格", "", "", "")
    batch = brought(community_secretary, same, same)
    assert verdicts(batch) == {2: "new", 3: "conflict"}
    assert "第 2 行" in told(batch, 3)


def test_the_import_is_taken_back_whole(community_secretary: User, places: Places) -> None:
    before = set(Organization.objects.values_list("code", flat=True))
    batch = write(
        community_secretary,
        brought(
            community_secretary,
            ("大拱桥", "第2网格", "", "2025-03-01", ""),
            ("大拱桥", "第2网格", "1号楼", "2025-03-02", ""),
        ),
    )
    batch = worked(undo_import(actor=community_secretary, batch=batch))
    assert batch.state == "undone"
    assert set(Organization.objects.values_list("code", flat=True)) == before
    assert tree_faults() == []


def test_planned_nodes_are_taken_back_too(community_secretary: User, places: Places) -> None:
    before = set(Organization.objects.values_list("code", flat=True))
    batch = write(
        community_secretary,
        brought(
            community_secretary,
            ("大拱桥", "第2网格", "", "2025-03-01", ""),
            ("大拱桥", "第2网格", "1号楼", "", ""),
            ("大拱桥", "第3网格", "", "", ""),
        ),
    )
    batch = worked(undo_import(actor=community_secretary, batch=batch))
    assert batch.state == "undone"
    assert set(Organization.objects.values_list("code", flat=True)) == before
