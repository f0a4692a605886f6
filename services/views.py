"""Pages of the service logs: the member's on a phone, the committees' on the desk."""

from typing import Any

from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from common import clock
from orgs.forms import ReasonForm
from orgs.generic import (
    OperationFormView,
    RecordFormView,
    RecordView,
    RegisterView,
    RightRequiredMixin,
    answer,
    visible_or_404,
)
from orgs.policy import Action
from orgs.scope import can, has_right
from services.filters import ServiceLogFilter
from services.forms import (
    CorrectionForm,
    MemberServiceForm,
    OwnCorrectionForm,
    OwnServiceForm,
)
from services.models import ServiceLog
from services.operations.confirmation import (
    acknowledge_service_log,
    confirm_service_log,
    confirm_service_logs,
    return_service_log,
)
from services.operations.entry import correct_service_log, log_own_service, log_service_for
from services.selectors import own_community, own_hours, own_member
from services.tables import ServiceLogTable

Status = ServiceLog.Status
MOST_AT_ONCE = 200


class MyLogList(RightRequiredMixin, ListView):
    """A member's own logs, with the hours of this year and the last: own trend only."""

    rights = (Action.READ_OWN,)
    template_name = "services/my_log_list.html"
    paginate_by = 25
    extra_context = {"heading": "我的服务"}

    def get_queryset(self) -> models.QuerySet:
        return ServiceLog.objects.visible_to(self.request.user, Action.READ_OWN).for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        can_log = own_community(own_member(user)) is not None
        waiting = ServiceLog.objects.acknowledgeable_by(user).values_list("pk", flat=True)
        return super().get_context_data(**kwargs) | {
            "can_log": can_log,
            "actions": [("登记服务", reverse("services:my-log-create"))] if can_log else [],
            "acknowledgeable": set(waiting),
            "hours": own_hours(user, clock.today().year),
        }


class MyLogCreate(OperationFormView):
    """A member enters an own service with one thumb."""

    rights = (Action.LOG_OWN_SERVICE,)
    form_class = OwnServiceForm
    template_name = "services/log_form.html"
    heading = "登记服务"
    submit_label = "登记"
    done = "已登记，等待社区确认。"
    extra_context = {
        "draft_name": "services-my-log-create",
        "empty_action": ("去报到", reverse_lazy("members:my-check-in")),
    }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_cancel_url(self) -> str:
        return reverse("services:my-log-list")

    def perform(self, form: BaseForm) -> str:
        user = self.request.user
        log_own_service(actor=user, member=own_member(user), **form.cleaned_data)
        return reverse("services:my-log-list")


class MyLogCorrect(RecordFormView):
    """A member enters a new record in the place of a confirmed or returned one."""

    model = ServiceLog
    action = Action.LOG_OWN_SERVICE
    form_class = OwnCorrectionForm
    template_name = "services/log_form.html"
    heading = "更正服务记录"
    submit_label = "提交更正"
    done = "更正已提交，确认后替换原记录。"

    def get_cancel_url(self) -> str:
        return reverse("services:my-log-list")

    def perform(self, form: BaseForm) -> str:
        correct_service_log(actor=self.request.user, log=self.record, **form.cleaned_data)
        return reverse("services:my-log-list")


@require_POST
def acknowledge_log(request: HttpRequest, pk: int) -> HttpResponse:
    log = visible_or_404(ServiceLog, request.user, pk, Action.ACKNOWLEDGE_SERVICE)
    return answer(
        request,
        lambda: acknowledge_service_log(actor=request.user, log=log),
        done="已确认，计入您的服务时长。",
        to="services:my-log-list",
    )


class LogList(RegisterView):
    """The logs at the places one reads; those one may confirm can be picked."""

    rights = (Action.READ,)
    model = ServiceLog
    table_class = ServiceLogTable
    filterset_class = ServiceLogFilter
    template_name = "services/log_list.html"
    heading = "服务记录"
    is_personal = True
    empty_text = "还没有服务记录。党员在手机上登记，或由社区、网格代登。"

    def get_actions(self) -> list[tuple[str, str]]:
        if has_right(self.request.user, Action.LOG_SERVICE):
            return [("登记服务", reverse("services:log-create"))]
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [row.record.pk for row in context["table"].paginated_rows]
        confirmable = ServiceLog.objects.confirmable_by(self.request.user).filter(pk__in=shown)
        context["table"].offer(confirmable.values_list("pk", flat=True))
        return context


class LogDetail(RecordView):
    """One log, and what may be done with it."""

    rights = (Action.READ,)
    model = ServiceLog

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"heading": f"{self.object.member}的服务记录"}

    def get_facts(self) -> list[tuple[str, Any]]:
        log = self.object
        return [
            ("编号", log.no),
            ("状态", log.get_status_display()),
            ("党员", log.member),
            ("地点", log.place_label),
            ("服务日期", f"{log.served_on} {log.time_label}"),
            ("计入时长" if log.status == Status.CONFIRMED else "时长", log.duration_label),
            ("类别", log.get_category_display()),
            ("内容", log.text or None),
            ("登记", f"{log.entered_by}（{log.get_entry_display()}）"),
            ("确认人", log.confirmed_by),
            *([("退回原因", log.return_reason)] if log.return_reason else []),
            *([("更正自", log.corrects.no)] if log.corrects else []),
            *([("更正为", log.corrected_by.no)] if hasattr(log, "corrected_by") else []),
        ]

    def get_next_step(self) -> str:
        log = self.object
        if log.status == Status.RETURNED and log.is_correctable:
            return "由登记人改正后重新提交。"
        if log.status != Status.PENDING:
            return ""
        if log.entry == ServiceLog.Entry.MEMBER:
            return "由社区、网格或街道确认。"
        return "由登记人以外的同志、街道或党员本人确认。"

    def get_steps(self) -> list[tuple[str, str, bool]]:
        log, user = self.object, self.request.user
        steps = []
        if log.status == Status.PENDING and can(user, Action.CONFIRM_SERVICE, log):
            if not log.is_entered_by(user):
                steps.append(("确认", "services:log-confirm", True))
            steps.append(("退回", "services:log-return", False))
        if log.is_correctable and can(user, Action.LOG_SERVICE, log):
            steps.append(("更正", "services:log-correct", False))
        return [(label, reverse(name, args=[log.pk]), is_post) for label, name, is_post in steps]


class LogCreate(OperationFormView):
    """Community or grid enters a service for a member."""

    rights = (Action.LOG_SERVICE,)
    form_class = MemberServiceForm
    template_name = "services/log_form.html"
    heading = "登记服务"
    submit_label = "登记"
    done = "已登记，等待另一位同志或党员本人确认。"
    extra_context = {"draft_name": "services-log-create"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_cancel_url(self) -> str:
        return reverse("services:log-list")

    def perform(self, form: BaseForm) -> ServiceLog:
        return log_service_for(actor=self.request.user, **form.cleaned_data)


class LogReturn(RecordFormView):
    """Send a log back with a reason."""

    model = ServiceLog
    action = Action.CONFIRM_SERVICE
    form_class = ReasonForm
    heading = "退回服务记录"
    submit_label = "退回"
    done = "已退回，党员会收到消息。"

    def perform(self, form: BaseForm) -> ServiceLog:
        return return_service_log(actor=self.request.user, log=self.record, **form.cleaned_data)


class LogCorrect(RecordFormView):
    """Community or grid enters a new record in the place of an old one."""

    model = ServiceLog
    action = Action.LOG_SERVICE
    form_class = CorrectionForm
    template_name = "services/log_form.html"
    heading = "更正服务记录"
    submit_label = "提交更正"
    done = "更正已提交，由另一位同志确认后替换原记录。"

    def perform(self, form: BaseForm) -> ServiceLog:
        return correct_service_log(actor=self.request.user, log=self.record, **form.cleaned_data)


@require_POST
def confirm_log(request: HttpRequest, pk: int) -> HttpResponse:
    log = visible_or_404(ServiceLog, request.user, pk)
    return answer(
        request,
        lambda: confirm_service_log(actor=request.user, log=log),
        done="已确认，计入服务时长。",
        to=log,
    )


@require_POST
def confirm_logs(request: HttpRequest) -> HttpResponse:
    """Confirm those picked that the user may confirm; the rest is counted and left alone."""
    picked = {pk for pk in request.POST.getlist("log") if pk.isdecimal() and len(pk) < 19}
    confirmable = ServiceLog.objects.confirmable_by(request.user).filter(pk__in=picked)
    logs = list(confirmable[:MOST_AT_ONCE])
    left = len(picked) - len(logs)
    return answer(
        request,
        lambda: confirm_service_logs(actor=request.user, logs=logs),
        done=f"已确认 {len(logs)} 条。"
        + (f"另有 {left} 条已处理或不能由您确认，没有改动。" if left else ""),
        to=f"{reverse('services:log-list')}?status={Status.PENDING}",
    )
