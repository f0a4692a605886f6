"""The numbers of forms that are no record of their own; each leads back to what it is about."""

import datetime
import re

from members.models import Member
from orgs.models import Organization

MEMBER_FORMS = re.compile(r"(?:JS[0-9]{8}|FK[0-9]{4})-([0-9]{6,18})")
ROSTERS = re.compile(r"YL[0-9]{8}-([0-9]{12})")


def introduction_no(member: Member, day: datetime.date) -> str:
    """Return the number of a 报到单: member and day."""
    return f"JS{day:%Y%m%d}-{member.pk:06d}"


def card_no(member: Member, year: int) -> str:
    """Return the number of a 服务记录卡: member and year."""
    return f"FK{year:04d}-{member.pk:06d}"


def roster_no(community: Organization, day: datetime.date) -> str:
    """Return the number of a 一览表: community and day."""
    return f"YL{day:%Y%m%d}-{community.code}"
