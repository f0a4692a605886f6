"""What a unit, or the district for it, says of a member. Each page has an address on both sides."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from common.surfaces import beside
from members.forms.exemptions import ExemptionForm
from members.forms.membership import MemberChangeForm, MembershipEndForm, MemberUnitForm
from members.models import Member
from members.operations.exemptions import exempt_member
from members.operations.membership import (
    change_member,
    change_member_unit,
    end_membership,
    resume_membership,
)
from orgs.generic import RecordFormView, answer, visible_or_404
from orgs.policy import Action
from orgs.scope import can

STEPS = (
    ("修改信息", "members:member-change", False),
    ("更改单位", "members:member-unit", False),
)
ON_JOB_STEPS = (
    ("登记免报到、区外报到", "members:exemption-create", False),
    ("不再在职", "members:membership-end", False),
)
LEFT_STEPS = (("恢复在职", "members:membership-resume", True),)


def keeping_steps(request: HttpRequest, member: Member) -> list[tuple[str, str, bool]]:
    """Return what whoever keeps the member may do now, on the surface of the request."""
    if member.merged_into_id or not can(request.user, Action.KEEP_MEMBERS, member):
        return []
    steps = (*STEPS, *(ON_JOB_STEPS if member.on_job else LEFT_STEPS))
    return [(label, beside(request, name, member.pk), is_post) for label, name, is_post in steps]


class MembershipView(RecordFormView):
    """One thing that is said of a member."""

    model = Member
    action = Action.KEEP_MEMBERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"{self.heading}：{self.record.name}"
        return super().get_context_data(**kwargs) | {"heading": heading}

    def get_cancel_url(self) -> str:
        return beside(self.request, "members:member-detail", self.record.pk)

    def perform(self, form: BaseForm) -> str:
        self.say(**form.cleaned_data)
        return self.get_cancel_url()

    def say(self, **values: Any) -> None:
        """Call the operation."""
        raise NotImplementedError


class MemberChange(MembershipView):
    """Correct what the roster holds."""

    form_class = MemberChangeForm
    heading = "修改信息"
    submit_label = "保存"

    def say(self, **values: Any) -> None:
        change_member(actor=self.request.user, member=self.record, **values)


class MemberUnit(MembershipView):
    """Put on another unit's roster; the former unit no longer sees the member."""

    form_class = MemberUnitForm
    heading = "更改单位"
    submit_label = "更改"
    done = "已更改，两个单位的联络员都会收到消息。"

    def say(self, **values: Any) -> None:
        change_member_unit(actor=self.request.user, member=self.record, **values)

    def perform(self, form: BaseForm) -> str:
        target = super().perform(form)
        is_still_own = can(self.request.user, Action.KEEP_MEMBERS, self.record)
        return target if is_still_own else reverse("reports:unit-members")


class MembershipEnd(MembershipView):
    """No longer on the job."""

    form_class = MembershipEndForm
    heading = "登记不再在职"
    submit_label = "登记"
    done = "已登记。在册的，报到社区会收到待办并办理注销。"

    def say(self, **values: Any) -> None:
        end_membership(actor=self.request.user, member=self.record, **values)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    member = visible_or_404(Member, request.user, pk)
    return answer(
        request,
        lambda: resume_membership(actor=request.user, member=member),
        done="已恢复在职。",
        to=beside(request, "members:member-detail", pk),
    )


class ExemptionCreate(MembershipView):
    """免报到 or 区外报到."""

    form_class = ExemptionForm
    heading = "登记免报到、区外报到"
    submit_label = "登记"
    done = "已登记。"

    def say(self, **values: Any) -> None:
        del values["version"]
        exempt_member(actor=self.request.user, member=self.record, **values)
