"""A unit's own system tells its members, by its own keys."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import AuditEntry, FormReceipt, User
from common import clock
from members.models import Member
from members.operations.upserts import upsert_members
from orgs.models import Organization, ResidentUnit
from tests.makers.members import make_member, make_pending
from tests.makers.orgs import Places, make_unit

URL = "/api/v1/members/upsert/"
KING = {"key": "E001", "name": "王建国", "mobile": "13800000001"}


def sent(user: User, *rows: Any, key: str = "first", **body: Any) -> Any:
    client = APIClient()
    client.force_authenticate(user)
    return client.post(URL, {"rows": rows, **body}, format="json", headers={"idempotency-key": key})


def results(user: User, *rows: Any, key: str = "first") -> list[str]:
    answer = sent(user, *rows, key=key)
    assert answer.status_code == 200, answer.content.decode()
    return [row["result"] for row in answer.json()["results"]]


def only_error(user: User, row: Any, key: str = "first") -> tuple[str, str]:
    [result] = sent(user, row, key=key).json()["results"]
    assert (result["result"], len(result["errors"])) == ("error", 1), result
    return result["errors"][0]["field"], result["errors"][0]["message"]


def test_a_member_is_added_then_changed_by_the_units_own_key(
    liaison: User, unit: ResidentUnit
) -> None:
    facts = {"kind": "预备党员", "gender": "男", "joined_on": "2026年7月1日", "on_job": True}
    assert results(liaison, KING | facts) == ["created"]
    king = Member.objects.get()
    assert (king.unit, king.kind, king.gender, king.on_job) == (unit, "probationary", "1", True)
    assert (king.open_mobile(), king.joined_on) == ("13800000001", datetime.date(2026, 7, 1))
    assert results(liaison, KING | {"mobile": "13800000002"}, key="second") == ["updated"]
    king.refresh_from_db()
    assert (king.open_mobile(), king.kind, king.version) == ("13800000002", "probationary", 2)
    assert results(liaison, KING | {"mobile": "13800000002"}, key="third") == ["unchanged"]
    assert AuditEntry.objects.filter(action="member.upsert").count() == 3


def test_a_changed_name_is_found_by_its_new_spelling(liaison: User) -> None:
    results(liaison, KING)
    results(liaison, KING | {"name": "王建设"}, key="second")
    assert Member.objects.get().name_pinyin == "wangjianshe"


def test_who_has_no_key_yet_is_found_by_name_and_number_and_gets_it(
    liaison: User, unit: ResidentUnit
) -> None:
    known = make_member(unit, "王建国", "13800000001")
    assert results(liaison, KING) == ["updated"]
    known.refresh_from_db()
    assert known.external_key == "E001"


def test_good_rows_are_written_and_each_bad_one_says_why(liaison: User) -> None:
    answer = sent(
        liaison,
        KING,
        {"key": "E002", "name": "", "mobile": "13800000002"},
        {"key": "E003", "name": "赵六", "mobile": "1380000"},
        {"key": "E001", "name": "孙七", "mobile": "13800000007"},
        {"key": "E005", "name": ["周"], "mobile": "13800000008"},
        {"name": "吴九", "mobile": 13800000009},
    ).json()["results"]
    told = [(row["row"], row["result"], [one["field"] for one in row["errors"]]) for row in answer]
    assert told == [
        (1, "created", []),
        (2, "error", ["name"]),
        (3, "error", ["mobile"]),
        (4, "error", ["key"]),
        (5, "error", ["name"]),
        (6, "created", []),
    ]
    assert "与第 1 行的编号相同" in answer[3]["errors"][0]["message"]
    assert set(Member.objects.values_list("name", flat=True)) == {"王建国", "吴九"}


def test_the_same_key_with_the_same_content_gets_the_same_answer(liaison: User) -> None:
    first = sent(liaison, KING)
    again = sent(liaison, KING)
    assert first.json() == again.json()
    assert again.json()["results"][0]["result"] == "created"
    assert (Member.objects.count(), FormReceipt.objects.count()) == (1, 1)


def test_the_same_key_with_other_content_is_refused(liaison: User) -> None:
    sent(liaison, KING)
    answer = sent(liaison, KING | {"name": "王建设"})
    assert (answer.status_code, answer.json()["code"]) == (409, "request.reused")
    assert Member.objects.get().name == "王建国"


@pytest.mark.parametrize("key", ["", "x" * 65])
def test_without_a_proper_key_nothing_is_taken(liaison: User, key: str) -> None:
    assert sent(liaison, KING, key=key).status_code == 400
    assert not Member.objects.exists()


def test_another_units_member_is_neither_changed_nor_doubled(
    liaison: User, district_admin: User, places: Places
) -> None:
    other = make_unit(district_admin, places.district, "区法院")
    make_member(other, "王建国", "13800000001")
    assert only_error(liaison, KING)[0] == "name"
    assert Member.objects.get().unit == other


def test_another_units_register_is_out_of_reach(
    liaison: User, district_admin: User, places: Places
) -> None:
    other = make_unit(district_admin, places.district, "区法院")
    assert sent(liaison, KING, unit=other.pk).status_code == 400
    assert sent(liaison, KING, unit=10**30).status_code == 400
    assert not Member.objects.exists()


def test_a_number_or_a_name_that_somebody_has_is_left_to_a_person(
    liaison: User, unit: ResidentUnit
) -> None:
    make_member(unit, "李四", "13800000001")
    assert "另有一名党员" in only_error(liaison, KING)[1]
    same_name = {"key": "E002", "name": "李四", "mobile": "13800000002"}
    assert "同名党员" in only_error(liaison, same_name, key="second")[1]


def test_two_namesakes_with_a_key_each_are_two_people(liaison: User) -> None:
    other = {"key": "E002", "name": "王建国", "mobile": "13800000002"}
    assert results(liaison, KING) + results(liaison, other, key="second") == ["created"] * 2


def test_a_key_that_means_somebody_else_changes_nobody(liaison: User) -> None:
    results(liaison, KING)
    stranger = {"key": "E001", "name": "赵六", "mobile": "13800000006"}
    assert only_error(liaison, stranger, key="second")[0] == "key"
    assert Member.objects.get().name == "王建国"


def test_the_number_of_somebody_with_an_account_is_the_persons_own(
    liaison: User, member: User
) -> None:
    assert results(liaison, {"key": "E1", "name": "王小红", "mobile": "13800001234"}) == ["updated"]
    changed = {"key": "E1", "name": "王小红", "mobile": "13800000009"}
    assert only_error(liaison, changed, key="second")[0] == "mobile"


@pytest.mark.parametrize("body", [{}, [], {"rows": []}, {"rows": "x"}, {"rows": [1]}])
def test_nonsense_is_a_400(liaison: User, body: Any) -> None:
    client = APIClient()
    client.force_authenticate(liaison)
    headers = {"idempotency-key": "x"}
    assert client.post(URL, body, format="json", headers=headers).status_code == 400


def test_more_than_five_hundred_rows_are_refused(liaison: User) -> None:
    assert sent(liaison, *[KING] * 501).status_code == 400


def test_twenty_rows_take_as_many_queries_as_two(liaison: User) -> None:
    def queries(first: int, count: int) -> int:
        rows = [
            {"key": f"E{number}", "name": f"党员{number}", "mobile": f"138{number:08}"}
            for number in range(first, first + count)
        ]
        with CaptureQueriesContext(connection) as captured:
            assert results(liaison, *rows, key=f"{first}") == ["created"] * count
        return len(captured)

    queries(900, 1)
    assert queries(0, 2) == queries(100, 20)


def test_two_rows_that_mean_one_member_are_told(liaison: User) -> None:
    results(liaison, KING)
    moved, old = KING | {"mobile": "13800000002"}, {"name": "王建国", "mobile": "13800000001"}
    answer = sent(liaison, moved, old, key="second").json()["results"]
    assert [row["result"] for row in answer] == ["updated", "error"]
    assert "与第 1 行是同一名党员" in answer[1]["errors"][0]["message"]


def test_who_leaves_and_comes_back_by_the_units_system_is_dated(liaison: User) -> None:
    results(liaison, KING)
    assert results(liaison, KING | {"on_job": False}, key="second") == ["updated"]
    king = Member.objects.get()
    assert (king.on_job, king.left_unit_on, king.left_reason) == (False, clock.today(), "other")
    assert results(liaison, KING | {"on_job": False}, key="third") == ["unchanged"]
    results(liaison, KING | {"on_job": True}, key="fourth")
    king.refresh_from_db()
    assert (king.on_job, king.left_unit_on, king.left_reason) == (True, None, "")


def test_who_lost_the_right_gets_no_old_answer(liaison: User, unit: ResidentUnit) -> None:
    call = {"unit": unit, "rows": [], "request_key": "first", "digest": "same"}
    upsert_members(actor=liaison, **call)
    liaison.grants.all().delete()
    with pytest.raises(PermissionDenied):
        upsert_members(actor=User.objects.get(pk=liaison.pk), **call)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "[[1e400]]"])
def test_a_number_that_no_computer_holds_is_a_400(liaison: User, number: str) -> None:
    body = f'{{"unit": {number}, "rows": [{{"name": "王建国"}}]}}'
    assert posted(liaison, URL, body) == 400


def test_no_step_stumbles_over_such_a_number(
    member: User, community_secretary: User, community: Organization
) -> None:
    waiting = make_pending(member, community)
    url = f"/api/v1/check-ins/{waiting.pk}/accept/"
    assert posted(community_secretary, url, '{"version": 1, "grid": 1e400}') == 400


def posted(user: User, url: str, body: str) -> int:
    client = APIClient(headers={"idempotency-key": "x"})
    client.force_authenticate(user)
    status: int = client.post(url, body, content_type="application/json").status_code
    return status


def test_numbers_of_other_people_are_not_to_be_tried_out(
    liaison: User, district_admin: User, places: Places
) -> None:
    """Sixty within the hour are told; then nothing more is looked at."""
    other = make_unit(district_admin, places.district, "区财政局")
    numbers = [f"139{number:08}" for number in range(60)]
    for number in numbers:
        make_member(other, "别人", number)
    guesses = [{"name": f"党员{number}", "mobile": number} for number in numbers]
    assert set(results(liaison, *guesses)) == {"error"}
    refused = sent(liaison, KING, key="second")
    assert refused.status_code == 429
    assert "一小时后再同步" in refused.json()["detail"]
    assert not Member.objects.filter(name="王建国").exists()
