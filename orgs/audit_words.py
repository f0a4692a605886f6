"""What the details of an audit entry are called where people read them."""

from typing import Any

from accounts.labels import kind_label
from accounts.models import Activation
from orgs.imports.kinds import all_kinds
from orgs.models import Organization, OrganizationEvent, ResidentUnit
from orgs.policy import Role

DETAILS = {
    "access": "查看记录编号", "account": "账号编号", "address": "来源页面", "after": "变动后",
    "amount": "金额", "before": "变动前", "centre": "服务中心编号", "children": "划出的下级",
    "code": "编码", "codes": "涉及编码", "community": "社区编号", "count": "数量",
    "declared_members": "应报到人数", "declared_on": "申报日期", "digest": "文件摘要",
    "effective_on": "生效日期", "file": "文件名", "filter": "筛选条件", "format": "格式",
    "from_account": "原任账号编号", "grant": "授权编号", "holidays": "节假日",
    "into": "并入", "is_workday": "调休上班", "item": "项目", "kind": "种类", "name": "名称",
    "new": "新增", "offshoot": "新设组织", "old": "原授权编号", "on": "日期",
    "organization": "组织编号", "out_of": "总行数", "parent": "上级编号", "people": "人数",
    "phones": "含完整手机号", "place": "范围", "reason": "原因", "register": "名册",
    "role": "角色", "rows": "行数", "sample": "示例数据", "since": "起始日期",
    "stayed": "未撤销行数", "successor": "承接组织编号", "target": "保留单位编号",
    "title": "名册", "unit": "单位编号", "user": "账号编号", "valid_from": "生效日期",
    "valid_to": "截止日期", "with_phones": "含完整手机号", "written": "写入行数",
}  # fmt: skip
# Model fields that a change names; their Chinese name is the one of the forms.
MODELS = (ResidentUnit, Organization)
WORDS: dict[str, dict[str, str]] = {
    "role": dict(Role.choices),
    "kind": {
        **dict(OrganizationEvent.Kind.choices),
        **dict(Activation.Kind.choices),
        **{kind.code: kind.label for kind in all_kinds()},
    },
    "format": {"xlsx": "xlsx 表格", "csv": "csv 表格"},
}


def detail_label(name: str) -> str:
    """Return what a detail is called; one that nobody named stays as it is."""
    if name in DETAILS:
        return DETAILS[name]
    for model in MODELS:
        fields = {field.name: field for field in model._meta.concrete_fields}
        if name in fields:
            return str(fields[name].verbose_name)
    return kind_label(name)


def told(name: str, value: Any) -> str:
    """Return a detail's value as people read it."""
    if isinstance(value, dict):
        return "；".join(f"{detail_label(key)} {told(key, part)}" for key, part in value.items())
    if isinstance(value, list):
        return "、".join(told(name, part) for part in value) or "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if value in {None, "", "None"}:
        return "—"
    return WORDS.get(name, {}).get(str(value), str(value))
