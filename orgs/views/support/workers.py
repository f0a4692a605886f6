"""社区工作者."""

from typing import Any

from django.forms import BaseForm

from orgs.filters.support import WorkerFilter
from orgs.forms.support import WorkerChangeForm, WorkerEndForm, WorkerForm
from orgs.models import CommunityWorker
from orgs.operations.support.workers import change_worker, end_worker, register_worker
from orgs.tables.support import WorkerTable
from orgs.views.support.generic import SupportChange, SupportCreate, SupportDetail, SupportList


class WorkerList(SupportList):
    """The workers of the communities one may see: a list of persons."""

    model = CommunityWorker
    heading = "社区工作者"
    table_class = WorkerTable
    filterset_class = WorkerFilter
    is_personal = True
    create_url = "orgs:worker-create"
    import_kind = "worker"
    empty_text = "还没有登记社区工作者。"


class WorkerDetail(SupportDetail):
    """One worker."""

    model = CommunityWorker

    def get_facts(self) -> list[tuple[str, Any]]:
        worker = self.object
        return [
            ("社区", worker.organization.name),
            ("职务", worker.duty or "—"),
            ("来源结构", worker.get_structure_display()),
            ("选聘渠道", worker.get_hire_channel_display() or "—"),
            ("到岗日期", worker.started_on),
            ("离岗日期", worker.ended_on),
        ]

    def get_steps(self) -> list[tuple[str, str, bool]]:
        steps = [("修改", "orgs:worker-change")]
        if self.object.ended_on is None:
            steps.append(("登记离岗", "orgs:worker-end"))
        return self.links(*steps)


class WorkerCreate(SupportCreate):
    """Somebody new."""

    form_class = WorkerForm
    heading = "登记社区工作者"
    list_url = "orgs:worker-list"

    def perform(self, form: BaseForm) -> CommunityWorker:
        return register_worker(actor=self.request.user, **form.cleaned_data)


class WorkerChange(SupportChange):
    """Other values."""

    model = CommunityWorker
    form_class = WorkerChangeForm
    heading = "修改社区工作者"

    def perform(self, form: BaseForm) -> CommunityWorker:
        return change_worker(actor=self.request.user, worker=self.record, **form.cleaned_data)


class WorkerEnd(SupportChange):
    """Somebody leaves."""

    model = CommunityWorker
    form_class = WorkerEndForm
    heading = "登记离岗"
    done = "已登记离岗。"

    def perform(self, form: BaseForm) -> CommunityWorker:
        return end_worker(actor=self.request.user, worker=self.record, **form.cleaned_data)
