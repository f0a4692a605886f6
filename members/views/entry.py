"""Entry on behalf of somebody at the community."""

from typing import Any

from django.forms import BaseForm
from django.urls import reverse

from members.forms.entry import CheckInEnterForm
from members.models import CheckIn
from members.operations.entering import enter_check_in
from orgs.generic import OperationFormView
from orgs.policy import Action


class CheckInEnter(OperationFormView):
    """Entry on behalf of a person."""

    rights = (Action.HANDLE_CHECK_INS,)
    form_class = CheckInEnterForm
    template_name = "members/check_in_enter.html"
    heading = "代录报到"
    submit_label = "登记在册"
    done = "已登记，这名党员已在册。"
    extra_context = {"draft_name": "check-in-enter"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        """Whoever enters one after the other stays with the community."""
        community = self.request.GET.get("community", "")
        return {"community": community} if community.isdecimal() else {}

    def get_cancel_url(self) -> str:
        return reverse("members:check-in-list")

    def perform(self, form: BaseForm) -> CheckIn | str:
        values = dict(form.cleaned_data)
        check_in = enter_check_in(
            actor=self.request.user, consent_version=values.pop("consent"), **values
        )
        if "again" not in self.request.POST:
            return check_in
        self.done = f"{check_in.member.name}已在册，请录下一位。"
        return f"{reverse('members:check-in-enter')}?community={check_in.community_id}"
