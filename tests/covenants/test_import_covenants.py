"""协议台账 from a file."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Notification, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from covenants.models import Covenant, Obligation
from covenants.operations.ending import terminate_covenant, void_covenant
from covenants.operations.import_covenants import undo_covenant_import
from covenants.operations.projects import propose_project
from orgs.imports.kinds import SourceRow, Written, kind_of
from orgs.models import DirtyMonth, District, Organization, ResidentUnit
from orgs.operations.imports import confirm_import, undo_import
from orgs.operations.unit_merges import merge_units
from orgs.selectors.trail import history_of
from tests.makers.covenant_files import covenant_file, covenants_written
from tests.makers.covenants import make_signed
from tests.makers.files import read_rows, told, verdicts, worked, write
from tests.makers.orgs import Places, make_admin, make_unit

DAY = datetime.date(2025, 3, 1)
DUTIES = (
    "1. 开展共建\n甲方：1、每季度通报一次需求\n2、提供活动场地\n乙方：每月开放会议室；捐书3.5万元"
)


@pytest.fixture
def court(district_admin: User, places: Places) -> ResidentUnit:
    return make_unit(district_admin, places.district, "区法院")


def test_a_ledger_becomes_signed_agreements_with_sides_signers_and_duties(
    community_secretary: User, unit: ResidentUnit, court: ResidentUnit, places: Places
) -> None:
    row = {
        "甲方": "大拱桥", "乙方单位": "区教体局、区法院", "签订日期": "2025年3月1日",
        "到期日期": "2028.2.29", "编号": "共建〔2025〕３号", "甲方签字人": "赵刚（社区书记）",
        "签字人": "阿卜杜拉•买买提（党委书记）、李四", "协议事项": DUTIES,
    }  # fmt: skip
    batch = covenants_written(community_secretary, row)
    assert batch.counts["written"] == 1
    covenant = Covenant.objects.get()
    assert (covenant.organization, covenant.status) == (places.community, "signed")
    assert (covenant.signed_on, covenant.effective_from) == (DAY, DAY)
    assert covenant.effective_to == datetime.date(2028, 2, 29)
    assert covenant.text == "原编号：共建〔2025〕３号\n共建内容：\n开展共建"
    sides = [(side.name, side.signer, side.signer_post) for side in covenant.parties.all()]
    assert sides == [
        ("大拱桥社区大党委", "赵刚", "社区书记"),
        ("区教体局", "阿卜杜拉·买买提", "党委书记"),
        ("区法院", "李四", ""),
    ]
    assert {side.confirmed_way for side in covenant.parties.all()} == {"paper"}
    duties = [(d.party.position, d.text, d.cadence) for d in covenant.obligations.all()]
    assert duties == [
        (0, "每季度通报一次需求", "quarterly"),
        (0, "提供活动场地", "once"),
        (1, "每月开放会议室", "monthly"),
        (1, "捐书3.5万元", "once"),
    ]
    assert "协议事项 4 项，其中定期事项 2 项" in told(batch, 2)
    assert covenant.obligations.filter(next_due_on=None).count() == 0


def test_the_months_are_marked_and_every_agreement_has_its_history(
    community_secretary: User, unit: ResidentUnit, community: Organization
) -> None:
    DirtyMonth.objects.all().delete()
    batch = covenants_written(community_secretary, {})
    marks = DirtyMonth.objects.filter(organization=community).values_list("month", flat=True)
    assert Month.of(DAY) in marks
    covenant = Covenant.objects.get()
    entries = history_of(covenant).values_list("action", flat=True)
    assert {"covenant.draft", "covenant.sign"} <= set(entries)
    assert AuditEntry.objects.get(action="covenant.import").record_id == str(batch.pk)


def test_a_unit_gets_one_message_about_the_whole_ledger(
    community_secretary: User, liaison: User, unit: ResidentUnit, court: ResidentUnit
) -> None:
    ended = {"协议名称": "旧协议", "提前终止日期": "2025-05-01", "终止原因": "撤并"}
    covenants_written(
        community_secretary,
        {"乙方单位": "区教体局、区法院"},
        ended,
        {"协议名称": "新协议", "乙方单位": "区法院"},
    )
    told = Notification.objects.get(recipient=liaison)
    assert told.text == "导入协议台账 3 份，涉及贵单位 2 份，请核对。"
    assert told.url == "/unit/covenants/"


def test_who_keeps_one_place_need_not_name_it(
    community_secretary: User, street_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    covenants_written(community_secretary, {"甲方": ""})
    assert Covenant.objects.get().organization == places.community
    covenants_written(street_secretary, {"甲方": "", "协议名称": "街道协议"})
    assert Covenant.objects.get(title="街道协议").organization == places.street


def test_a_street_brings_no_agreement_of_its_communities(
    street_secretary: User, unit: ResidentUnit
) -> None:
    batch = covenant_file(street_secretary, {})
    assert verdicts(batch) == {2: "error"}
    assert "不在您的管理范围内" in told(batch, 2)


@pytest.mark.parametrize("name", ["district_admin", "grid_secretary", "liaison"])
def test_nobody_else_brings_such_a_ledger(
    name: str, request: pytest.FixtureRequest, unit: ResidentUnit
) -> None:
    with pytest.raises(Exception, match="您没有权限"):
        covenant_file(request.getfixturevalue(name), {})


def test_an_agreement_ended_early_comes_in_ended(
    community_secretary: User, unit: ResidentUnit
) -> None:
    row = {"终止日期": "45901", "终止原因": "单位搬迁"}
    covenants_written(community_secretary, row)
    covenant = Covenant.objects.get()
    assert (covenant.status, covenant.reason) == ("terminated", "单位搬迁")
    assert covenant.terminated_on == datetime.date(2025, 9, 1)


TOMORROW = f"{clock.today() + datetime.timedelta(days=1)}"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"协议名称": ""}, "请填写协议名称"),
        ({"协议名称": "协" * 101}, "协议名称最多 100 个字"),
        ({"协议名称": "协\u202e议"}, "看不见的特殊字符"),
        ({"甲方": "三五八社区"}, "没有找到，或不在您的管理范围内"),
        ({"乙方单位": ""}, "请填写乙方单位"),
        ({"乙方单位": "火星单位"}, "没有找到，或不是本区的驻区单位"),
        ({"乙方单位": "平桥区教体局"}, "没有找到，或不是本区的驻区单位"),
        ({"乙方单位": "区教体局、区教体局"}, "同一单位只能出现一次"),
        ({"乙方单位": "旧单位"}, "“旧单位”已并入“区教体局”"),
        ({"乙方单位": "停用单位"}, "“停用单位”已停用"),
        ({"签订日期": ""}, "请填写签订日期"),
        ({"签订日期": "2026/2/30"}, "不是有效的日期"),
        ({"签订日期": TOMORROW}, "签订日期不能晚于今天"),
        ({"签订日期": "1925-3-1"}, "签订日期早于 2000 年"),
        ({"到期日期": "2025-2-28"}, "到期日期不能早于生效日期"),
        ({"生效日期": "2024-1-1", "到期日期": "2024-12-31"}, "签订时协议的有效期已经过去"),
        ({"签字人": "张三、李四"}, "签字人比单位多"),
        ({"签字人": "张" * 51}, "签字人最多 50 个字"),
        ({"协议事项": "丙方：出资"}, "协议没有丙方"),
        ({"协议事项": "乙方：" + "好" * 201}, "最多 200 个字"),
        ({"协议事项": "好" * 20_001}, "最多 20000 个字"),
        ({"协议事项": "乙方：出资；" * 51}, "协议事项最多 50 项"),
        ({"终止日期": "2025-9-1"}, "请同时填写终止日期和终止原因"),
        ({"终止原因": "搬迁"}, "请同时填写终止日期和终止原因"),
        ({"终止日期": "2025-2-1", "终止原因": "搬迁"}, "终止日期不能早于签订日期"),
        ({"终止日期": TOMORROW, "终止原因": "搬迁"}, "终止日期不能晚于今天"),
        (
            {"终止日期": "2025-9-1", "终止原因": "搬迁", "到期日期": "2025-8-1"},
            "协议到那天已经到期",
        ),
    ],
)
def test_a_wrong_row_is_told_in_one_sentence(
    community_secretary: User,
    district_admin: User,
    unit: ResidentUnit,
    places: Places,
    row: dict[str, str],
    sentence: str,
) -> None:
    old = make_unit(district_admin, places.district, "旧单位")
    merge_units(actor=district_admin, unit=old, target=unit)
    closed = make_unit(district_admin, places.district, "停用单位")
    ResidentUnit.objects.filter(pk=closed.pk).update(active_to="2025-01-01")
    other = District.objects.create(code="411503", name="平桥区")
    make_unit(make_admin(other, "other_admin"), other, "平桥区教体局")
    batch = covenant_file(community_secretary, row)
    assert verdicts(batch) == {2: "error"}
    assert sentence in told(batch, 2)
    assert batch.rows.get().findings != []
    with pytest.raises(RuleViolation, match="没有可以导入的行"):
        confirm_import(actor=community_secretary, batch=batch)


def test_a_short_name_is_told_and_an_ambiguous_one_refused(
    community_secretary: User, unit: ResidentUnit, district_admin: User, places: Places
) -> None:
    batch = covenant_file(community_secretary, {"乙方单位": "浉河区教体局"})
    assert verdicts(batch) == {2: "new"}
    assert "“浉河区教体局”按“区教体局”登记" in told(batch, 2)
    make_unit(district_admin, places.district, "市教体局")
    batch = covenant_file(community_secretary, {"乙方单位": "教体局"})
    assert "“教体局”对应多个单位" in told(batch, 2)


def test_the_same_row_twice_is_a_conflict_that_names_the_first(
    community_secretary: User, unit: ResidentUnit
) -> None:
    batch = covenant_file(community_secretary, {}, {})
    assert verdicts(batch) == {2: "new", 3: "conflict"}
    assert "与第 2 行是同一份协议" in told(batch, 3)


def test_what_is_registered_already_waits_for_a_decision(
    community_secretary: User,
    district_admin: User,
    community: Organization,
    unit: ResidentUnit,
) -> None:
    known = make_signed(community_secretary, community, unit)
    batch = covenant_file(community_secretary, {}, {"协议名称": "另一份"})
    assert verdicts(batch) == {2: "duplicate", 3: "new"}
    assert batch.rows.get(row=2).record_id == known.pk
    write(community_secretary, batch)
    assert Covenant.objects.count() == 2
    void_covenant(actor=district_admin, covenant=known, reason="误录")
    assert verdicts(covenant_file(community_secretary, {})) == {2: "new"}


def test_a_duplicate_is_written_when_the_person_says_so(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    make_signed(community_secretary, community, unit)
    batch = covenant_file(community_secretary, {})
    write(community_secretary, batch, duplicates=[2])
    assert Covenant.objects.count() == 2


def test_what_was_registered_or_closed_since_the_preview_is_left_out(
    community_secretary: User, community: Organization, unit: ResidentUnit, court: ResidentUnit
) -> None:
    rows = ({}, {"乙方单位": "区法院"}, {"协议名称": "第三份"})
    batch = covenant_file(community_secretary, *rows)
    make_signed(community_secretary, community, unit)
    ResidentUnit.objects.filter(pk=court.pk).update(active_to="2025-12-31")
    batch = write(community_secretary, batch)
    assert verdicts(batch) == {2: "conflict", 3: "conflict", 4: "new"}
    assert Covenant.objects.count() == 2


def test_taking_back_removes_what_nobody_touched(
    community_secretary: User, unit: ResidentUnit, community: Organization
) -> None:
    titles = ("甲", "乙", "丙", "丁")
    rows = ({"协议名称": title, "协议事项": "乙方：出资"} for title in titles)
    batch = covenants_written(community_secretary, *rows)
    terminated = Covenant.objects.get(title="乙")
    terminate_covenant(
        actor=community_secretary, covenant=terminated, terminated_on=clock.today(), reason="搬迁"
    )
    basis = Covenant.objects.get(title="丙")
    propose_project(
        actor=community_secretary, lead=community, name="亮化", code_b="G3",
        communities=[community], covenants=[basis],
    )  # fmt: skip
    duty = Obligation.objects.get(covenant__title="丁")
    duty.fulfilments.create(done_on=DAY, text="已出资")
    DirtyMonth.objects.all().delete()
    batch = worked(undo_import(actor=community_secretary, batch=batch))
    assert set(Covenant.objects.values_list("title", flat=True)) == {"乙", "丙", "丁"}
    assert (batch.counts["undone"], batch.counts["stayed"]) == (1, 3)
    assert DirtyMonth.objects.filter(organization=community, month=Month.of(DAY)).exists()
    assert AuditEntry.objects.filter(action="covenant.undo_import").exists()


def test_who_no_longer_keeps_the_place_takes_nothing_back(
    community_secretary: User, neighbour: User, unit: ResidentUnit
) -> None:
    batch = covenants_written(community_secretary, {})
    [covenant] = Covenant.objects.all()
    rows = [Written(2, covenant.pk, covenant.version)]
    with pytest.raises(PermissionDenied):
        undo_covenant_import(actor=neighbour, batch=batch, rows=rows)
    assert Covenant.objects.get() == covenant


def test_judging_asks_as_often_for_many_rows_as_for_few(
    community_secretary: User, unit: ResidentUnit
) -> None:
    texts = {"units": "区教体局", "signed_on": "2025-3-1", "duties": DUTIES, "signers": "张三"}
    counts = []
    for size in (2, 30):
        rows = [SourceRow(n, texts | {"title": f"协议{n}"}) for n in range(size)]
        with CaptureQueriesContext(connection) as queries:
            judged = kind_of("covenant").judge(community_secretary, rows)
        assert {one.verdict for one in judged} == {"new"}
        counts.append(len(queries))
    assert 12 >= counts[0] >= counts[1]  # the first also reads the grants


def test_markup_and_formulas_stay_words(community_secretary: User, unit: ResidentUnit) -> None:
    title = "＝1+1<script>alert(1)</script>"
    covenants_written(community_secretary, {"协议名称": title})
    assert Covenant.objects.get().title == title


def test_a_ledger_of_the_office_with_its_own_headings_is_understood(
    community_secretary: User, unit: ResidentUnit
) -> None:
    header = ("序号", "共建协议名称", "共建单位", "签约时间", "截止日期", "合计")
    batch = read_rows(
        community_secretary, header, ("1", "共建协议", "区教体局", 45717, "2026年2月28日", ""),
        kind="covenant",
    )  # fmt: skip
    write(community_secretary, batch)
    covenant = Covenant.objects.get()
    assert (covenant.signed_on, covenant.effective_to) == (DAY, datetime.date(2026, 2, 28))
