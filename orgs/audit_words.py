"""What the details of an audit entry are called where people read them."""

from functools import cache
from typing import Any

from django.apps import apps

from accounts.labels import LOCAL_APPS
from accounts.models import Activation
from orgs.imports.kinds import all_kinds
from orgs.models import OrganizationEvent
from orgs.policy import Role

# What is no field of a record; a field is called as its model calls it.
DETAILS = {
    "access": "查看记录编号", "added": "新增数", "after": "变动后", "before": "变动前",
    "categories": "服务意向", "centre": "服务中心编号", "changed": "修改的内容",
    "codes": "涉及编码", "comment": "意见", "community": "社区编号", "computed": "系统计算",
    "count": "数量", "digest": "文件摘要", "faults": "错误数", "filter": "筛选条件",
    "format": "格式", "grants": "终止的授权数", "into": "并入", "into_name": "并入单位",
    "is_switched_off": "账号已停用", "kind": "种类", "lengths": "各段字数", "member": "党员编号",
    "members": "党员数", "minutes": "计入分钟", "mobile": "手机号", "new": "新任账号编号",
    "old": "原任账号编号",
    "is_followed": "推行“1+2+6”模式", "on": "日期", "order": "排序", "out_of": "总行数",
    "page": "页面",
    "phones": "含完整手机号", "reason": "原因", "register": "名册", "renews": "续签编号",
    "role": "角色", "rows": "行数", "sample": "示例数据", "slots": "服务时间数",
    "stated": "填报数字", "stayed": "未撤销行数", "unit": "单位编号", "unit_name": "单位",
    "party": "协议一方", "units": "单位编号", "user": "账号编号",
}  # fmt: skip


@cache
def _fields() -> dict[str, str]:
    """Return what the records' fields are called, by name."""
    models = (model for app in LOCAL_APPS for model in apps.get_app_config(app).get_models())
    return {
        field.name: str(field.verbose_name)
        for model in models
        for field in model._meta.concrete_fields
    }


@cache
def _words() -> dict[str, dict[str, str]]:
    """Return what stored codes are called; kinds of imports are known once all apps are ready."""
    kinds = dict(OrganizationEvent.Kind.choices) | dict(Activation.Kind.choices)
    return {
        "role": dict(Role.choices),
        "kind": kinds | {kind.code: kind.label for kind in all_kinds()},
        "format": {"xlsx": "xlsx 表格", "csv": "csv 表格"},
        "mobile": {"changed": "已更换"},
    }


def detail_label(name: str) -> str:
    """Return what a detail is called; one that nobody named stays as it is."""
    return DETAILS.get(name) or _fields().get(name, name)


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
    return _words().get(name, {}).get(str(value), str(value))
