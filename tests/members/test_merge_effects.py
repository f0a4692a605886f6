"""What a merger changes beside the pointer, and how it is given back."""

import datetime

import pytest
from django.test import Client

from accounts.models import User
from common import clock
from common.violations import RuleViolation
from members.models import HouseholdLink, Member, MemberMerge
from members.operations.exemptions import exempt_member
from members.operations.households import link_household
from members.operations.members import change_mobile
from members.operations.merges import merge_members, undo_merge
from orgs.models import ResidentUnit
from reports.headcounts import headcounts
from tests.makers.members import make_entered, make_member
from tests.makers.orgs import Places, make_unit


@pytest.fixture
def kept(unit: ResidentUnit) -> Member:
    return make_member(unit, "王小红", "13800001234")


@pytest.fixture
def duplicate(unit: ResidentUnit) -> Member:
    return make_member(unit, "王晓红", "13800009999")


def merge(actor: User, duplicate: Member, kept: Member) -> MemberMerge:
    for row in (duplicate, kept):
        row.refresh_from_db()
    return merge_members(actor=actor, duplicate=duplicate, kept=kept, reason="已与本人核对")


def tell(member: Member, **facts: object) -> None:
    Member.objects.filter(pk=member.pk).update(**facts)


@pytest.mark.parametrize(
    ("kind", "ground"),
    [("exempt", {"reason": "study"}), ("outside", {"place": "平桥区", "receipt": "PQ-1"})],
)
def test_an_exemption_of_the_duplicate_counts_for_the_person(
    district_admin: User,
    unit: ResidentUnit,
    duplicate: Member,
    kept: Member,
    kind: str,
    ground: dict[str, str],
) -> None:
    exempt_member(
        actor=district_admin, member=duplicate, kind=kind, started_on=clock.today(), **ground
    )
    merge(district_admin, duplicate, kept)
    count = headcounts([unit])[unit.pk]
    assert (getattr(count, kind), count.missing) == (1, 0)


def test_days_of_the_duplicate_count_for_the_person_even_before_the_kept_row_was_known(
    district_admin: User,
    community_secretary: User,
    unit: ResidentUnit,
    places: Places,
    duplicate: Member,
    kept: Member,
) -> None:
    check_in = make_entered(community_secretary, places.community, unit, "王晓红", "13800009999")
    before = clock.now() - datetime.timedelta(days=9)
    tell(duplicate, created_at=before)
    check_in.change(
        district_admin, status="closed", close_reason="own_wish", accepted_at=before,
        closed_on=clock.today(),
    )  # fmt: skip
    merge(district_admin, duplicate, kept)
    then = clock.today() - datetime.timedelta(days=5)
    assert headcounts([unit], then)[unit.pk].registered == 1
    assert headcounts([unit])[unit.pk].missing == 1


@pytest.fixture
def links(
    community_secretary: User, unit: ResidentUnit, places: Places, duplicate: Member, kept: Member
) -> dict[str, HouseholdLink]:
    """Both rows are 在册 and keep in touch with a household each."""
    found = {}
    for name, member in (("duplicate", duplicate), ("kept", kept)):
        make_entered(community_secretary, places.community, unit, member.name, member.open_mobile())
        found[name] = link_household(
            actor=community_secretary, member=member, building=places.building
        )
    return found


def ends(links: dict[str, HouseholdLink]) -> list[datetime.date | None]:
    for link in links.values():
        link.refresh_from_db()
    return [links["duplicate"].ended_on, links["kept"].ended_on]


def test_links_end_with_the_check_in_that_the_merger_closes_and_come_back(
    district_admin: User, links: dict[str, HouseholdLink], duplicate: Member, kept: Member
) -> None:
    done = merge(district_admin, duplicate, kept)
    assert ends(links) == [clock.today(), None]
    undo_merge(actor=district_admin, merge=done)
    assert ends(links) == [None, None]


@pytest.fixture
def both_in(
    district_admin: User, links: dict[str, HouseholdLink], duplicate: Member, kept: Member
) -> MemberMerge:
    return merge(district_admin, duplicate, kept)


def test_a_number_that_a_third_person_has_checked_in_with_stops_the_undoing(
    both_in: MemberMerge,
    district_admin: User,
    neighbour: User,
    unit: ResidentUnit,
    places: Places,
    duplicate: Member,
) -> None:
    make_entered(neighbour, places.sibling, unit, "李梅", "13800009999")
    with pytest.raises(RuleViolation) as violation:
        undo_merge(actor=district_admin, merge=both_in)
    assert violation.value.code == "merge.phone"
    duplicate.refresh_from_db()
    assert duplicate.merged_into is not None


def test_the_kept_rows_own_number_does_not_stop_the_undoing(
    both_in: MemberMerge, district_admin: User, kept: Member, duplicate: Member
) -> None:
    kept.refresh_from_db()
    change_mobile(actor=district_admin, member=kept, phone="13800009999")
    undo_merge(actor=district_admin, merge=both_in)
    assert duplicate.check_ins.registered().exists()


KNOWN = {
    "joined_on": datetime.date(2010, 7, 1),
    "gender": "2",
    "education": "20",
    "specialties": "电路维修",
}


def facts(member: Member) -> dict[str, object]:
    return Member.objects.values(*KNOWN).get(pk=member.pk)


def test_what_the_kept_row_does_not_say_is_taken_over_and_given_back(
    district_admin: User, duplicate: Member, kept: Member
) -> None:
    tell(duplicate, **KNOWN)
    tell(kept, specialties="书法")
    before = facts(kept)
    done = merge(district_admin, duplicate, kept)
    assert facts(kept) == KNOWN | {"specialties": "书法"}
    undo_merge(actor=district_admin, merge=done)
    assert (facts(kept), facts(duplicate)) == (before, KNOWN)


def test_what_was_corrected_after_the_merger_stays_corrected(
    district_admin: User, duplicate: Member, kept: Member
) -> None:
    tell(duplicate, education="20")
    done = merge(district_admin, duplicate, kept)
    tell(kept, education="10")
    undo_merge(actor=district_admin, merge=done)
    assert facts(kept)["education"] == "10"


def keys(*members: Member) -> list[str]:
    return [Member.objects.get(pk=member.pk).external_key for member in members]


def test_the_key_of_the_units_system_moves_and_comes_back(
    district_admin: User, duplicate: Member, kept: Member
) -> None:
    tell(duplicate, external_key="E001")
    done = merge(district_admin, duplicate, kept)
    assert keys(kept, duplicate) == ["E001", ""]
    undo_merge(actor=district_admin, merge=done)
    assert keys(kept, duplicate) == ["", "E001"]


def test_another_units_key_stays_where_it_is(
    district_admin: User, places: Places, kept: Member
) -> None:
    other = make_member(
        make_unit(district_admin, places.district, "区财政局"), "王晓红", "13700000001"
    )
    tell(other, external_key="E001")
    merge(district_admin, other, kept)
    assert keys(kept, other) == ["", "E001"]


def test_the_preview_says_what_is_taken_over(
    district_admin: User, duplicate: Member, kept: Member, client_of: type[Client]
) -> None:
    tell(duplicate, education="20", specialties="电路维修")
    page = client_of(district_admin).get(f"/desk/members/{duplicate.pk}/merge/{kept.pk}/")
    assert "没有填写的学历、特长，取自重复的一份。" in page.content.decode()


def test_a_merged_row_leads_the_unit_to_the_one_that_stays(
    district_admin: User, liaison: User, duplicate: Member, kept: Member, client_of: type[Client]
) -> None:
    merge(district_admin, duplicate, kept)
    page = client_of(liaison).get(f"/unit/members/{duplicate.pk}/").content.decode()
    assert "这份登记已并入“王小红" in page
    assert f"/unit/members/{kept.pk}/" in page


def test_whoever_may_not_see_the_one_that_stays_reads_no_name(
    district_admin: User, liaison: User, places: Places, duplicate: Member, client_of: type[Client]
) -> None:
    elsewhere = make_unit(district_admin, places.district, "区财政局")
    stays = make_member(elsewhere, "王小红", "13700000001")
    merge(district_admin, duplicate, stays)
    page = client_of(liaison).get(f"/unit/members/{duplicate.pk}/").content.decode()
    assert "这份登记已并入另一份" in page
    assert "区财政局" not in page


def test_entering_somebody_with_a_taken_number_says_what_to_do_there(
    community_secretary: User, neighbour: User, unit: ResidentUnit, places: Places
) -> None:
    make_entered(neighbour, places.sibling, unit, "李梅", "13800009999")
    with pytest.raises(RuleViolation, match="党员名册") as violation:
        make_entered(community_secretary, places.community, unit, "李建国", "13800009999")
    assert (violation.value.code, violation.value.field) == ("check_in.phone", "mobile")
