"""The register of members, and the reason before a full number."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from common.surfaces import beside
from members.filters import MemberFilter
from members.forms.handling import PhoneReasonForm
from members.models import CheckIn, CheckInExemption, HouseholdLink, Member, MemberMerge
from members.operations.members import reveal_phone
from members.selectors.duplicates import RIGHTS, look_alikes
from members.tables import MemberTable
from members.views.membership import keeping_steps
from orgs.generic import RecordFormView, RecordView, RegisterView
from orgs.policy import Action
from orgs.scope import has_right
from orgs.selectors.audit import accesses_of

SHOWN = 20


class MemberList(RegisterView):
    """The members one may see; a merged row is found by the one that stays."""

    rights = (Action.READ,)
    model = Member
    table_class = MemberTable
    filterset_class = MemberFilter
    heading = "党员名册"
    is_personal = True
    phone_column = "mobile_masked"
    empty_text = "还没有党员。党员报到以后会出现在这里。"

    def get_queryset(self) -> QuerySet[Member]:
        return super().get_queryset().standing().with_shown_mobile(self.request.user)

    def get_phone_holders(self) -> QuerySet[Member]:
        return Member.objects.with_phone_for(self.request.user)

    def get_actions(self) -> list[tuple[str, str]]:
        if has_right(self.request.user, *RIGHTS):
            return [("疑似重复", reverse("members:merge-list")), *self._exemptions()]
        return self._exemptions()

    def _exemptions(self) -> list[tuple[str, str]]:
        may_keep = has_right(self.request.user, Action.KEEP_MEMBERS)
        return [("免报到、区外报到", reverse("members:exemption-list"))] if may_keep else []


def facts_of(member: Member) -> list[tuple[str, Any]]:
    """Return what the register says of a member, who was read `with_shown_mobile`."""
    facts = [
        ("手机号", member.shown_mobile or "报到已结束，不再显示"),
        ("单位", member.unit_label),
        ("党员类别", member.get_kind_display()),
        ("性别", member.get_gender_display()),
        ("入党日期", member.joined_on and f"{member.joined_on:%Y-%m-%d}"),
        ("学历", member.get_education_display()),
        ("组织关系", member.get_org_relation_display()),
        ("组织关系所在党组织", member.home_organization),
        ("在职", "是" if member.on_job else "否"),
        ("离开单位", left_label(member)),
        ("流动情况", member.get_flow_display()),
        ("特长", member.specialties or "—"),
    ]
    optional = {"入党日期", "组织关系所在党组织", "离开单位"}
    return [(label, value) for label, value in facts if value or label not in optional]


def left_label(member: Member) -> str:
    """Return when and why the member left the unit; "" for who did not."""
    if member.left_unit_on is None:
        return ""
    return f"{member.left_unit_on:%Y-%m-%d}（{member.get_left_reason_display()}）"


class MemberDetail(RecordView):
    """One member as the register and the viewer's own places know the person."""

    rights = (Action.READ,)
    model = Member
    template_name = "members/member_detail.html"

    def get_queryset(self) -> QuerySet[Member]:
        rows = super().get_queryset().with_shown_mobile(self.request.user)
        return rows.select_related("user", "merged_into__unit", "duplicate_of")

    def get_facts(self) -> list[tuple[str, Any]]:
        return facts_of(self.object)

    def get_next_step(self) -> str:
        return merger_note(self.object, self.request.user)

    def get_steps(self) -> list[tuple[str, str, bool]]:
        member, user = self.object, self.request.user
        if member.merged_into_id is not None:
            return steps_of_merged(self.request, member)
        key = [member.pk]
        steps = []
        if self._may_see_phone():
            steps.append(("查看完整手机号", reverse("members:member-phone", args=key), False))
        if holds(user, member, *RIGHTS):
            steps.append(("合并…", reverse("members:member-merge-pick", args=key), False))
        is_new = member.user is None or member.user.last_login is None
        if is_new and self._registered_here():
            steps.append(("签发启用单", reverse("members:member-slip", args=key), False))
        steps += keeping_steps(self.request, member)
        forms = (("打印报到单", "introduction"), ("打印服务记录卡", "service-card"))
        return steps + [
            (label, reverse(f"reports:print-{name}", args=key), False) for label, name in forms
        ]

    def _registered_here(self) -> bool:
        """Whether the member stands in a register that the reader keeps."""
        own = CheckIn.objects.visible_to(self.request.user, Action.HANDLE_CHECK_INS)
        return own.registered().filter(member=self.object).exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member, user = self.object, self.request.user
        person = person_of(member)
        check_ins = CheckIn.objects.visible_to(user).submitted().filter(member__in=person)
        chain = list(check_ins.for_list()[:SHOWN])
        alike = [] if member.merged_into else look_alikes([member], user)[member.pk]
        return super().get_context_data(**kwargs) | {
            "check_ins": chain,
            "current": next((each for each in chain if each.is_open), None),
            "exemptions": of_person(CheckInExemption, user, person),
            "links": of_person(HouseholdLink, user, person),
            "merges": MemberMerge.objects.visible_to(user, *RIGHTS).of(member).for_list()[:SHOWN],
            "look_alikes": alike,
            "may_compare": holds(user, member, *RIGHTS),
            "logs_url": f"{reverse('services:log-list')}?{urlencode({'q': member.name})}",
            "accesses": accesses_of(member)[:SHOWN] if self._may_see_phone() else None,
        }

    def _may_see_phone(self) -> bool:
        """Whether the reader may ask for the number, and so know who did."""
        with_phone = Member.objects.with_phone_for(self.request.user)
        return with_phone.filter(pk=self.object.pk).exists()


def kept_in_sight(member: Member, user: Any) -> Member | None:
    """Return whom a merged row stands for, if the user sees that one."""
    seen = Member.objects.visible_to(user).select_related("unit")
    return seen.filter(pk=member.merged_into_id).first()


def merger_note(member: Member, user: Any) -> str:
    """Return one sentence on a row that was merged; "" for one that stands."""
    if member.merged_into_id is None:
        return ""
    stays = kept_in_sight(member, user)
    if stays is None:
        return "这份登记已并入另一份，那一份不在您的管理范围。"
    return f"这份登记已并入“{stays.name}（{stays.unit_label}）”，请在那一份上办理。"


def steps_of_merged(request: HttpRequest, member: Member) -> list[tuple[str, str, bool]]:
    """Return the way to the row that stays, on the surface of the request."""
    stays = kept_in_sight(member, request.user)
    if stays is None:
        return []
    return [("查看保留的登记", beside(request, "members:member-detail", stays.pk), False)]


def holds(user: Any, member: Member, *actions: Action) -> bool:
    """Whether the user has one of the rights on the member."""
    return Member.objects.visible_to(user, *actions).filter(pk=member.pk).exists()


def person_of(member: Member) -> list[int]:
    """Return the keys of the member and of the rows that were merged into it."""
    return [member.pk, *member.duplicates.order_by("pk").values_list("pk", flat=True)]


def of_person(model: type[Model], user: Any, person: list[int]) -> Any:
    """Return the rows of a person that the user sees, those of merged rows too."""
    return model.objects.visible_to(user).filter(member__in=person).for_list()[:SHOWN]


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
        context = {
            "heading": self.record.name,
            "back": self.get_cancel_url(),
            "phone": self.phone,
        }
        return render(request, "members/member_phone.html", context)
