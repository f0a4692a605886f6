"""Everything held about oneself: on the page, in the file, and of nobody else."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.operations import record_access
from common import clock
from members.models import CheckInExemption, HouseholdLink, Member, MemberMerge
from members.operations.check_ins import withdraw_check_in
from members.operations.intentions import change_intentions
from members.operations.members import reveal_phone
from orgs.models import ResidentUnit
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.members import (
    PHONE,
    SATURDAY,
    make_member,
    make_member_account,
    make_pending,
    make_registered,
)
from tests.makers.orgs import Places, make_below, make_holder
from tests.makers.services import make_confirmed_log

PAGE, FILE = "/me/data/", "/me/data/export/"


def parts(user: User) -> dict[str, dict[str, Any]]:
    content = json.loads(SignedIn(user).get(FILE).content)
    return {part["code"]: part for part in content["parts"]}


def rows(user: User, code: str) -> list[dict[str, Any]]:
    return parts(user)[code]["rows"]


def text(user: User) -> str:
    return SignedIn(user).get(PAGE).content.decode()


def test_the_page_masks_the_number_and_the_file_gives_it(member: User) -> None:
    assert PHONE not in text(member)
    assert "138****1234" in text(member)
    assert rows(member, "member")[0]["mobile"] == PHONE


@pytest.mark.parametrize("url", [PAGE, FILE])
def test_no_copy_is_kept_on_the_way(member: User, url: str) -> None:
    assert "no-store" in SignedIn(member).get(url)["Cache-Control"]


def test_the_file_is_saved_under_a_name_and_names_its_fields(member: User) -> None:
    response = SignedIn(member).get(FILE)
    today = f"{clock.today():%Y%m%d}"
    assert response["Content-Disposition"] == f'attachment; filename="my-data-{today}.json"'
    content = json.loads(response.content)
    assert (content["format"], content["version"]) == ("gongjian-my-data", 1)
    for part in content["parts"]:
        assert all(set(row) == set(part["fields"]) for row in part["rows"])


def test_intentions_taken_back_stay_with_their_days(member: User, places: Places) -> None:
    check_in = make_pending(member, places.community)
    change_intentions(actor=member, check_in=check_in, categories=["12"], availabilities=[SATURDAY])
    today = clock.today().isoformat()
    withdrawn = {row["category"]: row["withdrawn_on"] for row in rows(member, "intentions")}
    assert withdrawn == {"政策宣传与党课": today, "环境卫生与绿化": today, "助老陪护": None}
    assert len(rows(member, "availabilities")) == 2


def test_check_ins_tell_consent_and_ones_own_words(member: User, places: Places) -> None:
    check_in = make_pending(member, places.community)
    withdraw_check_in(actor=member, check_in=check_in, reason="选错了")
    row = rows(member, "check_ins")[0]
    assert row["consent_version"] == check_in.consent_version
    assert row["consented_on"] == clock.today().isoformat()
    assert row["own_reason"] == "选错了"


def test_it_tells_who_looked_at_the_number_in_which_role_and_why(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    reveal_phone(actor=community_secretary, member=check_in.member, reason="通知今晚防汛")
    row = rows(member, "accesses")[0]
    assert row["who"] == str(community_secretary)
    assert row["roles"] == "大拱桥社区大党委 社区书记"
    assert row["reason"] == "通知今晚防汛"
    assert "通知今晚防汛" in text(member)


def test_services_exemptions_and_households_are_there(
    member: User, community_secretary: User, district_admin: User, places: Places
) -> None:
    own = make_registered(member, community_secretary, places.community).member
    make_confirmed_log(community_secretary, own, places.community)
    CheckInExemption.objects.create(member=own, kind="exempt", reason="study")
    household = make_below(district_admin, places.building, "0001户")
    HouseholdLink.objects.create(member=own, household=household)
    found = parts(member)
    assert found["services"]["rows"][0]["place"] == "大拱桥社区"
    assert found["services"]["rows"][0]["counted_minutes"] == 60
    assert found["exemptions"]["rows"][0]["reason"] == "脱产学习"
    assert found["household_links"]["rows"][0]["household"] == household.code


def test_what_was_merged_into_oneself_is_ones_own(
    member: User, unit: ResidentUnit, community_secretary: User, places: Places
) -> None:
    double = make_member(unit, "王晓红", "13700001111")
    reveal = record_access(actor=community_secretary, subject=double, reason="核对")
    assert rows(member, "accesses") == []
    Member.objects.filter(pk=double.pk).update(
        merged_into=member.member, duplicate_of=member.member
    )
    MemberMerge.objects.create(duplicate=double, kept=member.member, reason="同一人")
    assert rows(member, "merges")[0]["name"] == "王晓红"
    assert rows(member, "accesses")[0]["reason"] == reveal.reason
    assert "有一份重复登记已并入" in text(member)


def test_nothing_of_anybody_else_is_inside(
    member: User,
    unit: ResidentUnit,
    community_secretary: User,
    district_admin: User,
    places: Places,
) -> None:
    other = make_member_account(unit, "other", "赵子龙", "13700009876")
    check_in = make_registered(other, community_secretary, places.community)
    reveal_phone(actor=community_secretary, member=check_in.member, reason="联系赵子龙")
    make_confirmed_log(community_secretary, check_in.member, places.community)
    household = make_below(district_admin, places.building, "0001户")
    HouseholdLink.objects.create(member=check_in.member, household=household)
    CheckInExemption.objects.create(member=check_in.member, kind="exempt", reason="study")
    make_pending(member, places.community)
    for content in (text(member), SignedIn(member).get(FILE).content.decode()):
        assert "赵子龙" not in content
        assert "9876" not in content
    counts = {code: len(part["rows"]) for code, part in parts(member).items()}
    own = {"member", "check_ins", "intentions", "availabilities", "processing", "account"}
    assert {code for code, count in counts.items() if count} == own | {"sign_ins"}
    assert (counts["check_ins"], counts["intentions"], counts["availabilities"]) == (1, 2, 1)


def test_the_account_tells_sign_ins_and_role(member: User) -> None:
    row = rows(member, "account")[0]
    assert row["username"] == "member"
    assert row["roles"] == "浉河区 党员"


def test_an_account_without_a_row_reads_what_there_is(unit: ResidentUnit) -> None:
    user = make_holder("unlinked", Role.MEMBER, unit.district)
    assert rows(user, "member") == []
    assert "unlinked" in text(user)


def test_unfolded_it_may_be_printed(member: User) -> None:
    page = SignedIn(member).get(PAGE, {"whole": "1"}).content.decode()
    assert page.count('<details class="card part" open>') == page.count(
        '<details class="card part"'
    )


@pytest.mark.parametrize("url", [PAGE, FILE])
def test_more_rows_ask_no_more_questions(
    member: User, community_secretary: User, places: Places, url: str
) -> None:
    own = make_registered(member, community_secretary, places.community).member
    client = SignedIn(member)

    def fill(hours: range) -> int:
        for hour in hours:
            make_confirmed_log(
                community_secretary, own, places.community, f"{hour:02}:00", f"{hour:02}:30"
            )
            record_access(actor=community_secretary, subject=own, reason=f"第{hour}次")
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    assert fill(range(6, 8)) == fill(range(8, 18))


def test_why_one_left_the_unit_is_told(member: User) -> None:
    Member.objects.filter(user=member).update(on_job=False, left_reason="retired")
    assert rows(member, "member")[0]["left_reason"] == "退休"
