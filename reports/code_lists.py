"""The code lists of the product, read off the models: a new list shows by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Field

APPS = ("orgs", "members", "covenants", "services", "reports", "accounts")
OWN = "本系统"
GB_SEX = "GB/T 2261.1—2003 人的性别代码"
# Where a list comes from when it is not the product's own, by model and field.
SOURCES: dict[str, str] = {
    "members.member.gender": GB_SEX,
    "covenants.project.code_a": "“五共”口号（甲表）",
    "covenants.project.code_b": "“五共”工作方案（乙表）",
}
# Codes that are too many for a list: (name, where they are typed, source).
STANDARDS: tuple[tuple[str, str, str], ...] = (
    ("区划代码", "区", "GB/T 2260 中华人民共和国行政区划代码，6 位"),
    ("统计用区划代码", "街道、社区", "国家统计局统计用区划代码，12 位"),
    ("统一社会信用代码", "驻区单位", "GB 32100—2015 法人和其他组织统一社会信用代码，18 位"),
)


@dataclass
class CodeList:
    """代码表: codes with their names, the fields that use them, where they come from."""

    entries: tuple[tuple[str, str], ...]
    source: str
    uses: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.uses[0]


def code_lists() -> list[CodeList]:
    """Return every list once, in the order of the apps; equal lists are one with several uses."""
    found: dict[tuple[tuple[str, str], ...], CodeList] = {}
    for column in _coded_fields():
        entries = tuple((str(code), str(name)) for code, name in column.flatchoices)
        known = found.setdefault(entries, CodeList(entries, _source(column)))
        known.uses.append(f"{column.model._meta.verbose_name}：{column.verbose_name}")
    return list(found.values())


def _coded_fields() -> Iterator[Field]:
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            yield from (column for column in model._meta.concrete_fields if column.choices)


def _source(column: Field) -> str:
    return SOURCES.get(f"{column.model._meta.label_lower}.{column.name}", OWN)
