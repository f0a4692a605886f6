"""The community's pages about check-ins."""

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.urls import reverse

from members.filters import CheckInFilter
from members.forms import CheckInAcceptForm, CheckInCloseForm, CheckInEnterForm
from members.models import CheckIn, Member
from members.operations.check_ins import (
    accept_check_in,
    close_check_in,
    enter_check_in,
    return_check_in,
)
from members.tables import CheckInTable
from orgs.forms import ReasonForm
from orgs.generic import OperationFormView, RecordFormView, RecordView, RegisterView
from orgs.policy import Action
from orgs.scope import can, has_right

Status = CheckIn.Status


class CheckInList(RegisterView):
    """The check-ins of one's places, those that wait for an answer on top."""

    rights = (Action.READ,)
    model = CheckIn
    table_class = CheckInTable
    filterset_class = CheckInFilter
    heading = "党员报到"
    is_personal = True
    phone_column = "mobile_masked"
    holder_path = "member_id"
    empty_text = "还没有党员报到。党员用手机提交后会出现在这里；也可以由社区代录。"

    def get_queryset(self) -> QuerySet[CheckIn]:
        return super().get_queryset().submitted().inbox_first()

    def get_phone_holders(self) -> QuerySet[Member]:
        return Member.objects.with_phone_for(self.request.user)

    def get_actions(self) -> list[tuple[str, str]]:
        if has_right(self.request.user, Action.HANDLE_CHECK_INS):
            return [("代录报到", reverse("members:check-in-enter"))]
        return []


class CheckInDetail(RecordView):
    """One check-in: who, where, what they are willing to do, what comes next."""

    rights = (Action.READ,)
    model = CheckIn
    template_name = "members/check_in_detail.html"

    def get_queryset(self) -> QuerySet[CheckIn]:
        return super().get_queryset().submitted()

    def get_facts(self) -> list[tuple[str, Any]]:
        check_in = self.object
        facts = [
            ("编号", check_in.no),
            ("单位", check_in.unit),
            ("报到社区", check_in.community.name),
            ("网格 · 楼栋", check_in.home or "—"),
            ("报到依据", check_in.get_basis_display()),
            ("报到渠道", check_in.get_channel_display()),
        ]
        if check_in.is_open:
            facts.insert(1, ("手机号", check_in.member.mobile_masked))
        return facts

    def get_next_step(self) -> str:
        check_in = self.object
        if check_in.status != Status.PENDING:
            return ""
        return f"请{check_in.community.name}在{check_in.answer_due_label}前核实，接收或退回。"

    def get_steps(self) -> list[tuple[str, str, bool]]:
        steps = {
            Status.PENDING: [("接收", "check-in-accept"), ("退回", "check-in-return")],
            Status.REGISTERED: [("注销", "check-in-close")],
        }.get(self.object.status, [])
        if not steps or not can(self.request.user, Action.HANDLE_CHECK_INS, self.object):
            return []
        key = [self.object.pk]
        return [(label, reverse(f"members:{name}", args=key), False) for label, name in steps]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.object.member.name}的报到",
            "intentions": self.object.intentions.current(),
            "availabilities": self.object.availabilities.current(),
        }


class CheckInStepView(RecordFormView):
    """One step of the community with a check-in."""

    model = CheckIn
    action = Action.HANDLE_CHECK_INS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"{self.heading}：{self.record.member.name}"
        return super().get_context_data(**kwargs) | {"heading": heading}


class CheckInAccept(CheckInStepView):
    """Take into the register, with grid and building."""

    form_class = CheckInAcceptForm
    heading = "接收报到"
    submit_label = "接收"
    done = "已接收，这名党员已在册。"

    def perform(self, form: BaseForm) -> CheckIn:
        return accept_check_in(actor=self.request.user, check_in=self.record, **form.cleaned_data)


class CheckInReturn(CheckInStepView):
    """Send back with a reason."""

    form_class = ReasonForm
    heading = "退回报到"
    submit_label = "退回"
    done = "已退回，本人会看到原因。"

    def perform(self, form: BaseForm) -> CheckIn:
        return return_check_in(actor=self.request.user, check_in=self.record, **form.cleaned_data)


class CheckInClose(CheckInStepView):
    """End a registration."""

    form_class = CheckInCloseForm
    heading = "注销报到"
    submit_label = "注销"
    done = "已注销。"

    def perform(self, form: BaseForm) -> CheckIn:
        return close_check_in(actor=self.request.user, check_in=self.record, **form.cleaned_data)


class CheckInEnter(OperationFormView):
    """Entry on behalf of a person."""

    rights = (Action.HANDLE_CHECK_INS,)
    form_class = CheckInEnterForm
    heading = "代录报到"
    submit_label = "登记在册"
    done = "已登记，这名党员已在册。"
    extra_context = {"draft_name": "check-in-enter"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_cancel_url(self) -> str:
        return reverse("members:check-in-list")

    def perform(self, form: BaseForm) -> CheckIn:
        values = dict(form.cleaned_data)
        return enter_check_in(
            actor=self.request.user, consent_version=values.pop("consent"), **values
        )
