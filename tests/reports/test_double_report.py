"""双报告: both halves of 双报到 on one page, as of a day, and as a document."""

import datetime
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from docx import Document

from accounts.models import User
from common import clock
from members.operations.exemptions import exempt_member
from orgs.models import Organization, ResidentUnit
from orgs.operations.unit_check_ins import receive_unit_check_in, submit_unit_check_in
from orgs.operations.units import change_unit, declare_members
from reports.double_report import double_report
from tests.conftest import SignedIn
from tests.makers.members import make_entered, make_member

URL = "/unit/double-report/"


@pytest.fixture
def filled(
    district_admin: User,
    liaison: User,
    community_secretary: User,
    unit: ResidentUnit,
    community: Organization,
) -> ResidentUnit:
    """The unit has checked in; of four declared one is 在册, one 免报到, one has not checked in."""
    unit = change_unit(actor=district_admin, unit=unit, paired_community=community)
    sent = submit_unit_check_in(actor=liaison, unit=unit)
    receive_unit_check_in(actor=community_secretary, unit_check_in=sent)
    make_entered(community_secretary, community, unit)
    make_member(unit, "赵未到", "13900000001")
    free = make_member(unit, "钱学习", "13900000002")
    exempt_member(
        actor=liaison, member=free, kind="exempt", reason="study", started_on=clock.today()
    )
    return declare_members(actor=liaison, unit=unit, count=4, declared_on=clock.today())


def test_the_page_says_both_halves_and_the_rate(liaison: User, filled: ResidentUnit) -> None:
    report = SignedIn(liaison).get(URL).context["report"]
    assert dict(report.unit_lines)["单位报到"] == "已报到"
    lines = dict(report.member_lines)
    assert (lines["名册在职党员"], lines["其中：在册"]) == ("3 人", "1 人")
    assert (lines["免报到"], lines["未报到"], lines["报到率"]) == ("1 人", "1 人", "33.3%")


def test_what_waits_at_the_community_is_said_to_wait(
    district_admin: User,
    liaison: User,
    community_secretary: User,
    unit: ResidentUnit,
    community: Organization,
) -> None:
    unit = change_unit(actor=district_admin, unit=unit, paired_community=community)
    today = clock.today()
    sent = submit_unit_check_in(actor=liaison, unit=unit)
    assert dict(double_report(unit, today).unit_lines)["单位报到"] == "待接收"
    yesterday = double_report(unit, today - datetime.timedelta(days=1))
    assert dict(yesterday.unit_lines)["单位报到"] == "未报到"
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        receive_unit_check_in(actor=community_secretary, unit_check_in=sent)
        assert dict(double_report(unit, today).unit_lines)["单位报到"] == "待接收"
        assert dict(double_report(unit, clock.today()).unit_lines)["单位报到"] == "已报到"


def test_an_earlier_day_knows_nothing_of_what_came_later(filled: ResidentUnit) -> None:
    report = double_report(filled, clock.today() - datetime.timedelta(days=1))
    assert dict(report.unit_lines)["单位报到"] == "未报到"
    assert report.count.roster == 0


def test_a_later_day_keeps_what_was_true_before(
    filled: ResidentUnit, district_admin: User, community: Organization
) -> None:
    today = clock.today()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=40)):
        change_unit(actor=district_admin, unit=filled, paired_community=None)
        assert dict(double_report(filled, clock.today()).unit_lines)["单位报到"] == "未报到"
        then = double_report(filled, today)
    assert dict(then.unit_lines)["报到社区"] == community.name
    assert then.count.registered == 1


@pytest.mark.parametrize("day", ["2026-02-31", "soon", "", "2999-01-01", "1"])
def test_an_odd_day_is_today(liaison: User, unit: ResidentUnit, day: str) -> None:
    assert SignedIn(liaison).get(URL, {"day": day}).context["report"].day == clock.today()


def test_the_document_says_what_the_page_says(liaison: User, filled: ResidentUnit) -> None:
    answer = SignedIn(liaison).get(f"{URL}docx/")
    document = Document(BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for text in ("已报到", "33.3%", "4 人"):
        assert text in cells
    assert any(filled.name in paragraph.text for paragraph in document.paragraphs)


def test_another_unit_s_report_is_not_to_be_had(liaison: User, unit: ResidentUnit) -> None:
    assert SignedIn(liaison).get(URL, {"unit": unit.pk + 1}).status_code == 404
    assert SignedIn(liaison).get(f"{URL}docx/", {"unit": unit.pk + 1}).status_code == 404
