"""Which accounts an administrator looks after, and what a person sees of the own account."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import AuditEntry, User
from common import clock
from common.spelling import spell
from orgs.models import District, RoleGrant
from orgs.policy import MANAGING, Action
from orgs.querysets.grants import in_districts

SIGN_INS_SHOWN = 10
# Order matters: an engine names the older ones it is compatible with.
BROWSERS = (
    ("MicroMessenger", "微信"), ("QQBrowser", "QQ 浏览器"), ("QihooBrowser", "360 浏览器"),
    ("360SE", "360 浏览器"), ("360EE", "360 浏览器"), ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"), ("Chrome", "Chrome 浏览器"), ("Safari", "Safari 浏览器"),
)  # fmt: skip
DEVICES = (
    ("HarmonyOS", "鸿蒙手机"), ("Android", "安卓手机"), ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"), ("Windows", "Windows 电脑"), ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)  # fmt: skip


def accounts_of(user: User, *actions: Action) -> QuerySet[User]:
    """Return the accounts of the districts in which the user has one of the rights.

    An account belongs to exactly one district, so that nobody takes over rights in another one by
    way of a password: its home, or without one the district in which all its grants lie.
    """
    districts = District.objects.visible_to(user, *(actions or MANAGING)).values("pk")
    own = RoleGrant.objects.filter(user=OuterRef("pk"))
    inside = own.filter(in_districts(districts))
    outside = own.exclude(pk__in=RoleGrant.objects.filter(in_districts(districts)).values("pk"))
    homeless = Q(home=None) & Exists(inside) & ~Exists(outside)
    return User.objects.filter(Q(home__district__in=districts) | homeless)


def for_account_list(accounts: QuerySet[User]) -> QuerySet[User]:
    """Add what a list shows of each account: the grants in force today."""
    grants = RoleGrant.objects.active(clock.today()).for_list()
    return accounts.prefetch_related(Prefetch("grants", grants, to_attr="grants_today")).order_by(
        "username"
    )


def state_of(account: User) -> str:
    """Return 使用中, 待启用 (no password yet) or 已停用."""
    if not account.is_active:
        return "已停用"
    return "使用中" if account.has_usable_password() else "待启用"


def has_second_factor(account: User) -> bool:
    """Whether the account signs in with a code beside the password."""
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()


def home_of(account: User) -> District | None:
    """Return the district that looks after the account."""
    home = District.objects.filter(account_homes__user=account).first()
    if home is not None:
        return home
    grants = RoleGrant.objects.filter(user=account)
    district = Q(pk__in=grants.values("district"))
    district |= Q(organizations__in=grants.values("organization"))
    district |= Q(pk__in=grants.values("unit__district"))
    return District.objects.filter(district).distinct().first()


def proposed_username(name: str) -> str:
    """Return a free account name made of the person's name: lihongmei, lihongmei2, …"""
    stem = "".join(spell(name, is_person=True))[:24] or "user"
    taken = {
        username.lower()
        for username in User.objects.filter(username__istartswith=stem).values_list(
            "username", flat=True
        )
    }
    number = 1
    while (proposal := stem if number == 1 else f"{stem}{number}") in taken:
        number += 1
    return proposal


@dataclass(frozen=True)
class Device:
    """A browser in which the person is signed in."""

    label: str
    address: str
    since: datetime
    is_this: bool


def devices_of(user: User, session_key: str | None) -> list[Device]:
    """Return where the person is signed in now, this browser first, then the newest."""
    alive = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    rows = UserSession.objects.filter(user=user, session_key__in=alive).order_by("-created_at")
    devices = [
        Device(device_label(row.user_agent), row.ip, row.created_at, row.session_key == session_key)
        for row in rows
    ]
    return sorted(devices, key=lambda device: not device.is_this)


def device_label(user_agent: str) -> str:
    """Return what people call the browser and the machine."""
    device = next((label for mark, label in DEVICES if mark in user_agent), "其他设备")
    browser = next((label for mark, label in BROWSERS if mark in user_agent), "")
    return f"{device} {browser}".strip()


def sign_ins_of(user: User) -> QuerySet[AuditEntry]:
    """Return the person's last sign-ins, newest first."""
    entries = AuditEntry.objects.filter(
        record_type=user._meta.label_lower, record_id=str(user.pk), action="account.sign_in"
    )
    return entries.order_by("-pk")[:SIGN_INS_SHOWN]
