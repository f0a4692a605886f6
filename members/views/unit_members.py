"""One member as the unit's liaison sees and keeps them, and who has left a community's units."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from common.surfaces import beside
from members.exemption_filters import LeaverFilter
from members.exemption_tables import LeaverTable
from members.models import CheckIn, CheckInExemption, Member
from members.selectors.leavers import left_but_registered
from members.views.members import MemberPhone, merger_note, of_person, person_of, steps_of_merged
from members.views.membership import keeping_steps
from orgs.generic import RecordView, RegisterView
from orgs.policy import Action
from orgs.selectors.audit import accesses_of

SHOWN = 20


class UnitMemberDetail(RecordView):
    """One member of the unit: facts, the chain of check-ins, exemptions, what may be done."""

    rights = (Action.READ_OWN_UNIT,)
    model = Member
    template_name = "members/unit_member_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        member = self.object
        left = [
            ("离开单位日期", f"{member.left_unit_on:%Y-%m-%d}" if member.left_unit_on else "—"),
            ("离开单位原因", member.get_left_reason_display() or "—"),
        ]
        return [
            ("手机号", member.mobile_masked or "—"),
            ("单位", member.unit_label),
            ("党员类别", member.get_kind_display()),
            ("性别", member.get_gender_display()),
            ("入党日期", f"{member.joined_on:%Y-%m-%d}" if member.joined_on else "—"),
            ("学历", member.get_education_display()),
            ("组织关系", member.get_org_relation_display()),
            ("组织关系所在党组织", member.home_organization or "—"),
            ("流动情况", member.get_flow_display()),
            ("特长", member.specialties or "—"),
            ("在职", "是" if member.on_job else "否"),
            *([] if member.on_job else left),
        ]

    def get_next_step(self) -> str:
        return merger_note(self.object, self.request.user)

    def get_steps(self) -> list[tuple[str, str, bool]]:
        member, user = self.object, self.request.user
        if member.merged_into_id is not None:
            return steps_of_merged(self.request, member)
        steps = keeping_steps(self.request, member)
        if Member.objects.with_phone_for(user).filter(pk=member.pk).exists():
            phone = beside(self.request, "members:member-phone", member.pk)
            steps.append(("查看完整手机号", phone, False))
        printed = reverse("reports:unit-print-introduction", args=[member.pk])
        return [*steps, ("打印报到单", printed, False)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member, user = self.object, self.request.user
        person = person_of(member)
        check_ins = CheckIn.objects.visible_to(user).submitted().filter(member__in=person)
        return super().get_context_data(**kwargs) | {
            "check_ins": check_ins.for_list()[:SHOWN],
            "willing": self._willing(check_ins.open().order_by("-status").first()),
            "exemptions": of_person(CheckInExemption, user, person),
            "accesses": accesses_of(member)[:SHOWN],
        }

    def _willing(self, check_in: CheckIn | None) -> dict[str, Any] | None:
        """What the member is willing to do, and when; None without an open check-in."""
        if check_in is None:
            return None
        return {
            "check_in": check_in,
            "intentions": check_in.intentions.current(),
            "availabilities": check_in.availabilities.current(),
        }


@method_decorator(never_cache, name="dispatch")
class UnitMemberPhone(MemberPhone):
    """The number of one's own member, with a reason."""

    def get_cancel_url(self) -> str:
        return beside(self.request, "members:member-detail", self.record.pk)


class LeaverList(RegisterView):
    """在册 members of whom the unit says that they are no longer on the job: 注销 is to follow."""

    rights = (Action.READ,)
    model = CheckIn
    table_class = LeaverTable
    filterset_class = LeaverFilter
    heading = "单位已报告不再在职"
    is_personal = True
    empty_text = "没有待办理注销的党员。"

    def get_queryset(self) -> QuerySet[CheckIn]:
        return left_but_registered(super().get_queryset())
