"""What the account and the trail hold about a person, and who looked at the person's number."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import Q
from django.utils import timezone

from accounts.models import AccessRecord, AuditEntry, Notification, Suggestion
from members.models import CheckIn, Member
from orgs.models import RoleGrant
from orgs.selectors.accounts import devices_of, sign_ins_of
from reports.my_parts import Part, Person, make_part


def account(person: Person) -> Part:
    fields = {
        "username": "账号", "name": "姓名", "opened_at": "开户时间", "last_sign_in": "上次登录",
        "roles": "身份", "devices": "正在登录的设备数", "signs_in_by_number": "可用手机号登录",
    }  # fmt: skip
    user = person.user
    grants = _grants_of([user.pk])[user.pk]
    row = (
        user.username, user.name, user.date_joined, user.last_login,
        _roles_on(grants, timezone.localdate()), len(devices_of(user, None)),
        bool(user.mobile_index),
    )  # fmt: skip
    return make_part("account", "账号", fields, [row])


def sign_ins(person: Person) -> Part:
    fields = {"at": "时间", "address": "来源地址"}
    rows = ((entry.at, entry.address) for entry in sign_ins_of(person.user))
    return make_part("sign_ins", "最近登录", fields, rows)


def accesses(person: Person) -> Part:
    """Who opened or took out the full number: officials, by name and the role of that day."""
    fields = {"who": "查看人", "roles": "身份", "reason": "原因", "at": "时间"}
    found = AccessRecord.objects.filter(
        subject_type=Member._meta.label_lower,
        subject_id__in=[str(key) for key in person.member_keys],
    )
    records = list(found.select_related("actor").order_by("-at", "-pk"))
    grants = _grants_of({record.actor_id for record in records})
    rows = (
        (
            str(record.actor),
            _roles_on(grants[record.actor_id], timezone.localdate(record.at)), record.reason,
            record.at,
        )
        for record in records
    )  # fmt: skip
    note = "查看或导出完整手机号都要写明原因，并留下记录。"
    return make_part("accesses", "谁看过我的手机号", fields, rows, note)


def processing(person: Person) -> Part:
    fields = {"act": "办理事项", "at": "时间"}
    check_ins = CheckIn.objects.filter(member__in=person.member_keys).values_list("pk", flat=True)
    of_member = Q(record_type=Member._meta.label_lower, record_id__in=_texts(person.member_keys))
    of_check_ins = Q(record_type=CheckIn._meta.label_lower, record_id__in=_texts(check_ins))
    entries = AuditEntry.objects.filter(of_member | of_check_ins).order_by("-pk")
    rows = ((entry.action_label, entry.at) for entry in entries)
    return make_part("processing", "办理记录", fields, rows)


def messages(person: Person) -> Part:
    fields = {"text": "内容", "at": "时间", "read_at": "阅读时间"}
    found = Notification.objects.visible_to(person.user).order_by("-pk")
    rows = ((row.text, row.created_at, row.read_at) for row in found)
    return make_part("messages", "消息", fields, rows)


def suggestions(person: Person) -> Part:
    fields = {"text": "内容", "at": "时间", "contact": "联系方式", "reply": "答复"}
    found = Suggestion.objects.filter(user=person.user).order_by("-pk")
    rows = ((row.text, row.created_at, row.contact, row.reply) for row in found)
    return make_part("suggestions", "投诉建议", fields, rows)


def _texts(keys: Iterable[int]) -> list[str]:
    return [str(key) for key in keys]


def _grants_of(users: Iterable[int]) -> dict[int, list[RoleGrant]]:
    """Return all grants of the accounts, past ones included."""
    found: dict[int, list[RoleGrant]] = defaultdict(list)
    grants = RoleGrant.objects.filter(user__in=users)
    for grant in grants.select_related("district", "organization", "unit").order_by("pk"):
        found[grant.user_id].append(grant)
    return found


def _roles_on(grants: list[RoleGrant], day: datetime.date) -> str:
    return "、".join(
        f"{grant.place} {grant.get_role_display()}" for grant in grants if _held_on(grant, day)
    )


def _held_on(grant: RoleGrant, day: datetime.date) -> bool:
    is_over = grant.valid_to is not None and grant.valid_to < day
    was_revoked = grant.revoked_at is not None and timezone.localdate(grant.revoked_at) < day
    return grant.valid_from <= day and not is_over and not was_revoked


PARTS: tuple[Callable[[Person], Part], ...] = (
    accesses, processing, account, sign_ins, messages, suggestions,
)  # fmt: skip
