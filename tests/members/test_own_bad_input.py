"""What a check-in is not made of, through the member's form and through the API: one refusal."""

import json
from typing import Any

import pytest

from accounts.models import User
from members.models import CheckIn
from members.operations.rules import CONSENT_VERSION
from orgs.models import District
from tests.conftest import SignedIn
from tests.makers.members import PHONE, make_pending, make_registered
from tests.makers.orgs import Places, make_admin, make_community, make_street

NEW, API = "/me/check-in/new/", "/api/v1/check-ins/submit/"


def typed(places: Places) -> dict[str, Any]:
    return {
        "mobile": PHONE, "community": places.community.pk, "basis": "residence",
        "categories": ["01"], "availabilities": ["6 09:00 12:00"], "max_per_month": "2",
        "consent": "on",
    }  # fmt: skip


def sent(places: Places) -> dict[str, Any]:
    return {
        "mobile": PHONE, "community": places.community.pk, "basis": "residence",
        "categories": ["01"], "max_per_month": 2, "consent_version": CONSENT_VERSION,
        "availabilities": [{"weekdays": "6", "start": "09:00", "end": "12:00"}],
    }  # fmt: skip


def elsewhere() -> int:
    """A community of another district."""
    district = District.objects.create(code="411503", name="平桥区")
    official = make_admin(district, "other_admin")
    street = make_street(official, district, "平桥街道", "411503001000")
    return make_community(official, street, "平桥社区", "411503001001").pk


BAD = [
    ("categories", ["77"]),
    ("categories", []),
    ("categories", ["01\x00"]),
    ("max_per_month", "0"),
    ("max_per_month", "-1"),
    ("max_per_month", "32"),
    ("max_per_month", "1.5"),
    ("max_per_month", "一"),
    ("basis", "pairing"),
    ("basis", "elsewhere"),
    ("basis", ""),
    ("mobile", "1380000123"),
    ("mobile", "138\x0000001234"),
    ("mobile", "' OR 1=1--"),
    ("mobile", "=13800001234"),
    ("mobile", "1" * 5_000),
    ("community", ""),
    ("community", "x"),
    ("community", 10**30),
    ("community", -1),
]


def assert_nothing_written(member: User) -> None:
    assert not CheckIn.objects.exists()
    member.member.refresh_from_db()
    assert member.member.open_mobile() == PHONE


@pytest.mark.parametrize(("field", "value"), BAD)
def test_the_form_refuses_and_keeps_the_rest(
    member: User, places: Places, field: str, value: Any
) -> None:
    response = SignedIn(member).post(NEW, typed(places) | {field: value})
    assert response.status_code in {400, 422}
    assert_nothing_written(member)
    if response.status_code == 422:
        assert "data-error-summary" in response.content.decode()


@pytest.mark.parametrize(("field", "value"), BAD)
def test_the_api_refuses_the_same(member: User, places: Places, field: str, value: Any) -> None:
    body = json.dumps(sent(places) | {field: value})
    response = SignedIn(member).post(API, body, content_type="application/json")
    assert response.status_code in {400, 409}, response.content
    assert_nothing_written(member)


@pytest.mark.parametrize(
    "slot", ["6", "8 09:00 12:00", "6 12:00 09:00", "6 25:00 26:00", "6 09:00 12:00 x", "\x00"]
)
def test_a_time_that_is_not_offered_is_refused(member: User, places: Places, slot: str) -> None:
    response = SignedIn(member).post(NEW, typed(places) | {"availabilities": [slot]})
    assert response.status_code in {400, 422}
    assert_nothing_written(member)


@pytest.mark.parametrize("place", ["street", "grid", "building"])
def test_only_a_community_takes_check_ins(member: User, places: Places, place: str) -> None:
    key = getattr(places, place).pk
    assert SignedIn(member).post(NEW, typed(places) | {"community": key}).status_code == 422
    assert_nothing_written(member)


def test_a_community_of_another_district_takes_none(member: User, places: Places) -> None:
    key = elsewhere()
    client = SignedIn(member)
    assert client.post(NEW, typed(places) | {"community": key}).status_code == 422
    body = json.dumps(sent(places) | {"community": key})
    assert client.post(API, body, content_type="application/json").status_code == 400
    assert_nothing_written(member)


@pytest.mark.parametrize("version", ["", "2000-01", None])
def test_the_api_asks_for_the_notice_of_today(
    member: User, places: Places, version: str | None
) -> None:
    body = json.dumps(sent(places) | {"consent_version": version})
    response = SignedIn(member).post(API, body, content_type="application/json")
    assert response.status_code in {400, 409}
    assert_nothing_written(member)


def test_the_form_without_consent_is_refused(member: User, places: Places) -> None:
    form = typed(places)
    del form["consent"]
    response = SignedIn(member).post(NEW, form)
    assert "请先阅读并同意《个人信息告知书》" in response.content.decode()
    assert_nothing_written(member)


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("", 422), (" \u3000", 422), ("长" * 201, 422), ("选\u202e错", 422), ("选\u200b错", 422),
        ("选\x00错", 422), ("长" * 200, 302), ("<b>=1+1</b>", 302), ("𠮷田", 302),
    ],
)  # fmt: skip
def test_a_reason_is_text_of_up_to_200_characters(
    member: User, places: Places, reason: str, status: int
) -> None:
    check_in = make_pending(member, places.community)
    client = SignedIn(member)
    url = f"/me/check-in/{check_in.pk}/withdraw/"
    assert client.post(url, {"reason": reason}).status_code == status
    assert "<b>=1" not in client.get("/me/check-in/").content.decode()


@pytest.mark.parametrize("community", ["", "x", 10**30, -1])
def test_a_transfer_without_a_place_is_refused(
    member: User, community_secretary: User, places: Places, community: Any
) -> None:
    check_in = make_registered(member, community_secretary, places.community)
    wish = {"community": community, "basis": "residence", "reason": "搬家"}
    url = f"/me/check-in/{check_in.pk}/transfer/"
    assert SignedIn(member).post(url, wish).status_code == 422


@pytest.mark.parametrize("text", ["x" * 5_000, "%", "__", "' OR 1=1--", "<b>", "𠮷", "\u202e"])
def test_anything_may_be_looked_for(member: User, places: Places, text: str) -> None:
    response = SignedIn(member).get(NEW, {"q": text})
    assert response.status_code == 200
    assert "<b>”" not in response.content.decode()
