"""What the register, the check-ins and the services hold about a person."""

from collections.abc import Callable

from django.utils import timezone

from members.models import (
    Availability,
    CheckIn,
    CheckInExemption,
    FirstContact,
    HouseholdLink,
    MemberMerge,
    Reactivation,
    ServiceIntention,
)
from reports.my_parts import Part, Person, make_part
from services.models import ServiceLog


def register_facts(person: Person) -> Part:
    fields = {
        "name": "姓名", "mobile": "手机号", "kind": "党员类别", "gender": "性别",
        "joined_on": "入党日期", "education": "学历", "unit": "所在单位",
        "org_relation": "组织关系", "home_organization": "组织关系所在党组织", "on_job": "在职",
        "flow": "流动情况", "specialties": "特长", "external_key": "单位系统编号",
        "left_unit_on": "离开单位日期", "left_reason": "离开单位原因", "registered_at": "登记时间",
    }  # fmt: skip
    member = person.member
    rows = []
    if member is not None:
        number = member.open_mobile() if person.shows_number else member.mobile_masked
        row = (
            member.name, number, member.get_kind_display(), member.get_gender_display(),
            member.joined_on, member.get_education_display(), member.unit_label,
            member.get_org_relation_display(), member.home_organization, member.on_job,
            member.get_flow_display(), member.specialties, member.external_key,
            member.left_unit_on, member.get_left_reason_display(), member.created_at,
        )  # fmt: skip
        rows = [row]
    return make_part("member", "登记信息", fields, rows)


def merges(person: Person) -> Part:
    fields = {"name": "登记姓名", "mobile": "手机号", "unit": "登记单位", "merged_at": "并入时间"}
    found = MemberMerge.objects.standing().filter(duplicate__in=person.member_keys)
    rows = (
        (row.duplicate.name, row.duplicate.mobile_masked, row.duplicate.unit_label, row.created_at)
        for row in found.for_list()
    )
    return make_part("merges", "已并入的重复登记", fields, rows, "有一份重复登记已并入。")


def first_contacts(person: Person) -> Part:
    fields = {
        "no": "编号", "submitted_at": "提交时间", "community": "报到社区", "state": "状态",
        "refusal": "不符原因", "consent_version": "同意的告知书版本",
    }  # fmt: skip
    found = FirstContact.objects.filter(member__in=person.member_keys)
    rows = (
        (
            row.no, row.created_at, row.community.name, row.get_state_display(), row.refusal,
            row.consent_version,
        )
        for row in found.for_list()
    )  # fmt: skip
    return make_part("first_contacts", "首次报到", fields, rows)


def check_ins(person: Person) -> Part:
    fields = {
        "no": "编号", "community": "报到社区", "status": "状态", "basis": "报到依据",
        "unit": "报到时单位", "unit_category": "报到时单位类别", "channel": "报到渠道",
        "submitted_at": "提交时间", "accepted_at": "接收时间", "home": "网格、楼栋",
        "return_reason": "退回或未同意原因", "transfer_to": "转往社区",
        "transfer_reason": "转出说明", "closed_on": "注销日期", "close_reason": "注销原因",
        "own_reason": "本人说明", "max_per_month": "每月最多服务次数",
        "emergency_ok": "应急时可联系", "consent_version": "同意的告知书版本",
        "consented_on": "同意日期",
    }  # fmt: skip
    found = CheckIn.objects.filter(member__in=person.member_keys).select_related("transfer_to")
    rows = (
        (
            row.no, row.community.name, row.get_status_display(), row.get_basis_display(),
            row.unit.name if row.unit else "", row.get_unit_category_display(),
            row.get_channel_display(), row.submitted_at, row.accepted_at, row.home,
            row.return_reason, row.transfer_to.name if row.transfer_to else "",
            row.transfer_reason, row.closed_on, row.get_close_reason_display(), row.own_reason,
            row.max_per_month, row.emergency_ok, row.consent_version,
            timezone.localdate(row.submitted_at),
        )
        for row in found.for_list()
    )  # fmt: skip
    return make_part("check_ins", "报到", fields, rows)


DATED = {"registered_on": "登记日期", "withdrawn_on": "取消日期"}


def intentions(person: Person) -> Part:
    fields = {"category": "服务意向", "community": "报到社区", "note": "说明"} | DATED
    found = ServiceIntention.objects.filter(check_in__member__in=person.member_keys)
    rows = (
        (str(row), row.check_in.community.name, row.note, row.registered_on, row.withdrawn_on)
        for row in found.select_related("check_in__community").order_by("-registered_on", "pk")
    )
    return make_part("intentions", "服务意向", fields, rows)


def availabilities(person: Person) -> Part:
    fields = {"time": "服务时间", "community": "报到社区"} | DATED
    found = Availability.objects.filter(check_in__member__in=person.member_keys)
    rows = (
        (str(row), row.check_in.community.name, row.registered_on, row.withdrawn_on)
        for row in found.select_related("check_in__community").order_by("-registered_on", "pk")
    )
    return make_part("availabilities", "服务时间", fields, rows)


def exemptions(person: Person) -> Part:
    fields = {
        "kind": "种类", "reason": "免报到原因", "place": "区外报到地", "receipt": "回执编号",
        "started_on": "起始日期", "ended_on": "截止日期",
    }  # fmt: skip
    found = CheckInExemption.objects.filter(member__in=person.member_keys)
    rows = (
        (
            row.get_kind_display(), row.get_reason_display(), row.place, row.receipt,
            row.started_on, row.ended_on,
        )
        for row in found.for_list()
    )  # fmt: skip
    return make_part("exemptions", "免报到、区外报到", fields, rows)


def household_links(person: Person) -> Part:
    fields = {"household": "联系户编码", "started_on": "起始日期", "ended_on": "结束日期"}
    found = HouseholdLink.objects.filter(member__in=person.member_keys)
    rows = ((row.household.code, row.started_on, row.ended_on) for row in found.for_list())
    return make_part("household_links", "联系户", fields, rows)


def reactivations(person: Person) -> Part:
    fields = {
        "asked_at": "申请时间", "community": "社区", "reason": "恢复原因", "state": "状态",
        "refusal": "未同意原因",
    }  # fmt: skip
    found = Reactivation.objects.filter(check_in__member__in=person.member_keys)
    rows = (
        (
            row.created_at, row.check_in.community.name, row.reason, row.get_state_display(),
            row.refusal,
        )
        for row in found.for_list()
    )  # fmt: skip
    return make_part("reactivations", "恢复在册申请", fields, rows)


def services(person: Person) -> Part:
    fields = {
        "no": "编号", "served_on": "服务日期", "time": "时间", "place": "地点",
        "category": "服务类别", "text": "内容", "counted_minutes": "计入分钟", "entry": "登记方式",
        "status": "状态", "return_reason": "退回原因",
    }  # fmt: skip
    found = ServiceLog.objects.filter(member__in=person.member_keys)
    rows = (
        (
            row.no, row.served_on, row.time_label, row.place_label, row.get_category_display(),
            row.text, row.counted_minutes, row.get_entry_display(), row.get_status_display(),
            row.return_reason,
        )
        for row in found.for_list()
    )  # fmt: skip
    return make_part("services", "服务记录", fields, rows)


PARTS: tuple[Callable[[Person], Part], ...] = (
    register_facts, merges, check_ins, intentions, availabilities, services, exemptions,
    household_links, first_contacts, reactivations,
)  # fmt: skip
