"""What members do with their own check-in once it is there."""

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from members.forms.own import IntentionChangeForm, OwnReasonForm, OwnTransferForm
from members.models import CheckIn
from members.operations.check_ins import close_own_check_in, withdraw_check_in
from members.operations.intentions import change_intentions
from members.operations.transfers import ask_transfer, cancel_transfer
from members.views.own import HOME, FindingMixin
from orgs.generic import RecordFormView, answer, visible_or_404
from orgs.policy import Action


class OwnStep(RecordFormView):
    """A form about one's own check-in; it leads back to it."""

    model = CheckIn
    action = Action.SUBMIT_CHECK_IN

    def get_cancel_url(self) -> str:
        return reverse(HOME)

    def perform(self, form: BaseForm) -> str:
        self.carry_out(form)
        return reverse(HOME)

    def carry_out(self, form: BaseForm) -> None:
        """Call the operation."""
        raise NotImplementedError


class CheckInChange(OwnStep):
    """Other intentions and times from today on."""

    form_class = IntentionChangeForm
    heading = "更改服务意向和时间"
    submit_label = "保存"
    done = "已更改，从今天起生效。"

    def carry_out(self, form: BaseForm) -> None:
        change_intentions(actor=self.request.user, check_in=self.record, **form.cleaned_data)


class CheckInWithdraw(OwnStep):
    """Take a waiting check-in back, with a reason."""

    template_name = "members/own_step_form.html"
    form_class = OwnReasonForm
    heading = "撤回报到"
    submit_label = "撤回"
    done = "已撤回，可以重新报到。"
    extra_context = {"consequence": "撤回后社区不再处理这份报到，您可以马上重新填写。"}

    def carry_out(self, form: BaseForm) -> None:
        withdraw_check_in(actor=self.request.user, check_in=self.record, **form.cleaned_data)


class OwnTransfer(FindingMixin, OwnStep):
    """Ask to move to another community."""

    template_name = "members/own_transfer_form.html"
    form_class = OwnTransferForm
    heading = "转到其他社区"
    submit_label = "提交转出申请"
    done = "已提交转出申请，请等待社区同意。"

    def carry_out(self, form: BaseForm) -> None:
        ask_transfer(actor=self.request.user, check_in=self.record, **form.cleaned_data)


class OwnClose(OwnStep):
    """End one's own registration, with a reason."""

    template_name = "members/own_step_form.html"
    form_class = OwnReasonForm
    heading = "申请注销报到"
    submit_label = "确定注销"
    done = "报到已注销，已告知社区。"
    extra_context = {
        "consequence": "提交后从今天起注销，您的服务记录和时长都保留。"
        "搬家换社区的不用注销，请用“转到其他社区”，意向和时间会一起转去。"
    }

    def carry_out(self, form: BaseForm) -> None:
        close_own_check_in(actor=self.request.user, check_in=self.record, **form.cleaned_data)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's wish to move back."""
    check_in = visible_or_404(CheckIn, request.user, pk, Action.SUBMIT_CHECK_IN)
    return answer(
        request,
        lambda: cancel_transfer(actor=request.user, check_in=check_in),
        done="已撤回转出申请，您仍在原社区在册。",
        to=HOME,
    )
