"""The register of members, and the reason before a full number."""

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from members.filters import MemberFilter
from members.forms import PhoneReasonForm
from members.models import CheckIn, Member
from members.operations.members import reveal_phone
from members.tables import MemberTable
from orgs.generic import RecordFormView, RecordView, RegisterView
from orgs.policy import Action
from orgs.selectors.audit import accesses_of


class MemberList(RegisterView):
    """The members one may see."""

    rights = (Action.READ,)
    model = Member
    table_class = MemberTable
    filterset_class = MemberFilter
    heading = "党员名册"
    is_personal = True
    phone_column = "mobile_masked"
    empty_text = "还没有党员。党员报到以后会出现在这里。"

    def get_phone_holders(self) -> QuerySet[Member]:
        return Member.objects.with_phone_for(self.request.user)


class MemberDetail(RecordView):
    """One member, with the check-ins that the viewer may see."""

    rights = (Action.READ,)
    model = Member
    template_name = "members/member_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        member = self.object
        return [
            ("手机号", member.mobile_masked),
            ("单位", member.unit),
            ("党员类别", member.get_kind_display()),
            ("性别", member.get_gender_display()),
            ("组织关系", member.get_org_relation_display()),
            ("在职", "是" if member.on_job else "否"),
            ("流动情况", member.get_flow_display()),
            ("特长", member.specialties or "—"),
        ]

    def get_steps(self) -> list[tuple[str, str, bool]]:
        member, user = self.object, self.request.user
        if not Member.objects.with_phone_for(user).filter(pk=member.pk).exists():
            return []
        return [("查看完整手机号", reverse("members:member-phone", args=[member.pk]), False)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check_ins = CheckIn.objects.visible_to(self.request.user).submitted()
        own = check_ins.filter(member=self.object).for_list()[:20]
        return super().get_context_data(**kwargs) | {
            "check_ins": own,
            "accesses": self._accesses(),
        }

    def _accesses(self) -> Any:
        """Who saw the number, for those who may see it themselves."""
        if not Member.objects.with_phone_for(self.request.user).filter(pk=self.object.pk).exists():
            return None
        return accesses_of(self.object)[:20]


@method_decorator(never_cache, name="dispatch")
class MemberPhone(RecordFormView):
    """Ask with a reason; the answer to the form shows the number, nothing keeps it."""

    model = Member
    action = Action.SEE_PHONES
    form_class = PhoneReasonForm
    heading = "查看完整手机号"
    submit_label = "查看"
    done = "已留下查看记录。"
    phone = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"{self.heading}：{self.record.name}"
        return super().get_context_data(**kwargs) | {"heading": heading}

    def perform(self, form: BaseForm) -> Member:
        self.phone = reveal_phone(
            actor=self.request.user, member=self.record, reason=form.cleaned_data["reason"]
        )
        return self.record

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response = super().form_valid(form)
        return self._show(self.request) if self.phone else response

    def _show(self, request: HttpRequest) -> HttpResponse:
        context = {"heading": self.record.name, "member": self.record, "phone": self.phone}
        return render(request, "members/member_phone.html", context)
