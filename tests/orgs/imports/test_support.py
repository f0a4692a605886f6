"""基层保障 from files."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from common import clock
from orgs.imports.kinds import SourceRow, kind_of
from orgs.models import BudgetLine, CentreItem, CommunityWorker, Premises, ServiceCentre
from orgs.operations.imports import undo_import
from orgs.operations.support.workers import change_worker
from tests.makers.files import read_rows, told, verdicts, worked, write
from tests.makers.orgs import Places, make_unit
from tests.makers.support import (
    make_budget_line,
    make_centre,
    make_item,
    make_premises,
    make_worker,
)

YEAR = clock.today().year
WORKERS = ("所属社区", "姓名", "岗位", "来源结构", "选聘渠道", "到岗时间")
PREMISES = ("社区", "地址", "来源", "面积", "提供单位", "状态", "启用日期")
CENTRES = ("社区", "服务中心", "状态", "启用日期", "服务项目", "提供者")
BUDGET = ("街道或社区", "年度", "项目", "金额")


def test_workers_are_added_and_known_ones_updated(
    community_secretary: User, places: Places
) -> None:
    known = make_worker(community_secretary, places.community, "李红", "veteran", duty="书记")
    batch = read_rows(
        community_secretary, WORKERS,
        ("大拱桥", "王 建军", "网格员", "大学生", "下岗职工", "2025年3月1日"),
        ("大拱桥社区", "李红", "", "退役军人", "", ""),
        kind="worker",
    )  # fmt: skip
    assert verdicts(batch) == {2: "new", 3: "update"}
    assert told(batch, 3) == "来源结构原为“长期在居委会工作的老同志”。"
    batch = write(community_secretary, batch)
    assert batch.counts["written"] == 2
    new = CommunityWorker.objects.get(name="王建军")
    assert (new.structure, new.hire_channel, f"{new.started_on}") == (
        "graduate",
        "laid_off",
        "2025-03-01",
    )
    known.refresh_from_db()
    assert (known.structure, known.duty) == ("ex_service", "书记")
    again = read_rows(
        community_secretary, WORKERS, ("大拱桥", "李红", "书记", "", "", ""), kind="worker"
    )
    assert verdicts(again) == {2: "same"}
    assert AuditEntry.objects.filter(action="support.import").count() == 1


def test_offices_come_with_their_units(
    district_admin: User, community_secretary: User, places: Places
) -> None:
    unit = make_unit(district_admin, places.district)
    known = make_premises(community_secretary, places.community, address="五星路1号")
    batch = read_rows(
        community_secretary, PREMISES,
        ("大拱桥", "五星路2号", "无偿提供", "1,086.5平方米", unit.name, "", "2025-03-01"),
        ("大拱桥", "五星路1号", "", "90", "", "", ""),
        kind="premises",
    )  # fmt: skip
    assert verdicts(batch) == {2: "new", 3: "update"}
    assert told(batch, 3) == "面积（平方米）原为“120.50”。"
    write(community_secretary, batch)
    new = Premises.objects.get(address="五星路2号")
    assert (new.area, new.provider, new.tenure) == (Decimal("1086.50"), unit, "free")
    known.refresh_from_db()
    assert (known.area, known.tenure) == (Decimal("90.00"), "owned")


def test_a_centre_comes_with_its_items(community_secretary: User, places: Places) -> None:
    batch = read_rows(
        community_secretary, CENTRES,
        ("大拱桥", "便民中心", "运行", "2025-03-01", "代办社保", "区人社局"),
        ("大拱桥", "便民中心", "", "", "理发", "志愿服务队"),
        kind="centre",
    )  # fmt: skip
    assert verdicts(batch) == {2: "new", 3: "new"}
    batch = write(community_secretary, batch)
    centre = ServiceCentre.objects.get()
    assert (centre.name, centre.status, f"{centre.opened_on}") == (
        "便民中心",
        "open",
        "2025-03-01",
    )
    assert [(item.name, item.provider) for item in centre.items.order_by("pk")] == [
        ("代办社保", "区人社局"),
        ("理发", "志愿服务队"),
    ]
    worked(undo_import(actor=community_secretary, batch=batch))
    assert not ServiceCentre.objects.exists()
    assert not CentreItem.objects.exists()


def test_a_known_centre_only_gets_more_items(community_secretary: User, places: Places) -> None:
    centre = make_centre(community_secretary, places.community, name="便民中心")
    make_item(community_secretary, centre)
    batch = read_rows(
        community_secretary, CENTRES,
        ("大拱桥", "便民中心", "", "", "代办社保", "区人社局"),
        ("大拱桥", "便民中心", "", "", "理发", ""),
        ("大拱桥", "便民中心", "试运行", "", "家电维修", ""),
        kind="centre",
    )  # fmt: skip
    assert verdicts(batch) == {2: "same", 3: "new", 4: "conflict"}
    assert "已登记的是“运行”" in told(batch, 4)
    batch = write(community_secretary, batch)
    worked(undo_import(actor=community_secretary, batch=batch))
    assert [item.name for item in centre.items.all()] == ["代办社保"]


def test_a_street_brings_its_budget_and_its_communities(
    street_secretary: User, places: Places
) -> None:
    line = make_budget_line(street_secretary, places.street, "10", item="专项")
    batch = read_rows(
        street_secretary, BUDGET,
        ("五星街道", f"{YEAR}年", "专项", "￥300,000.50元"),
        ("大拱桥社区", f"{YEAR}", "党建工作经费", "20000"),
        ("湖东街道", f"{YEAR}", "党建工作经费", "20000"),
        kind="budget",
    )  # fmt: skip
    assert verdicts(batch) == {2: "update", 3: "new", 4: "error"}
    assert "不在您的管理范围内" in told(batch, 4)
    batch = write(street_secretary, batch)
    line.refresh_from_db()
    assert line.amount == Decimal("300000.50")
    worked(undo_import(actor=street_secretary, batch=batch))
    assert [row.amount for row in BudgetLine.objects.all()] == [Decimal("10.00")]


@pytest.mark.parametrize(
    ("kind", "header", "typed", "sentence"),
    [
        ("worker", WORKERS, ("", "王五", "", "其他", "", "2025-03-01"), "请填写社区"),
        ("worker", WORKERS, ("大拱桥", "", "", "其他", "", "2025-03-01"), "请填写姓名"),
        ("worker", WORKERS, ("大拱桥", "王五", "", "", "", "2025-03-01"), "请填写来源结构"),
        ("worker", WORKERS, ("大拱桥", "王五", "", "其他", "", ""), "请填写到岗日期"),
        ("worker", WORKERS, ("大拱桥", "王五", "", "下岗职工", "", "2025-3-1"), "不在可选范围内"),
        ("worker", WORKERS, ("大拱桥", "王五", "", "其他", "", "2999-01-01"), "不能晚于今天"),
        ("worker", WORKERS, ("三五八", "王五", "", "其他", "", "2025-3-1"), "管理范围"),
        ("premises", PREMISES, ("大拱桥", "", "自有", "-5", "", "", "2025-3-1"), "面积应在 0 到"),
        ("premises", PREMISES, ("大拱桥", "", "自有", "一百", "", "", "2025-3-1"), "不是数字"),
        ("premises", PREMISES, ("大拱桥", "", "自有", "5", "", "", ""), "请填写启用日期"),
        ("premises", PREMISES, ("大拱桥", "", "无偿", "5", "某局", "", "2025-3-1"), "没有登记"),
        ("centre", CENTRES, ("大拱桥", "中心", "", "", "社保", ""), "请填写状态"),
        ("centre", CENTRES, ("大拱桥", "中心", "运行", "", "社保", ""), "请填写启用日期"),
        ("centre", CENTRES, ("大拱桥", "中心", "停办", "", "社保", ""), "不在可选范围内"),
        ("centre", CENTRES, ("大拱桥", "中心", "运行", "2025-3-1", "", ""), "请填写服务项目"),
        ("budget", BUDGET, ("大拱桥", "26", "经费", "1"), "四位数字"),
        ("budget", BUDGET, ("大拱桥", "1999", "经费", "1"), "年度应在"),
        ("budget", BUDGET, ("大拱桥", f"{YEAR}", "经费", "1.234"), "最多两位小数"),
        ("budget", BUDGET, ("大拱桥", f"{YEAR}", "经费", "1" + "0" * 30), "不是数字"),
        ("budget", BUDGET, ("大拱桥", f"{YEAR}", "经费", ""), "请填写金额"),
    ],
)
def test_a_wrong_row_is_told_in_one_sentence(
    community_secretary: User,
    places: Places,
    kind: str,
    header: tuple[str, ...],
    typed: tuple[str, ...],
    sentence: str,
) -> None:
    batch = read_rows(community_secretary, header, typed, kind=kind)
    assert verdicts(batch) == {2: "error"}
    assert sentence in told(batch, 2)


def test_a_row_twice_is_a_conflict_that_names_the_first(
    community_secretary: User, places: Places
) -> None:
    row = ("大拱桥", f"{YEAR}", "党建工作经费", "1")
    batch = read_rows(community_secretary, BUDGET, row, row, kind="budget")
    assert verdicts(batch) == {2: "new", 3: "conflict"}
    assert "第 2 行" in told(batch, 3)


def test_what_was_changed_since_is_neither_written_nor_taken_back(
    community_secretary: User, places: Places
) -> None:
    worker = make_worker(community_secretary, places.community)
    rows = [
        ("大拱桥", "王建军", "网格员", "", "", ""),
        ("大拱桥", "李红", "", "其他", "", "2025-3-1"),
    ]
    batch = read_rows(community_secretary, WORKERS, *rows, kind="worker")
    change_worker(actor=community_secretary, worker=worker, duty="书记")
    batch = write(community_secretary, batch)
    assert verdicts(batch) == {2: "conflict", 3: "new"}
    worker.refresh_from_db()
    assert worker.duty == "书记"
    batch = read_rows(community_secretary, WORKERS, rows[0], kind="worker")
    batch = write(community_secretary, batch)
    worker.refresh_from_db()
    assert worker.duty == "网格员"
    worked(undo_import(actor=community_secretary, batch=batch))
    worker.refresh_from_db()
    assert worker.duty == "书记"


@pytest.mark.parametrize("code", ["worker", "premises", "centre", "budget"])
def test_judging_asks_as_often_for_many_rows_as_for_few(
    community_secretary: User, places: Places, code: str
) -> None:
    texts = {
        "organization": "大拱桥", "name": "王建军", "structure": "其他", "started_on": "2025-3-1",
        "address": "1号", "tenure": "自有", "area": "5", "used_from": "2025-3-1",
        "centre": "中心", "status": "", "item": "经费", "year": f"{YEAR}", "amount": "1",
    }  # fmt: skip
    counts = []
    for size in (2, 30):
        rows = [
            SourceRow(
                n,
                {k: f"{v}{n}" if k in {"name", "address", "item"} else v for k, v in texts.items()},
            )
            for n in range(size)
        ]
        with CaptureQueriesContext(connection) as queries:
            kind_of(code).judge(community_secretary, rows)
        counts.append(len(queries))
    assert counts[0] >= counts[1]


def test_a_worker_that_somebody_changed_since_stays_when_the_file_is_taken_back(
    community_secretary: User, places: Places
) -> None:
    batch = read_rows(
        community_secretary, WORKERS,
        ("大拱桥", "王建军", "", "其他", "", "2025-3-1"),
        ("大拱桥", "李红", "", "其他", "", "2025-3-1"),
        kind="worker",
    )  # fmt: skip
    batch = write(community_secretary, batch)
    changed = CommunityWorker.objects.get(name="李红")
    change_worker(actor=community_secretary, worker=changed, duty="书记")
    batch = worked(undo_import(actor=community_secretary, batch=batch))
    assert list(CommunityWorker.objects.all()) == [changed]
    assert "没有撤销" in told(batch, 3)
