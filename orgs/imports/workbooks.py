"""The two workbooks that the pipeline gives out: a kind's template, a batch's faulty rows."""

from collections.abc import Iterator
from typing import IO

from accounts.models import User
from common.spreadsheets import Sheet, write_xlsx
from orgs.imports.headers import word_of, words_of
from orgs.imports.kinds import FAULTY, ImportKind
from orgs.imports.sentences import OWN, REASON, SOURCE_ROW, BatchWords
from orgs.models import ImportBatch

GUIDE = "填写说明"
GUIDE_HEADERS = ("列名", "是否必填", "说明", "示例")
RULES = (
    "请在“{label}”表里填写，一行一条；列可以增减、调换顺序，表头文字不要改。",
    "各列已设为文本格式，身份类、编码类数字请直接输入，不要改成数值格式。",
    "合计行、空白行、隐藏的行不会导入。",
    "上传后先看预览，确认后才会写入；写错了可以撤销。",
)


def write_template(target: IO[bytes], kind: ImportKind, user: User) -> None:
    """Write a kind's template: the sheet to fill in, with drop-downs, and the guide."""
    lists = kind.choices(user)
    choices = {
        index: listed
        for index, column in enumerate(kind.columns)
        if (listed := lists.get(column.name) or column.choices)
    }
    data = Sheet(
        name=kind.label,
        headers=[column.label for column in kind.columns],
        rows=[],
        widths=[max(14, 2 * len(column.label) + 4) for column in kind.columns],
        choices=choices,
    )
    write_xlsx(target, [data, Sheet(GUIDE, GUIDE_HEADERS, _guide(kind), widths=(26, 10, 60, 24))])


def _guide(kind: ImportKind) -> Iterator[tuple[str, ...]]:
    for column in kind.columns:
        note = column.note
        if column.choices and len(column.choices) < 20:
            note = f"{note}可填：{'、'.join(column.choices)}。"
        yield column.label, "必填" if column.is_required else "", note, column.example
    yield ("",)
    for rule in (*RULES, *kind.notes):
        yield "填写要求", "", rule.format(label=kind.label)


def write_errors(target: IO[bytes], batch: ImportBatch, kind: ImportKind) -> None:
    """Write the rows that were not taken, as they stood, with the reason; it can be imported
    again as it is.
    """
    words = words_of(kind.columns)
    labels = {column.name: column.label for column in kind.columns}
    headers = [
        # Under a header of two rows a label alone may not say what its column is.
        one["label"]
        if word_of(one["label"], words) == one["column"]
        else labels.get(one["column"], one["label"])
        for one in batch.headers
        if one["label"] not in OWN
    ]
    headers += [SOURCE_ROW, REASON]
    write_xlsx(target, [Sheet(kind.label, headers, _faulty_rows(batch, kind))])


def _faulty_rows(batch: ImportBatch, kind: ImportKind) -> Iterator[list[str]]:
    told = BatchWords(batch, kind)
    kept = [one["index"] for one in batch.headers if one["label"] not in OWN]
    for row in batch.rows.filter(verdict__in=FAULTY).order_by("row").iterator(chunk_size=1000):
        texts = told.texts_of(row)
        reason = "；".join(
            f"{finding.label}：{finding.text}" if finding.label else finding.text
            for finding in told.findings(row)
        )
        yield [
            *(texts[index] if index < len(texts) else "" for index in kept),
            str(row.row),
            reason,
        ]
