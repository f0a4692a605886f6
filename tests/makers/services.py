"""Members who serve, and their logs, entered by the operations of the product."""

import datetime
import itertools
from typing import Any

from accounts.models import User
from common import clock
from members.models import Member
from orgs.models import Organization, ResidentUnit
from orgs.policy import Role
from services.models import ServiceLog
from services.operations.confirmation import confirm_service_log
from services.operations.entry import log_own_service, log_service_for
from tests.makers.members import make_member_account, make_registered
from tests.makers.orgs import make_holder

numbers = itertools.count(1)


def at(text: str) -> datetime.time:
    return datetime.time.fromisoformat(text)


def days_ago(count: int) -> datetime.date:
    return clock.today() - datetime.timedelta(days=count)


def make_server(
    unit: ResidentUnit,
    community: Organization | None,
    grid: Organization | None = None,
    name: str = "张建国",
) -> Member:
    """A member with an account, 在册 at the community if one is given."""
    number = next(numbers)
    user = make_member_account(unit, f"member{number}", name, f"138{number:08}")
    if community is not None:
        keeper = make_holder(f"keeper{number}", Role.COMMUNITY, community)
        make_registered(user, keeper, community, grid=grid)
    return user.member


def service(community: Organization, start: str = "09:00", end: str = "10:00", **more: Any) -> dict:
    """The facts of one service, by default an hour of yesterday morning."""
    facts = {"served_on": days_ago(1), "category": "09", "text": "清扫楼道"}
    return facts | {"community": community, "start": at(start), "end": at(end)} | more


def make_own_log(member: Member, community: Organization, *times: str, **more: Any) -> ServiceLog:
    facts = service(community, *times, **more)
    return log_own_service(actor=member.user, member=member, **facts)


def make_log_for(
    actor: User, member: Member, community: Organization, *times: str, **more: Any
) -> ServiceLog:
    return log_service_for(actor=actor, member=member, **service(community, *times, **more))


def make_confirmed_log(
    confirmer: User, member: Member, community: Organization, *times: str, **more: Any
) -> ServiceLog:
    log = make_own_log(member, community, *times, **more)
    return confirm_service_log(actor=confirmer, log=log)
