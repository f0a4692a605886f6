"""项目台账 from a file."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.months import Month
from covenants.models import Project
from covenants.operations.projects import start_project
from orgs.imports.kinds import SourceRow, kind_of
from orgs.models import DirtyMonth, Organization, ResidentUnit
from orgs.operations.imports import undo_import
from tests.makers.covenant_files import project_file, projects_written
from tests.makers.covenants import CONFIRMED, make_project_in
from tests.makers.files import told, verdicts, worked, write
from tests.makers.orgs import Places

TOMORROW = f"{clock.today() + datetime.timedelta(days=1)}"
DONE = {"状态": "完成", "完成日期": "2025-04-01", "成效": "已装灯 40 盏"}


def test_a_ledger_becomes_confirmed_projects(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    row = {
        "牵头社区": "大拱桥", "实施社区": "大拱桥社区、三五八社区", "参与单位": "区教体局",
        "五共事项": "G3", "对应目标": "服务难题共解", "确定日期": "45726",
        "计划完成": "2025年12月31日",
        "财政资金": "1,000.00", "单位投入": "１２００", "社会捐助": "1.5万元", "其他": "0",
    }  # fmt: skip
    batch = projects_written(community_secretary, row)
    assert batch.counts["written"] == 1
    project = Project.objects.get()
    assert (project.lead, project.status) == (places.community, "confirmed")
    assert (project.code_b, project.code_a) == ("G3", "G6")
    assert project.confirmed_on == datetime.date(2025, 3, 10)
    assert project.planned_end == datetime.date(2025, 12, 31)
    assert set(project.communities.all()) == {places.community, places.sibling}
    assert list(project.partners.all()) == [unit]
    assert {line.source: line.amount for line in project.funding.all()} == {
        "fiscal": Decimal("1000.00"),
        "unit": Decimal("1200.00"),
        "donation": Decimal("15000.00"),
    }


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({}, "confirmed"),
        ({"状态": "确定"}, "confirmed"),
        ({"状态": "进行中"}, "running"),
        ({"状态": "暂停"}, "paused"),
        (DONE, "finished"),
        (DONE | {"状态": ""}, "finished"),
        ({"状态": "终止", "终止原因": "单位搬迁"}, "terminated"),
    ],
)
def test_a_project_comes_in_the_state_that_the_ledger_tells(
    community_secretary: User, community: Organization, row: dict[str, str], status: str
) -> None:
    projects_written(community_secretary, row)
    project = Project.objects.get()
    assert project.status == status
    assert (project.finished_on is not None) == (status == "finished")
    [there] = Project.objects.with_state_on(clock.today())
    assert there.state_on_day == status


def test_the_months_are_marked_at_every_community(
    community_secretary: User, places: Places
) -> None:
    DirtyMonth.objects.all().delete()
    projects_written(community_secretary, {"实施社区": "大拱桥社区、三五八社区"})
    marked = DirtyMonth.objects.filter(month=Month.of(CONFIRMED))
    assert {places.community.pk, places.sibling.pk} <= set(
        marked.values_list("organization", flat=True)
    )


def test_another_community_gets_one_message_about_the_whole_ledger(
    community_secretary: User, neighbour: User, places: Places
) -> None:
    both = {"实施社区": "大拱桥社区、三五八社区"}
    projects_written(community_secretary, both, both | {"项目名称": "义诊"}, {"项目名称": "读书会"})
    told = Notification.objects.get(recipient=neighbour)
    assert "导入共建项目台账 3 个，其中 2 个在贵社区实施" in told.text
    assert told.url == "/desk/projects/"
    assert not Notification.objects.filter(recipient=community_secretary).exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"项目名称": ""}, "请填写项目名称"),
        ({"财政资金": "一万"}, "财政资金“一万”不是数字"),
        ({"财政资金": "一万元"}, "财政资金“一万元”不是数字"),
        ({"项目内容": "好" * 1001}, "项目内容最多 1000 个字"),
        ({"项目名称": "名" * 101}, "项目名称最多 100 个字"),
        ({"项目名称": "楼\u200b道"}, "看不见的特殊字符"),
        ({"五共事项": ""}, "请填写五共事项"),
        ({"五共事项": "服务难题共解"}, "不在可选范围内"),
        ({"对应目标": "社区平安共创"}, "不在可选范围内"),
        ({"牵头社区": "三五八社区"}, "不在您的管理范围内"),
        ({"实施社区": "火星社区"}, "没有找到"),
        ({"实施社区": "三五八社区"}, "实施社区应包括牵头社区"),
        ({"参与单位": "火星单位"}, "不是本区的驻区单位"),
        ({"参与单位": "区教体局，区教体局"}, "同一单位只能出现一次"),
        ({"确定日期": ""}, "请填写确定日期"),
        ({"确定日期": TOMORROW}, "确定日期不能晚于今天"),
        ({"确定日期": "1925-3-1"}, "确定日期早于 2000 年"),
        ({"计划完成": "2025-3-9"}, "计划完成日期不能早于确定日期"),
        ({"计划完成": "2199-1-1"}, "请核对年份"),
        ({"状态": "意向"}, "不在可选范围内"),
        ({"状态": "完成"}, "请填写完成日期"),
        (DONE | {"成效": ""}, "请填写成效"),
        (DONE | {"成效": "好" * 2001}, "成效最多 2000 个字"),
        (DONE | {"完成日期": "2025-3-9"}, "完成日期不能早于确定日期"),
        (DONE | {"完成日期": TOMORROW}, "完成日期不能晚于今天"),
        (DONE | {"状态": "实施中"}, "状态应是“完成”"),
        ({"状态": "终止"}, "请填写终止原因"),
        ({"财政资金": "-5"}, "金额应大于 0"),
        ({"财政资金": "1.234"}, "不是数字"),
        ({"财政资金": "一百"}, "不是数字"),
        ({"财政资金": "99999999999"}, "不超过 100 亿元"),
        ({"财政资金": "9" * 40}, "不是数字"),
    ],
)
def test_a_wrong_row_is_told_in_one_sentence(
    community_secretary: User,
    unit: ResidentUnit,
    places: Places,
    row: dict[str, str],
    sentence: str,
) -> None:
    batch = project_file(community_secretary, row)
    assert verdicts(batch) == {2: "error"}
    assert sentence in told(batch, 2)
    assert len(batch.rows.get().findings) == (2 if row == {"状态": "完成"} else 1)


def test_twice_in_the_file_and_known_in_the_register(
    community_secretary: User, community: Organization
) -> None:
    known = make_project_in(community_secretary, community, "running")
    batch = project_file(community_secretary, {}, {"项目名称": "花园"}, {"项目名称": "花园"})
    assert verdicts(batch) == {2: "duplicate", 3: "new", 4: "conflict"}
    assert batch.rows.get(row=2).record_id == known.pk
    assert "与第 3 行是同一个项目" in told(batch, 4)


def test_what_was_registered_since_the_preview_is_left_out(
    community_secretary: User, community: Organization
) -> None:
    batch = project_file(community_secretary, {}, {"项目名称": "花园"})
    make_project_in(community_secretary, community, "running")
    batch = write(community_secretary, batch)
    assert verdicts(batch) == {2: "conflict", 3: "new"}
    assert Project.objects.count() == 2


def test_taking_back_removes_what_nobody_touched(
    community_secretary: User, community: Organization
) -> None:
    rows = ({"财政资金": "5"}, {"项目名称": "花园"}, {"项目名称": "球场"})
    batch = projects_written(community_secretary, *rows)
    start_project(actor=community_secretary, project=Project.objects.get(name="花园"))
    Project.objects.get(name="球场").milestones.create(name="开工", due_on=CONFIRMED)
    DirtyMonth.objects.all().delete()
    batch = worked(undo_import(actor=community_secretary, batch=batch))
    assert set(Project.objects.values_list("name", flat=True)) == {"花园", "球场"}
    assert (batch.counts["undone"], batch.counts["stayed"]) == (1, 2)
    assert DirtyMonth.objects.filter(organization=community, month=Month.of(CONFIRMED)).exists()
    assert AuditEntry.objects.filter(action="project.undo_import").exists()


def test_judging_asks_as_often_for_many_rows_as_for_few(
    community_secretary: User, unit: ResidentUnit
) -> None:
    texts = {"code_b": "G3", "confirmed_on": "2025-3-1", "partners": "区教体局", "fiscal": "5"}
    counts = []
    for size in (2, 30):
        rows = [SourceRow(n, texts | {"name": f"项目{n}"}) for n in range(size)]
        with CaptureQueriesContext(connection) as queries:
            judged = kind_of("project").judge(community_secretary, rows)
        assert {one.verdict for one in judged} == {"new"}
        counts.append(len(queries))
    assert 12 >= counts[0] >= counts[1]  # the first also reads the grants


@pytest.mark.parametrize("name", ["district_admin", "street_secretary", "liaison"])
def test_only_communities_bring_projects(name: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Exception, match="您没有权限"):
        project_file(request.getfixturevalue(name), {})


def test_a_ledger_tells_what_a_project_does(community_secretary: User) -> None:
    projects_written(community_secretary, {"主要内容": "为三栋楼换楼道灯"})
    assert Project.objects.get().content == "为三栋楼换楼道灯"


def test_the_help_of_a_ledger_names_no_codes() -> None:
    [column] = [column for column in kind_of("project").columns if column.name == "code_b"]
    assert "填五共事项名称" in column.note
    assert "G1" not in column.note
