"""What waits about members and check-ins at a post that is handed over."""

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from members.models import CheckIn, FirstContact, Reactivation
from members.selectors.leavers import left_but_registered
from orgs.models import UnitCheckIn
from orgs.posts import Post

Line = tuple[str, str]


def day_of(moment: datetime.datetime) -> str:
    return f"{timezone.localdate(moment)}"


def wishes_to_move(post: Post) -> QuerySet:
    rows = CheckIn.objects.visible_to(post).unreleased()
    return rows.for_list().select_related("transfer_to").order_by("transfer_asked_at", "pk")


def asked_reactivations(post: Post) -> QuerySet:
    return Reactivation.objects.visible_to(post).asked().for_list().order_by("pk")


def wish_line(check_in: CheckIn) -> Line:
    target = check_in.transfer_to.name
    return check_in.member.name, f"{day_of(check_in.transfer_asked_at)} 申请转往{target}"


def reactivation_line(asked: Reactivation) -> Line:
    closed = asked.check_in
    where = f"{closed.community.name}，{day_of(asked.created_at)} 申请"
    return f"{closed.member.name}（{closed.member.unit_label}）", where


def waiting_check_ins(post: Post) -> QuerySet:
    return CheckIn.objects.visible_to(post).pending().for_list().order_by("submitted_at", "pk")


def waiting_unit_check_ins(post: Post) -> QuerySet:
    pending = UnitCheckIn.objects.visible_to(post).filter(status=UnitCheckIn.Status.PENDING)
    return pending.for_list().order_by("checked_in_on", "pk")


def check_ins_of_leavers(post: Post) -> QuerySet:
    return left_but_registered(CheckIn.objects.visible_to(post).for_list())


def waiting_first_contacts(post: Post) -> QuerySet:
    return FirstContact.objects.visible_to(post).waiting().for_list().order_by("created_at", "pk")


def check_in_line(check_in: CheckIn) -> Line:
    unit = check_in.unit or "未登记单位"
    return f"{check_in.member.name}（{unit}）", f"{day_of(check_in.submitted_at)} 提交"


def unit_check_in_line(row: UnitCheckIn) -> Line:
    return row.unit.name, f"{row.no}，{row.checked_in_on} 提交"


def leaver_line(check_in: CheckIn) -> Line:
    member = check_in.member
    return (
        f"{member.name}（{member.unit_label}）",
        f"{member.left_unit_on or '日期未填'} 不再在职，待办理注销",
    )


def first_contact_line(contact: FirstContact) -> Line:
    unit = contact.unit or "流动党员"
    return f"{contact.name}（{unit}）", f"{day_of(contact.created_at)} 提交"
