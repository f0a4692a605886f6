"""Texts and overridden figures of a report that is being filled."""

import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, User
from common.violations import RuleViolation
from orgs.models import Organization, ResidentUnit
from reports.models import FigureOverride, MonthlyReport
from reports.operations.monthly import override_figure, save_narrative
from reports.periods import last_finished_month
from tests.conftest import SignedIn
from tests.makers.reports import make_report, make_submitted
from tests.makers.services import make_confirmed_log, make_server

MARKUP = "<script>alert(1)</script>&amp;"


@pytest.fixture
def report(community_secretary: User, community: Organization) -> MonthlyReport:
    return make_report(community_secretary, community)


def save(user: User, report: MonthlyReport, **texts: object) -> tuple[int, str]:
    sent = {"version": report.version} | texts
    response = SignedIn(user).post(f"{report.get_absolute_url()}fill/", sent)
    return response.status_code, response.content.decode()


def shown(user: User, report: MonthlyReport, code: str) -> str:
    """The value that the report's page shows for a figure."""
    page = SignedIn(user).get(report.get_absolute_url()).content.decode()
    return re.search(rf'data-figure="{re.escape(code)}" data-value="([^"]*)"', page)[1]


def test_the_report_opens_filled_from_records(
    community_secretary: User,
    deputy_secretary: User,
    unit: ResidentUnit,
    community: Organization,
    report: MonthlyReport,
) -> None:
    member = make_server(unit, community)
    day = last_finished_month().last_day
    make_confirmed_log(deputy_secretary, member, community, served_on=day)
    assert shown(community_secretary, report, "S9.times") == "1"
    assert shown(community_secretary, report, "S9.hours") == "1.0"


def test_four_texts_are_saved_and_three_may_stay_empty(
    community_secretary: User, report: MonthlyReport
) -> None:
    assert save(community_secretary, report, problems="停车难\r\n照明坏")[0] == 302
    report.refresh_from_db()
    assert (report.problems, report.plans) == ("停车难\n照明坏", "")


def test_a_stale_edit_shows_both_versions_and_loses_nothing(
    community_secretary: User, deputy_secretary: User, report: MonthlyReport
) -> None:
    save_narrative(actor=deputy_secretary, report=report, problems="同事写的", plans="计划")
    code, page = save(community_secretary, report, problems="我写的", highlights="重点")
    assert code == 422
    assert all(text in page for text in ("同事写的", "计划", "我写的", "重点", "deputy_secretary"))
    report.refresh_from_db()
    assert report.problems == "同事写的"


def test_after_looking_at_both_versions_the_next_save_counts(
    community_secretary: User, deputy_secretary: User, report: MonthlyReport
) -> None:
    save_narrative(actor=deputy_secretary, report=report, problems="同事写的")
    _, page = save(community_secretary, report, problems="我写的")
    version = re.search(r'name="version" value="([0-9]+)"', page)[1]
    assert save(community_secretary, report, problems="合起来", version=version)[0] == 302
    report.refresh_from_db()
    assert report.problems == "合起来"


def test_a_save_without_a_version_is_asked_to_reload(
    community_secretary: User, report: MonthlyReport
) -> None:
    code, page = save(community_secretary, report, problems="文字", version="")
    assert code == 422
    assert "请刷新" in page


def test_a_text_of_20000_characters_comes_back_whole(
    community_secretary: User, report: MonthlyReport
) -> None:
    code, page = save(community_secretary, report, problems="问" * 20_000)
    assert code == 422
    assert "存在问题最多 2000 个字" in page
    assert "问" * 20_000 in page


def test_2000_rare_characters_are_2000(community_secretary: User, report: MonthlyReport) -> None:
    assert save(community_secretary, report, problems="𠮷" * 2000)[0] == 302


@pytest.mark.parametrize("text", ["看不见\u200b的", "换行\u2028符", "NUL\x00"])
def test_invisible_characters_are_refused(
    community_secretary: User, report: MonthlyReport, text: str
) -> None:
    assert save(community_secretary, report, problems=text)[0] == 422


@pytest.mark.parametrize("text", [MARKUP, "' OR 1=1--", "=1+1", "%_"])
def test_text_stays_text(community_secretary: User, report: MonthlyReport, text: str) -> None:
    save(community_secretary, report, problems=text)
    report.refresh_from_db()
    assert report.problems == text
    page = SignedIn(community_secretary).get(report.get_absolute_url()).content.decode()
    assert "<script>alert" not in page


def test_a_submitted_report_is_not_written(
    community_secretary: User, community: Organization
) -> None:
    report = make_submitted(community_secretary, community)
    code, page = save(community_secretary, report, problems="补充的话")
    assert code == 422
    assert "补充的话" in page
    assert "已上报" in page
    url = f"{report.get_absolute_url()}fill/"
    assert SignedIn(community_secretary).get(url).url == report.get_absolute_url()


def test_the_street_does_not_write(street_secretary: User, report: MonthlyReport) -> None:
    assert save(street_secretary, report, problems="文字")[0] == 403


def override(user: User, report: MonthlyReport, **values: object) -> tuple[int, str]:
    sent = {"code": "S9.times", "stated": "3", "reason": "纸质记录未录入"} | values
    response = SignedIn(user).post(f"{report.get_absolute_url()}override/", sent)
    return response.status_code, response.content.decode()


def test_an_override_shows_both_values_and_the_reason(
    community_secretary: User, street_secretary: User, report: MonthlyReport
) -> None:
    assert override(community_secretary, report)[0] == 302
    assert shown(street_secretary, report, "S9.times") == "3"
    page = SignedIn(street_secretary).get(report.get_absolute_url()).content.decode()
    assert "系统计算 0；纸质记录未录入" in page
    assert AuditEntry.objects.get(action="report.override").detail["computed"] == "0"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reason": ""}, "请填写此项"),
        ({"reason": "\u3000 "}, "原因"),
        ({"stated": "-1"}, "不能小于 0"),
        ({"stated": "1.5"}, "请填写整数"),
        ({"stated": "0"}, "不用更正"),
        ({"stated": "NaN"}, "数字"),
        ({"stated": "9" * 30}, "14"),
        ({"code": "S2' OR 1=1"}, "指标"),
    ],
)
def test_an_override_that_breaks_a_rule_comes_back(
    community_secretary: User, report: MonthlyReport, values: dict[str, str], sentence: str
) -> None:
    code, page = override(community_secretary, report, **values)
    assert code == 422
    assert sentence in page
    assert not FigureOverride.objects.exists()


def test_hours_may_be_stated_with_a_fraction(
    community_secretary: User, report: MonthlyReport
) -> None:
    override(community_secretary, report, code="S9.hours", stated="2.5")
    assert shown(community_secretary, report, "S9.hours") == "2.5"


def test_the_database_itself_refuses_an_override_without_reason(report: MonthlyReport) -> None:
    values = {"code": "S2", "computed": 0, "stated": 1, "reason": ""}
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureOverride.objects.create(report=report, **values)


def test_a_second_override_replaces_the_first(
    community_secretary: User, report: MonthlyReport
) -> None:
    override(community_secretary, report, stated="3")
    override(community_secretary, report, stated="4")
    assert FigureOverride.objects.get().stated == 4


def test_a_removed_override_lets_the_computed_value_count(
    community_secretary: User, report: MonthlyReport
) -> None:
    override(community_secretary, report)
    url = f"{report.get_absolute_url()}override/S9.times/remove/"
    SignedIn(community_secretary).post(url)
    assert shown(community_secretary, report, "S9.times") == "0"


def test_a_submitted_report_takes_no_override(
    community_secretary: User, community: Organization
) -> None:
    report = make_submitted(community_secretary, community)
    with pytest.raises(RuleViolation, match="已上报"):
        override_figure(
            actor=community_secretary, report=report, code="S2", stated=Decimal(1), reason="漏录"
        )
