"""One row in every register of the web admin, all in 浉河区."""

import datetime
from decimal import Decimal

from accounts.operations import record_access, request_job, send_suggestion
from common.months import Month
from members.models import (
    CheckInExemption,
    DistinctPair,
    FirstContact,
    HouseholdLink,
    Member,
    MemberMerge,
    Reactivation,
)
from orgs.models import (
    BudgetLine,
    CentreItem,
    CommunityWorker,
    ExportApproval,
    GrantRequest,
    HandOver,
    Holiday,
    ImportBatch,
    Premises,
    RoleGrant,
    ServiceCentre,
    UnitCheckIn,
)
from orgs.policy import Role
from reports.models import ReportExemption
from tests.access.people import People
from tests.access.records import RECORDS

# What only 浉河区 calls its own; none of it is on a page of another district's staff.
OURS = (
    "大拱桥", "三五八", "五星街道", "湖东街道", "八一社区", "区教体局", "区财政局", "王小红",
    "赵大山", "浉河区", "陈工作", "飨堂服务中心", "办公设备费", "单位名单.xlsx", "月报填了两遍",
    "搬迁原因",
)  # fmt: skip


def settle(people: People) -> People:
    """Make the rows; returns the people."""
    for name in ("own_log", "signed", "running", "submitted", "asked_request", "asked_claim"):
        RECORDS[name](people)
    Holiday.objects.create(day="2026-10-01", name="国庆节")
    send_suggestion(actor=people["community"], text="月报填了两遍", contact="", page="/")
    request_job(actor=None, kind="tree_check")
    record_access(actor=people["community"], subject=people.party_member, reason="联系党员")
    ReportExemption.objects.create(
        community=people.places.community, month=Month(2026, 1), reason="搬迁原因"
    )
    _support(people)
    _rights(people)
    _files(people)
    _members(people)
    return people


def _members(people: People) -> None:
    """What people decided about members; each row names one of ours."""
    district, member, places = people["district"], people.party_member, people.places
    other = Member.objects.get(user=people["other_member"])
    kept, duplicate = sorted((member, other), key=lambda one: one.pk)
    pair = {"kept": kept, "duplicate": duplicate}
    MemberMerge.objects.create_by(district, reason="同一人", **pair)
    DistinctPair.objects.create_by(district, reason="两个人", **pair)
    check_in = member.check_ins.get()
    Reactivation.objects.create_by(people["community"], check_in=check_in, reason="登记有误")
    CheckInExemption.objects.create_by(district, member=member, kind="exempt", reason="study")
    HouseholdLink.objects.create_by(district, member=member, household=places.building)
    entered = {"district": places.district, "unit": people.unit, "community": places.community}
    FirstContact.objects.create_by(
        None,
        no="SC-1",
        name="王小红",
        basis="residence",
        consent_version="1",
        wish={"categories": ["01"], "slots": [], "max_per_month": None, "emergency_ok": False},
        **entered,
    )
    UnitCheckIn.objects.create_by(
        people["liaison"], no="DW-1", unit=people.unit, community=places.community
    )


def _support(people: People) -> None:
    district, community = people["district"], people.places.community
    CommunityWorker.objects.create_by(
        district, organization=community, name="陈工作", structure="graduate"
    )
    opened = datetime.date(2025, 1, 1)
    Premises.objects.create_by(
        district, organization=community, area=Decimal("120.5"), tenure="free",
        provider=people.unit, used_from=opened,
    )  # fmt: skip
    centre = ServiceCentre.objects.create_by(
        district, organization=community, name="飨堂服务中心", status="open",
        opened_on=opened,
    )  # fmt: skip
    CentreItem.objects.create_by(district, centre=centre, name="代办社保", provider="区教体局")
    BudgetLine.objects.create_by(
        district, organization=community, year=2026, item="办公设备费", amount=Decimal(5000)
    )


def _rights(people: People) -> None:
    asked = {"role": Role.STREET, "organization": people.places.street}
    GrantRequest.objects.create_by(people["system_admin"], user=people["stranger"], **asked)
    old, new = RoleGrant.objects.filter(role=Role.COMMUNITY).order_by("pk")[:2]
    HandOver.objects.create_by(people["security_admin"], old_grant=old, new_grant=new)


def _files(people: People) -> None:
    district = people["district"]
    ImportBatch.objects.create_by(
        district, kind="unit", file_name="单位名单.xlsx", counts={"new": 3, "error": 1}
    )
    ExportApproval.objects.create_by(
        people["street"], register="/desk/members/", title="党员名册", people_count=60,
        reason="联系大拱桥党员", requester=people["street"],
    )  # fmt: skip
