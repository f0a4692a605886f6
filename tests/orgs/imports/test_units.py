"""驻区单位: what becomes of a file of units."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from orgs.imports.kinds import SourceRow
from orgs.imports.unit_judge import UnitJudge
from orgs.models import District, ResidentUnit
from orgs.operations.unit_merges import merge_units
from orgs.operations.units import change_unit, close_unit, register_unit
from tests.makers.files import read_rows, told, verdicts, write
from tests.makers.orgs import FOUNDED, Places, make_community, make_unit

USCC = "91110000600037341L"
HEADER = ("单位名称", "统一社会信用代码", "类别")


def test_new_units_are_added_and_known_ones_updated(district_admin: User, places: Places) -> None:
    known = make_unit(district_admin, places.district, "区法院", "other")
    batch = read_rows(
        district_admin,
        ("单位名称", "类别", "联络员", "所在社区", "应报到人数", "申报日期", "联络员手机号"),
        ("区法院", "区直机关", "王五", "", "", "", ""),
        ("区检察院", "机关", "李 四", "大拱桥", "35", "2026年3月5日", "+86 138-0000-0000"),
    )
    assert verdicts(batch) == {2: "update", 3: "new"}
    assert told(batch, 2) == "类别原为“其他”。联络员原来没有填写。"
    batch = write(district_admin, batch)
    assert (batch.state, batch.counts["written"]) == ("done", 2)
    known.refresh_from_db()
    assert (known.category, known.is_district_direct) == ("district_organ", True)
    assert (known.liaison, known.updated_by) == ("王五", district_admin)
    new = ResidentUnit.objects.get(name="区检察院")
    assert (new.liaison, new.located_in, new.declared_members) == ("李四", places.community, 35)
    assert (new.declared_on, new.open_mobile()) == (datetime.date(2026, 3, 5), "13800000000")
    assert (new.name_initials, new.created_by) == ("qjcy", district_admin)
    assert AuditEntry.objects.filter(action="unit.import").count() == 1


def test_a_unit_is_recognised_by_its_code_and_may_get_another_name(
    district_admin: User, district: District
) -> None:
    unit = register_unit(
        actor=district_admin, district=district, name="区法院", category="other", uscc=USCC
    )
    batch = read_rows(district_admin, HEADER, ("区人民法院", USCC.lower(), ""))
    assert (verdicts(batch), told(batch, 2)) == ({2: "update"}, "单位名称原为“区法院”。")
    write(district_admin, batch)
    unit.refresh_from_db()
    assert (unit.name, unit.name_initials, unit.version) == ("区人民法院", "qrmfy", 2)


def test_blank_cells_leave_what_is_known(district_admin: User, district: District) -> None:
    unit = make_unit(district_admin, district, "区法院", "other")
    change_unit(actor=district_admin, unit=unit, liaison="王五")
    batch = read_rows(district_admin, (*HEADER, "联络员"), ("区法院", "", "", " "))
    assert verdicts(batch) == {2: "same"}


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (("", "", "其他"), "请填写单位名称"),
        (("甲局", "", ""), "新增单位请填写类别"),
        (("甲局", "", "说不清"), "类别“说不清”不在可选范围内"),
        (("甲局", USCC[:-1] + "4", "其他"), "第 18 位（校验码）应为 L"),
        (("甲局", USCC[:-1], "其他"), "应为 18 位，现在是 17 位"),
        (("甲" * 101, "", "其他"), "单位名称最多 100 个字"),
        (("甲局\u200b\u202e乙", "", "其他"), "看不见的特殊字符"),
    ],
)
def test_what_the_register_refuses_is_an_error_in_the_row(
    cells: tuple[str, ...], sentence: str, district_admin: User
) -> None:
    batch = read_rows(district_admin, HEADER, (*cells,), ("乙局", "", "其他"))
    assert verdicts(batch) == {2: "error", 3: "new"}
    assert sentence in told(batch, 2)


@pytest.mark.parametrize(
    ("label", "text", "sentence"),
    [
        ("应报到人数", "10" * 15, "不是整数"),
        ("应报到人数", "-1", "不是整数"),
        ("应报到人数", "100001", "应在 0 到 100000 之间"),
        ("应报到人数", "35", "请填写申报日期"),
        ("启用日期", "2999-01-01", "不能晚于今天"),
        ("联络员手机号", "1380000", "11 位手机号码"),
        ("主管单位", "没有的局", "没有找到，或不在您的管理范围内"),
        ("主管单位", "甲局", "不能是本单位自己"),
        ("所在社区", "没有的社区", "没有找到，或不在您的管理范围内"),
    ],
)
def test_every_cell_has_its_rule(
    label: str, text: str, sentence: str, district_admin: User
) -> None:
    batch = read_rows(district_admin, ("单位名称", "类别", label), ("甲局", "其他", text))
    assert verdicts(batch) == {2: "error"}
    assert sentence in told(batch, 2)


def test_a_community_of_another_district_is_as_unknown_as_one_that_is_not_there(
    district_admin: User, places: Places
) -> None:
    header = ("单位名称", "类别", "所在社区")
    theirs = read_rows(district_admin, header, ("甲局", "其他", "平桥社区"))
    before = told(theirs, 2)
    elsewhere = District.objects.create(code="411503", name="平桥区")
    ResidentUnit.objects.create(district=elsewhere, name="平桥单位", category="other", uscc=USCC)
    batch = read_rows(
        district_admin, (*header, "主管单位", "统一社会信用代码"),
        ("甲局", "其他", "平桥社区", "平桥单位", USCC),
    )  # fmt: skip
    assert before in told(batch, 2)
    assert "主管单位“平桥单位”没有找到，或不在您的管理范围内。" in told(batch, 2)
    assert "已登记在另一个单位名下" in told(batch, 2)
    assert "平桥区" not in told(batch, 2)


def test_communities_are_named_in_many_ways_and_two_of_a_name_need_the_code(
    district_admin: User, places: Places
) -> None:
    make_community(district_admin, places.other_street, "三五八社区", "411502006009")
    names = ["大拱桥社区", "大拱桥", "五星街道大拱桥社区", "大拱桥社区大党委", "411502005001"]
    header = ("单位名称", "类别", "结对社区")
    rows = [(f"甲{number}局", "其他", name) for number, name in enumerate(names)]
    batch = read_rows(district_admin, header, *rows, ("乙局", "其他", "三五八社区"))
    assert [*verdicts(batch).values()] == ["new"] * 5 + ["error"]
    assert "有重名" in told(batch, 7)


def test_the_same_unit_twice_in_a_file_is_a_conflict_that_names_the_other_row(
    district_admin: User,
) -> None:
    batch = read_rows(
        district_admin, HEADER, ("甲局", "", "其他"), ("乙局", USCC, "其他"),
        ("丙局", USCC, "其他"), (" 甲局 ", "", "学校"),
    )  # fmt: skip
    assert set(verdicts(batch).values()) == {"conflict"}
    assert (told(batch, 2), told(batch, 4)) == (
        "与第 5 行是同一个单位，请只留一行。",
        "与第 3 行是同一个单位，请只留一行。",
    )


def test_a_code_and_a_name_of_two_units_are_a_conflict(
    district_admin: User, district: District
) -> None:
    make_unit(district_admin, district, "甲局", "other")
    register_unit(actor=district_admin, district=district, name="乙局", category="other", uscc=USCC)
    batch = read_rows(
        district_admin, HEADER, ("甲局", USCC, ""), ("乙局", "91410000MA3X4YX00T", "")
    )
    assert verdicts(batch)[2] == "conflict"
    assert "代码登记的是“乙局”" in told(batch, 2)


def test_closed_and_merged_units_are_not_changed(district_admin: User, district: District) -> None:
    closed, merged, target = (
        make_unit(district_admin, district, name, "other") for name in ("甲局", "乙局", "丙局")
    )
    ResidentUnit.objects.filter(pk=closed.pk).update(active_from=FOUNDED)
    closed.refresh_from_db()
    close_unit(actor=district_admin, unit=closed, active_to=datetime.date(2025, 1, 1))
    merge_units(actor=district_admin, unit=merged, target=target)
    batch = read_rows(district_admin, HEADER, ("甲局", "", "学校"), ("乙局", "", "学校"))
    assert "已停用" in told(batch, 2)
    assert "已并入“丙局”" in told(batch, 3)


def test_a_file_may_bring_a_superior_and_what_hangs_on_it(district_admin: User) -> None:
    header = ("单位名称", "类别", "主管单位")
    batch = read_rows(
        district_admin, header, ("一小", "学校", "教体局"), ("教体局", "区直机关", ""),
        ("二小", "学校", "坏局"), ("坏局", "不明", ""),
        ("甲局", "其他", "乙局"), ("乙局", "其他", "甲局"),
    )  # fmt: skip
    assert verdicts(batch) == {
        2: "new", 3: "new", 4: "error", 5: "error", 6: "error", 7: "error",
    }  # fmt: skip
    assert "第 5 行" in told(batch, 4)
    write(district_admin, batch)
    assert ResidentUnit.objects.get(name="一小").superior_unit.name == "教体局"


def test_judging_asks_as_often_for_two_rows_as_for_two_hundred(
    district_admin: User, places: Places
) -> None:
    for number in range(20):
        make_unit(district_admin, places.district, f"旧{number}局", "other")

    def queries(count: int) -> int:
        rows = [
            SourceRow(number, {"name": name, "category": "学校", "located_in": "大拱桥"})
            for number in range(count)
            for name in (f"旧{number}局",)
        ]
        with CaptureQueriesContext(connection) as captured:
            UnitJudge(district_admin).judge(rows)
        return len(captured)

    assert queries(2) == queries(200) <= 6
