"""One check-in, and the community's steps with it."""

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.urls import reverse

from members.forms.handling import CheckInAcceptForm, CheckInCloseForm
from members.forms.own import IntentionChangeForm
from members.models import CheckIn
from members.operations.handling import accept_check_in, close_check_in, return_check_in
from members.operations.intentions import change_intentions
from members.selectors.duplicates import LookAlike, look_alikes
from members.selectors.next_steps import (
    asked_reactivation,
    next_step_of,
    steps_of,
    waiting_after,
)
from orgs.forms import ReasonForm
from orgs.generic import RecordFormView, RecordView
from orgs.policy import Action
from orgs.scope import can


class CheckInDetail(RecordView):
    """One check-in: who, where, what they are willing to do, what comes next."""

    rights = (Action.READ,)
    model = CheckIn
    template_name = "members/check_in_detail.html"

    def get_queryset(self) -> QuerySet[CheckIn]:
        rows = super().get_queryset().submitted()
        return rows.select_related(
            "member__unit", "unit", "grid", "building", "community__parent", "previous__community",
            "transfer_to", "accepted_by", "first_contact",
        )  # fmt: skip

    def get_object(self, *args: Any) -> CheckIn:
        check_in = super().get_object(*args)
        self.waiting = waiting_after(check_in)
        self.asked = asked_reactivation(check_in)
        return check_in

    def get_facts(self) -> list[tuple[str, Any]]:
        check_in = self.object
        phone = [("手机号", check_in.member.mobile_masked)] if check_in.is_open else []
        moving = [
            ("转往社区", check_in.transfer_to.name),
            ("转往依据", check_in.get_transfer_basis_display()),
            ("转出说明", check_in.transfer_reason),
        ] if check_in.transfer_to and not check_in.is_refused_transfer else []  # fmt: skip
        return [
            ("编号", check_in.no),
            *phone,
            ("单位", check_in.unit or check_in.member.unit_label),
            ("报到社区", check_in.community.name),
            ("网格 · 楼栋", check_in.home or "—"),
            ("报到依据", check_in.get_basis_display()),
            ("报到渠道", check_in.get_channel_display()),
            *moving,
        ]

    def get_next_step(self) -> str:
        return next_step_of(self.object, self.waiting, self.asked)

    def get_steps(self) -> list[tuple[str, str, bool]]:
        steps = steps_of(self.object, self.waiting, self.asked)
        if not steps or not can(self.request.user, Action.HANDLE_CHECK_INS, self.object):
            return []
        key = [self.object.pk]
        return [
            (label, reverse(f"members:{name}", args=key), is_post) for label, name, is_post in steps
        ]

    def _look_alikes(self) -> list[LookAlike]:
        """Who might be the same person; of no interest once it is over."""
        member = self.object.member
        found = look_alikes([member], self.request.user) if self.object.is_open else {}
        return found.get(member.pk, [])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chain = CheckIn.objects.visible_to(self.request.user).submitted()
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.object.member.name}的报到",
            "intentions": self.object.intentions.current(),
            "availabilities": self.object.availabilities.current(),
            "asked": self.asked,
            "look_alikes": self._look_alikes(),
            "may_compare": can(self.request.user, Action.HANDLE_CHECK_INS, self.object),
            "chain": chain.of_person(self.object.member).for_list().order_by("pk")[:50],
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

    template_name = "members/check_in_accept.html"
    form_class = CheckInAcceptForm
    heading = "接收报到"
    submit_label = "接收"
    done = "已接收，这名党员已在册。"

    def perform(self, form: BaseForm) -> CheckIn:
        return accept_check_in(actor=self.request.user, check_in=self.record, **form.cleaned_data)


class CheckInReturn(CheckInStepView):
    """Send back with a reason."""

    template_name = "members/check_in_return.html"
    form_class = ReasonForm
    heading = "退回报到"
    submit_label = "退回"
    done = "已退回，本人会看到原因。"

    def perform(self, form: BaseForm) -> CheckIn:
        if self.record.member.user_id is None:
            self.done = "已退回。本人还没有账号，请电话告知原因。"
        return return_check_in(actor=self.request.user, check_in=self.record, **form.cleaned_data)


class CheckInClose(CheckInStepView):
    """End a registration."""

    form_class = CheckInCloseForm
    heading = "注销报到"
    submit_label = "注销"
    done = "已注销。"

    def perform(self, form: BaseForm) -> CheckIn:
        return close_check_in(actor=self.request.user, check_in=self.record, **form.cleaned_data)


class CheckInComplete(CheckInStepView):
    """Enter intentions and times for a member in the register, who told the community."""

    form_class = IntentionChangeForm
    heading = "代为更改意向和时间"
    submit_label = "保存"
    done = "已更改，从今天起生效。"

    def perform(self, form: BaseForm) -> CheckIn:
        return change_intentions(actor=self.request.user, check_in=self.record, **form.cleaned_data)
