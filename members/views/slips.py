"""The printed slip with which a member in the register sets a first password."""

from typing import Any

from django.forms import BaseForm

from accounts.models import User
from common.surfaces import public_address
from members.models import Member
from members.operations.accounts import issue_member_slip
from orgs.forms import RecordForm
from orgs.generic import RecordFormView
from orgs.policy import Action
from orgs.views.accounts import ActivationShown


class MemberSlip(RecordFormView, ActivationShown):
    """签发启用单: shown once, in the answer to the form."""

    rights = (Action.HANDLE_CHECK_INS,)
    action = Action.HANDLE_CHECK_INS
    model = Member
    form_class = RecordForm
    template_name = "members/member_slip.html"
    heading = "签发启用单"
    submit_label = "签发"
    done = "已签发。以前签发而未使用的已作废。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"{self.heading}：{self.record.name}"
        return super().get_context_data(**kwargs) | {"heading": heading}

    def get_address(self, path: str) -> str:
        return public_address(self.request, path)

    def get_back(self, account: User) -> tuple[str, str]:
        return "返回党员", self.record.get_absolute_url()

    def perform(self, form: BaseForm) -> Member:
        self.issued = issue_member_slip(actor=self.request.user, member=self.record)
        return self.record
