"""Drafting by the pattern, signing by both sides and renewing, through the pages."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common import clock
from covenants.models import Covenant, FiveCo
from covenants.operations.duties import DutyPlan
from covenants.operations.fulfilments import fulfil_obligation
from orgs.models import Attachment, Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.covenants import key, make_awaiting, make_covenant, make_signed
from tests.makers.orgs import make_unit
from tests.makers.pictures import make_upload

CREATE = reverse("covenants:covenant-create")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def secretary(community_secretary: User) -> Client:
    return SignedIn(community_secretary)


@pytest.fixture
def other(district_admin: User, unit: ResidentUnit) -> ResidentUnit:
    return make_unit(district_admin, unit.district, "区卫健委")


def duty(at: int, text: str, party: int = 0, **more: object) -> dict[str, object]:
    values = {"text": text, "party": party, "is_kept": "on", "cadence": "quarterly", **more}
    return {f"duty-{at}-{name}": value for name, value in values.items() if value is not None}


def typed(community: Organization, *units: Any, **more: object) -> dict[str, object]:
    keys = [unit.pk if unit else "" for unit in units]
    return {"organization": community.pk, "title": "协议", "units": keys, **key(), **more}


def form_of(page: Any) -> Any:
    return page.context["form"]


@pytest.mark.parametrize("code", FiveCo.values)
def test_the_pattern_proposes_clauses_and_duties_for_both_sides(
    code: str, secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    values = typed(community, unit, title="", items=[code], do="pattern")
    page = secretary.post(CREATE, values)
    form = form_of(page)
    assert page.status_code == 200
    assert FiveCo(code).label in form["text"].value()
    assert f"乙方：{unit.name}" in form["text"].value()
    assert {row["party"].value() for row in form.duties.rows if row["text"].value()} == {0, 1}
    assert unit.name in form["title"].value()
    assert not Covenant.objects.exists()


def test_the_pattern_overwrites_nothing(
    secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    values = typed(
        community, unit, title="自己的名称", text="自己的正文", items=["G1"], do="pattern",
        effective_from="2026/2/30", duty_rows=1, **duty(0, "自己的事项"),
    )  # fmt: skip
    form = form_of(secretary.post(CREATE, values))
    shown = [form[name].value() for name in ("title", "text", "effective_from")]
    assert shown == ["自己的名称", "自己的正文", "2026/2/30"]
    assert form.duties.rows[0]["text"].value() == "自己的事项"
    assert len([row for row in form.duties.rows if row["text"].value()]) > 1


def test_more_rows_and_units_come_without_a_script(
    secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    values = typed(community, unit, duty_rows=3, **duty(1, "联席会议"))
    page = secretary.post(CREATE, {**values, "do": "duties"})
    assert len(form_of(page).duties.rows) > 4
    assert 'value="联席会议"' in page.content.decode()
    page = secretary.post(CREATE, {**values, "do": "units"})
    assert page.content.decode().count('name="units"') > 2


def test_the_order_of_the_selects_is_the_order_of_the_sides(
    secretary: Client, community: Organization, unit: ResidentUnit, other: ResidentUnit
) -> None:
    values = typed(
        community, other, None, unit, duty_rows=2, **duty(0, "甲方的"), **duty(1, "最后一方的", 3)
    )
    secretary.post(CREATE, values)
    covenant = Covenant.objects.get()
    assert [party.unit for party in covenant.unit_parties] == [other, unit]
    promised = [(each.party.unit, each.text) for each in covenant.obligations.all()]
    assert promised == [(None, "甲方的"), (unit, "最后一方的")]


def test_a_row_that_is_not_ticked_is_left_out(
    secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    rows = duty(0, "要的") | duty(1, "不要的", is_kept=None) | duty(2, "")
    secretary.post(CREATE, typed(community, unit, duty_rows=3, **rows))
    assert [each.text for each in Covenant.objects.get().obligations.all()] == ["要的"]


@pytest.mark.parametrize(
    "row",
    [
        {"due_on": "2026/2/30"},
        {"cadence": "daily"},
        {"code": "G9"},
        {"party": 9},
        {"party": 2},
        {"text": "长" * 201},
        {"text": "a\x00b"},
        {"due_on": "2026-12-01"},
    ],
)
def test_a_wrong_row_comes_back_and_nothing_is_lost(
    row: dict[str, object], secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    rows = duty(0, "好的") | duty(1, **{"text": "坏的", **row})
    page = secretary.post(CREATE, typed(community, unit, duty_rows=2, **rows))
    assert page.status_code == 422
    assert 'value="好的"' in page.content.decode()
    assert not Covenant.objects.exists()


@pytest.mark.parametrize("count", ["x", "-1", "９", "99999999999", ""])
def test_an_odd_number_of_rows_is_no_fault(
    count: str, secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    page = secretary.post(CREATE, typed(community, unit, duty_rows=count))
    assert page.status_code == 302


@pytest.mark.parametrize("name", ["renews", "amends"])
@pytest.mark.parametrize("value", ["x", "-1", "9" * 30, "１"])
def test_an_odd_origin_is_none(name: str, value: str, secretary: Client) -> None:
    assert secretary.get(CREATE, {name: value}).status_code == 200


def test_a_unit_twice_is_refused(
    secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    page = secretary.post(CREATE, typed(community, unit, unit))
    assert page.status_code == 422
    assert "只能出现一次" in page.content.decode()


def test_a_duty_that_was_never_done_is_listed_apart_and_not_ticked(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    first = clock.today() - 400 * DAY
    plans = [DutyPlan(0, "联席会议", cadence="yearly"), DutyPlan(1, "从未做过", cadence="yearly")]
    earlier = make_signed(
        community_secretary, community, unit, signed_on=first,
        effective_to=clock.today() + 330 * DAY, obligations=plans,
    )  # fmt: skip
    done = earlier.obligations.get(text="联席会议")
    fulfil_obligation(
        actor=community_secretary, obligation=done, done_on=first + 50 * DAY, text="已召开"
    )
    page = secretary.get(CREATE, {"renews": earlier.pk})
    rows = form_of(page).duties
    assert [row["text"].value() for row in rows.done_rows] == ["联席会议"]
    assert [row["text"].value() for row in rows.never_rows] == ["从未做过"]
    assert [row["is_kept"].value() for row in (*rows.done_rows, *rows.never_rows)] == [True, False]
    assert "上期履行 1/1 次" in page.content.decode()
    assert "上期履行 0/1 次" in page.content.decode()


def test_a_refused_title_is_told_at_its_field(
    secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    form = form_of(secretary.post(CREATE, typed(community, unit, title="共\u202e建")))
    assert list(form.errors) == ["title"]


def test_a_refused_duty_is_named(
    secretary: Client, community: Organization, unit: ResidentUnit
) -> None:
    late = {"cadence": "once", "due_on": "2026-02-01"}
    values = typed(
        community, unit, effective_from="2025-01-01", effective_to="2025-12-31", duty_rows=3,
        **duty(0, "联席会议"), **duty(2, "开放会议室", 1, **late),
    )  # fmt: skip
    [sentence] = form_of(secretary.post(CREATE, values)).non_field_errors()
    assert sentence == "协议事项第 2 项（开放会议室）：完成期限应在协议有效期内，请核对。"
    assert not Covenant.objects.exists()


def test_earlier_and_later_lead_to_each_other(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    earlier = make_signed(community_secretary, community, unit)
    later = make_covenant(community_secretary, community, unit, renews=earlier)
    for here, there in [(earlier, later), (later, earlier)]:
        text = secretary.get(here.get_absolute_url()).content.decode()
        assert f'href="{there.get_absolute_url()}"' in text
    assert "renews=" not in secretary.get(earlier.get_absolute_url()).content.decode()


def test_a_supplement_keeps_the_sides(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit,
    other: ResidentUnit,
) -> None:  # fmt: skip
    covenant = make_signed(community_secretary, community, unit)
    url = f"{CREATE}?amends={covenant.pk}"
    assert secretary.get(url).status_code == 200
    secretary.post(url, typed(community, other, title="补充"))
    supplement = covenant.amendments.get()
    assert [party.unit for party in supplement.unit_parties] == [unit]


def test_both_sides_sign_through_their_own_pages(
    secretary: Client, community_secretary: User, liaison: User, community: Organization,
    unit: ResidentUnit,
) -> None:  # fmt: skip
    covenant = make_awaiting(community_secretary, community, unit, text="甲乙双方约定")
    own = reverse("covenants:unit-covenant-confirm", args=[covenant.pk])
    client = SignedIn(liaison)
    assert "甲乙双方约定" in client.get(own).content.decode()
    words = {"signer": "王局长", "signer_post": "党组书记", "is_read": "on"}
    assert client.post(own, {**words, "is_read": "", **key()}).status_code == 422
    page = client.post(own, {**words, **key()}, follow=True)
    assert page.redirect_chain[-1][0] == f"/unit/covenants/{covenant.pk}/"
    assert "王局长" in page.content.decode()
    desk = reverse("covenants:covenant-confirm", args=[covenant.pk])
    text = secretary.post(desk, {**words, **key()}, follow=True).content.decode()
    assert "有效" in text
    assert "系统确认" in text


def test_a_unit_sends_the_text_back_from_its_own_page(
    community_secretary: User, liaison: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_awaiting(community_secretary, community, unit)
    url = reverse("covenants:unit-covenant-return", args=[covenant.pk])
    page = SignedIn(liaison).post(url, {"reason": "期限有误", **key()}, follow=True)
    assert "退回修改：期限有误" in page.content.decode()
    covenant.refresh_from_db()
    assert covenant.status == "draft"


def sign(client: Client, covenant: Covenant, **files: Any) -> None:
    url = reverse("covenants:covenant-sign", args=[covenant.pk])
    day = f"{clock.today()}"
    names = {"signer_0": "李书记", f"signer_{covenant.unit_parties[0].unit_id}": "王局长"}
    client.post(url, {"signed_on": day, "effective_from": day, **names, **files, **key()})


def test_a_paper_without_its_scan_is_told_and_found(
    secretary: Client, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    bare, whole = (
        make_covenant(community_secretary, community, unit, title=title)
        for title in ("没传的", "传了的")
    )
    sign(secretary, bare)
    sign(secretary, whole, file=make_upload())
    assert Attachment.objects.count() == 1
    assert "未上传扫描件" in secretary.get(bare.get_absolute_url()).content.decode()
    assert "未上传扫描件" not in secretary.get(whole.get_absolute_url()).content.decode()
    listed = secretary.get(reverse("covenants:covenant-list"), {"scan": "missing"})
    assert "没传的" in listed.content.decode()
    assert "传了的" not in listed.content.decode()


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ({"standing": "expiring_30"}, "三十天内"),
        ({"standing": "open_ended"}, "没有期限"),
        ({"kind": "supplement"}, "补充的"),
    ],
)
def test_lists_are_filtered_by_term_and_kind(
    query: dict[str, str], title: str, secretary: Client, community_secretary: User,
    community: Organization, unit: ResidentUnit,
) -> None:  # fmt: skip
    soon, late = clock.today() + 30 * DAY, clock.today() + 31 * DAY
    make_signed(community_secretary, community, unit, title="三十天内", effective_to=soon)
    make_signed(community_secretary, community, unit, title="三十一天", effective_to=late)
    long = make_signed(community_secretary, community, unit, title="没有期限")
    make_covenant(community_secretary, community, unit, title="补充的", amends=long)
    text = secretary.get(reverse("covenants:covenant-list"), query).content.decode()
    titles = ["三十天内", "三十一天", "没有期限", "补充的"]
    assert [each for each in titles if each in text] == [title]
