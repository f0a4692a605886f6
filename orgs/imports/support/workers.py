"""社区工作者 from a file."""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from common.text import normalise_line, normalise_name
from orgs.imports.kinds import Column, register
from orgs.imports.support.cells import choice, day
from orgs.imports.support.generic import COMMUNITY, Reader, SupportImport
from orgs.models import CommunityWorker, Organization
from orgs.operations.support.workers import change_worker, clean_worker, register_worker

Structure = CommunityWorker.Structure
Channel = CommunityWorker.HireChannel
STRUCTURES: dict[str, str] = {
    **{label: code for code, label in Structure.choices},
    "企业负责人": Structure.ENTERPRISE_LEADER, "老同志": Structure.VETERAN,
    "长期在社区居委会工作的老同志": Structure.VETERAN, "大学生": Structure.GRADUATE,
    "退役军人": Structure.EX_SERVICE, "其它": Structure.OTHER,
}  # fmt: skip
CHANNELS: dict[str, str] = {
    **{label: code for code, label in Channel.choices},
    "应届毕业生": Channel.NEW_GRADUATE, "破产企业": Channel.BANKRUPT_ENTERPRISE,
    "下岗": Channel.LAID_OFF, "退役军人": Channel.EX_SERVICE, "其它": Channel.OTHER,
}  # fmt: skip


@register
class WorkerImport(SupportImport):
    """A row names somebody at work in a community, known by name, or adds them."""

    code = "worker"
    label = "社区工作者"
    model = CommunityWorker
    noun = "worker"
    key = ("name",)
    needed = ("structure", "started_on")
    adding = register_worker
    changing = change_worker
    columns = (
        COMMUNITY,
        Column("name", "姓名", ("工作者姓名", "人员姓名"), is_required=True, example="王建军"),
        Column("duty", "职务", ("岗位", "职位"), example="网格员"),
        Column(
            "structure", "来源结构", ("人员结构", "人员来源"), choices=tuple(Structure.labels),
            note="新增时必填；四类人员占比按这一列统计。", example="大学毕业生",
        ),
        Column(
            "hire_channel", "选聘渠道", ("选聘方式", "招聘渠道"), choices=tuple(Channel.labels),
            note="与来源结构是两回事，不参加占比统计。", example="应届大学毕业生",
        ),
        Column(
            "started_on", "到岗日期", ("到岗时间", "入职日期", "任职日期"),
            note="新增时必填。", example="2025-03-01",
        ),
    )  # fmt: skip
    notes = (
        "按社区和姓名认人：已在岗的更新，没有的新增；空着的单元格不改动已登记的内容。",
        "离岗请在页面上逐人登记，不用本表。",
    )

    def readers(self, user: User) -> dict[str, Reader]:
        return {
            "name": normalise_name,
            "duty": lambda text: normalise_line(text, label="职务", limit=50),
            "structure": choice(STRUCTURES, "来源结构"),
            "hire_channel": choice(CHANNELS, "选聘渠道"),
            "started_on": day("到岗日期"),
        }

    def known(self, places: Sequence[Organization]) -> Any:
        return CommunityWorker.objects.filter(organization__in=places, ended_on=None)

    def clean(self, record: CommunityWorker | None, values: dict[str, Any]) -> dict[str, Any]:
        return clean_worker(values)
