"""The accounts of members: opened when the community accepts, let in by a printed slip."""

import secrets

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Activation, User
from accounts.operations import notify, write_audit
from common import clock
from common.violations import require
from members.models import CheckIn, FirstContact, Member
from members.operations.locks import lock_member
from members.operations.members import follow_number
from orgs import scope
from orgs.models import AccountHome
from orgs.operations.activations import Issued, issue
from orgs.operations.grants import grant_role, lock_user
from orgs.policy import Action, Role


def open_account_on_acceptance(*, actor: User, member: Member, check_in: CheckIn) -> User | None:
    """Open the account with the password that the held member chose at the first contact.

    In the transaction of the acceptance. None: there is an account already, or no such password.
    """
    contact = FirstContact.objects.select_for_update().filter(check_in=check_in).first()
    if contact is None or not contact.password:
        return None
    password = contact.password
    contact.change(actor, password="")  # it has served; the account holds it from now on
    return None if member.user_id else _open(actor, member, password)


def forget_chosen_password(check_in: CheckIn) -> None:
    """A check-in that was sent back opens no account: the next first contact brings a password."""
    FirstContact.objects.filter(check_in=check_in).update(password="")


@transaction.atomic
def issue_member_slip(*, actor: User, member: Member) -> Issued:
    """Issue the slip with which a member in the actor's register sets a first password.

    Refuses `member.slip_closed` (not 在册 there), `.slip_used` (was in already), `.slip_account`
    (switched off, or one that holds more than a member's rights).
    """
    member = lock_member(member)
    scope.require(actor, Action.HANDLE_CHECK_INS, member)
    own = CheckIn.objects.visible_to(actor, Action.HANDLE_CHECK_INS).registered()
    require(
        own.filter(member=member).exists(),
        "这名党员不在本社区在册，不能签发启用单。",
        code="member.slip_closed",
    )
    if member.user is None:
        account = _open(actor, member, make_password(None))
    else:
        _check_slip(lock_user(member.user))
        follow_number(member)
        account = lock_user(member.user)
    return issue(actor=actor, account=account, kind=Activation.Kind.SLIP)


def _check_slip(account: User) -> None:
    require(
        account.last_login is None,
        "这名党员已经登录过；忘记密码的，请联系系统管理员重新签发。",
        code="member.slip_used",
    )
    others = account.grants.unended(clock.today()).exclude(role=Role.MEMBER)
    require(
        account.is_active and not others.exists(),
        "这个账号已停用或另有工作身份，请由系统管理员签发。",
        code="member.slip_account",
    )


def _open(actor: User, member: Member, password: str) -> User:
    """Open the held member's account with a password that is hashed already."""
    is_taken = User.objects.filter(mobile_index=member.mobile_index).exists()
    account = User.objects.create(
        username=_free_username(),
        name=member.name,
        mobile_index="" if is_taken else member.mobile_index,
        password=password,
    )
    AccountHome.objects.create_by(actor, user=account, district=member.district)
    grant_role(actor=None, user=account, role=Role.MEMBER, place=member.district)
    member.change(actor, user=account)
    write_audit(actor=actor, action="account.open", record=account, member=member.pk)
    if is_taken:
        text = f"{member.name}的手机号已用于另一个账号，请本人用账号 {account.username} 登录。"
        notify(recipient=actor, text=text, url=member.get_absolute_url())
    return account


def _free_username() -> str:
    """Return a name that says nothing of the person: dy and eight digits."""
    while True:
        username = f"dy{secrets.randbelow(10**8):08d}"
        if not User.objects.filter(username=username).exists():
            return username
