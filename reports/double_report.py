"""双报告: how far a unit is with both halves of 双报到 on a day; the receipt of 单位报到."""

import datetime
from dataclasses import dataclass

from django.utils.timezone import localtime

from common.documents import FORM, FormCell, OfficialDocument
from orgs.models import ResidentUnit, UnitCheckIn
from reports.headcounts import RATE_DEFINITION, Headcount
from reports.unit_works import headcount_of

RECEIVED = "已报到"
WAITING = "待接收"


@dataclass(frozen=True)
class DoubleReport:
    """单位报到 and 党员报到 of one unit at the end of a day."""

    unit: ResidentUnit
    day: datetime.date
    check_in: UnitCheckIn | None
    count: Headcount
    is_waiting: bool = False

    @property
    def unit_lines(self) -> list[tuple[str, str]]:
        """What is said of the unit's own registration."""
        paired = self.unit.paired_community
        if self.check_in is None:
            state = WAITING if self.is_waiting else "未报到"
            return [("结对社区", paired.name if paired else "未登记"), ("单位报到", state)]
        received_on = localtime(self.check_in.received_at).date()
        return [
            ("报到社区", self.check_in.community.name),
            ("单位报到", RECEIVED),
            ("报到日期", f"{self.check_in.checked_in_on:%Y-%m-%d}"),
            ("接收日期", f"{received_on:%Y-%m-%d}"),
            ("回执编号", self.check_in.receipt_no),
        ]

    @property
    def member_lines(self) -> list[tuple[str, str]]:
        """What is said of its members' registrations."""
        count = self.count
        declared = "未申报" if count.declared is None else f"{count.declared} 人"
        return [
            ("应报到（单位申报）", declared),
            ("名册在职党员", f"{count.roster} 人"),
            ("其中：在册", f"{count.registered} 人"),
            ("区外报到", f"{count.outside} 人"),
            ("免报到", f"{count.exempt} 人"),
            ("待接收", f"{count.waiting} 人"),
            ("未报到", f"{count.missing} 人"),
            ("报到率", count.rate_text),
        ]

    @property
    def definition(self) -> str:
        return RATE_DEFINITION

    @property
    def day_label(self) -> str:
        return chinese_day(self.day)


def double_report(unit: ResidentUnit, day: datetime.date) -> DoubleReport:
    """Count the unit, with what was merged into it, at the end of the day."""
    same = ResidentUnit.objects.together_with(unit)
    sent = UnitCheckIn.objects.filter(unit__in=same).for_list()
    received, is_waiting = sent.received_on(day).first(), sent.waiting_on(day).exists()
    return DoubleReport(unit, day, received, headcount_of(unit, day), is_waiting)


def print_double_report(report: DoubleReport) -> bytes:
    """Return the report as a docx to be sealed by the unit."""
    document = OfficialDocument("“双报到”工作情况报告", layout=FORM)
    document.paragraph(f"单位：{report.unit.name}", has_indent=False)
    document.paragraph(f"截至 {report.day_label}", has_indent=False)
    document.heading("一、单位报到")
    document.form(_rows(report.unit_lines), (1, 2))
    document.heading("二、党员报到")
    document.form(_rows(report.member_lines), (1, 2))
    document.note(report.definition)
    document.closing("填报单位（盖章）：", "负责人：", "填表人：")
    document.signature("年    月    日")
    return document.to_bytes()


def print_receipt(row: UnitCheckIn, address: str) -> bytes:
    """Return the receipt of a unit's registration as a docx, sealed by the community."""
    document = OfficialDocument("单位报到回执", no=row.receipt_no, address=address)
    document.paragraph(f"{row.unit.name}：", has_indent=False)
    document.paragraph(
        f"你单位于 {chinese_day(row.checked_in_on)} 向我社区报到（编号 {row.no}），"
        f"我社区已于 {chinese_day(localtime(row.received_at).date())} 接收。"
    )
    if row.resources:
        document.paragraph(f"你单位可提供的资源和服务：{row.resources.rstrip('。')}。")
    if row.ended_on:
        document.paragraph(f"本次报到已于 {chinese_day(row.ended_on)} 结束：{row.end_reason}")
    document.signature(f"{row.community.name}（盖章）")
    document.signature(f"经办人：{row.received_by}")
    document.signature(chinese_day(localtime(row.received_at).date()))
    return document.to_bytes()


def chinese_day(day: datetime.date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _rows(lines: list[tuple[str, str]]) -> list[list[FormCell]]:
    return [[FormCell(label, is_label=True), FormCell(text)] for label, text in lines]
