"""单位报到 in the API: the same steps, the same refusals."""

from typing import Any

import pytest
from django.http import HttpResponse

from accounts.models import User
from orgs.models import Organization, ResidentUnit, UnitCheckIn
from orgs.operations.unit_check_ins import receive_unit_check_in, submit_unit_check_in
from orgs.operations.units import change_unit
from tests.conftest import SignedIn
from tests.makers.files import read_rows, write
from tests.makers.orgs import Places, make_unit

URL = "/api/v1/unit-check-ins/"


def send(user: User, path: str, **values: Any) -> HttpResponse:
    return SignedIn(user).post(f"{URL}{path}", values, content_type="application/json")


@pytest.fixture
def paired(district_admin: User, unit: ResidentUnit, community: Organization) -> ResidentUnit:
    return change_unit(actor=district_admin, unit=unit, paired_community=community)


def test_a_unit_s_own_system_registers_and_reads_the_receipt(
    liaison: User, community_secretary: User, paired: ResidentUnit
) -> None:
    sent = send(liaison, "submit/", unit=paired.pk, resources="会议室")
    assert (sent.status_code, sent.json()["status"]) == (201, "pending")
    key = sent.json()["id"]
    assert send(community_secretary, f"{key}/receive/").json()["status"] == "received"
    assert SignedIn(liaison).get(f"{URL}{key}/").json()["receipt_no"].startswith("HZ")
    again = send(liaison, "submit/", unit=paired.pk)
    assert again.status_code == 409
    assert "不用重复提交" in again.content.decode()


def test_another_unit_is_no_choice(
    district_admin: User, liaison: User, paired: ResidentUnit, places: Places
) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    assert send(liaison, "submit/", unit=other.pk).status_code == 400


def test_a_stale_version_is_refused(
    liaison: User, community_secretary: User, paired: ResidentUnit
) -> None:
    row = submit_unit_check_in(actor=liaison, unit=paired)
    answer = send(community_secretary, f"{row.pk}/return/", reason="请补充", version=9)
    assert answer.status_code == 409


def test_a_file_that_changes_the_pairing_ends_the_registration(
    district_admin: User, liaison: User, community_secretary: User, paired: ResidentUnit
) -> None:
    row = submit_unit_check_in(actor=liaison, unit=paired)
    receive_unit_check_in(actor=community_secretary, unit_check_in=row)
    header = ("单位名称", "类别", "结对社区")
    batch = read_rows(district_admin, header, (paired.name, "区直机关", "三五八社区"))
    write(district_admin, batch)
    paired.refresh_from_db()
    assert paired.paired_community.name == "三五八社区"
    row.refresh_from_db()
    assert row.status == UnitCheckIn.Status.ENDED
